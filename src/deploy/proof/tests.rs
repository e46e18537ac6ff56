//! Which records are believed.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use super::*;
use crate::status::ResolvedImage;
use serde_json::{Value, json};

const PLACE: &str = "arn:aws:ecs:eu-west-1:111111111111";
const IMAGE: &str = "registry/web@sha256:aa";

fn deployment_arn(rest: &str) -> ServiceDeploymentArn {
    ServiceDeploymentArn::new(format!("{PLACE}:service-deployment/{rest}"))
}

fn revision(number: u32) -> RevisionArn {
    RevisionArn::new(format!("{PLACE}:task-definition/web:{number}"))
}

fn record() -> Record {
    Record {
        revision: revision(8),
        service_deployment: Some(deployment_arn("dev/web/one")),
        images: BTreeMap::from([("image".to_owned(), IMAGE.to_owned())]),
        by: Foreign::new("somebody"),
        at: AwsTime(9),
        commit: None,
        run: None,
        unproven: None,
    }
}

fn service(running: u32, desired: u32, number: u32, state: &Value) -> Service {
    let off = json!("off");
    serde_json::from_value(json!({
        "name": "web",
        "arn": format!("{PLACE}:service/dev/web"),
        "status": "active",
        "controller": "ecs",
        "desired": desired,
        "running": running,
        "pending": 0,
        "task_definition": revision(number),
        "deployments": [{
            "id": "ecs-svc/1",
            "status": "primary",
            "task_definition": revision(number),
            "desired": desired,
            "pending": 0,
            "running": running,
            "failed": 0,
            "created_at": 1,
            "rollout_state": state,
            "rollout_state_reason": null,
        }],
        "current_service_deployment": null,
        "events": [],
        "load_balancers": [],
        "configuration": {
            "strategy": "rolling",
            "minimum_healthy_percent": null,
            "maximum_percent": null,
            "circuit_breaker": off,
            "alarms": off,
        },
    }))
    .unwrap()
}

fn deployment(arn: &ServiceDeploymentArn, status: &str) -> ServiceDeployment {
    serde_json::from_value(json!({
        "arn": arn,
        "status": status,
        "status_reason": null,
        "created_at": 3,
        "finished_at": 5,
        "target_revision": "service-revision",
        "rollback": null,
        "circuit_breaker": null,
        "triggered_alarms": [],
        "lifecycle_stage": null,
        "hooks": [],
        "production_traffic": null,
    }))
    .unwrap()
}

fn led_to(number: u32, image: &str, digest: Option<&str>) -> ServiceRevision {
    ServiceRevision {
        arn: "service-revision".to_owned(),
        task_definition: revision(number),
        images: vec![ResolvedImage {
            container: "web".to_owned(),
            image: image.to_owned(),
            digest: digest.map(Digest::new),
        }],
    }
}

fn believed(
    record: &Record,
    deployment: Option<&ServiceDeployment>,
    revision: Option<&ServiceRevision>,
) -> Result<AwsTime, Doubt> {
    let service = service(2, 2, 8, &json!("completed"));
    let evidence = Evidence {
        service: &service,
        deployment,
        revision,
    };
    believe(record, &["image"], evidence)
}

#[test]
fn what_ecs_confirms_is_believed() {
    let arn = deployment_arn("dev/web/one");
    let done = deployment(&arn, "successful");
    // ECS need not resolve what has a digest.
    for digest in [Some("sha256:aa"), None] {
        let led_to = led_to(8, IMAGE, digest);
        assert_eq!(
            believed(&record(), Some(&done), Some(&led_to)),
            Ok(AwsTime(5))
        );
    }
}

#[test]
fn a_deployment_that_is_not_this_services_success_proves_nothing() {
    let led_to = led_to(8, IMAGE, None);
    for other in [
        "dev/api/one",
        "prod/web/one",
        "dev/web/one/more",
        "dev/web/",
        "dev/webs/one",
    ] {
        let arn = deployment_arn(other);
        let forged = Record {
            service_deployment: Some(arn.clone()),
            ..record()
        };
        let done = deployment(&arn, "successful");
        let named = arn.clone();
        assert_eq!(
            believed(&forged, Some(&done), Some(&led_to)),
            Err(Doubt::OtherService { named })
        );
    }
    let arn = deployment_arn("dev/web/one");
    for status in ["in-progress", "stopped", "rollback-successful"] {
        let bad = deployment(&arn, status);
        let found = believed(&record(), Some(&bad), Some(&led_to));
        assert!(
            matches!(found, Err(Doubt::NotSuccessful { .. })),
            "{status}"
        );
    }
    let elsewhere = deployment(&deployment_arn("dev/web/two"), "successful");
    for gone in [None, Some(&elsewhere)] {
        let found = believed(&record(), gone, Some(&led_to));
        assert_eq!(found, Err(Doubt::DeploymentGone));
    }
    let nameless = Record {
        service_deployment: None,
        ..record()
    };
    let found = believed(&nameless, None, Some(&led_to));
    assert_eq!(found, Err(Doubt::NoDeployment));
}

#[test]
fn another_image_than_the_deployments_proves_nothing() {
    let arn = deployment_arn("dev/web/one");
    let done = deployment(&arn, "successful");
    let table = [
        (
            led_to(7, IMAGE, None),
            Doubt::OtherRevision {
                recorded: revision(8),
                deployed: revision(7),
            },
        ),
        (
            led_to(8, "registry/web@sha256:bb", Some("sha256:bb")),
            Doubt::OtherImage {
                recorded: IMAGE.to_owned(),
                deployed: revision(8),
            },
        ),
        (
            led_to(8, IMAGE, Some("sha256:bb")),
            Doubt::OtherDigest {
                promised: Digest::new("sha256:aa"),
                resolved: Digest::new("sha256:bb"),
            },
        ),
    ];
    for (led_to, doubt) in table {
        let found = believed(&record(), Some(&done), Some(&led_to));
        assert_eq!(found, Err(doubt));
    }
    let silent = Record {
        images: BTreeMap::new(),
        ..record()
    };
    let image = "image".to_owned();
    let found = believed(&silent, Some(&done), Some(&led_to(8, IMAGE, None)));
    assert_eq!(found, Err(Doubt::NoImage { image }));
    let tagged = Record {
        images: BTreeMap::from([("image".to_owned(), "registry/web:1".to_owned())]),
        ..record()
    };
    let led_to = led_to(8, "registry/web:1", Some("sha256:aa"));
    let reference = "registry/web:1".to_owned();
    let found = believed(&tagged, Some(&done), Some(&led_to));
    assert_eq!(found, Err(Doubt::NoDigest { reference }));
}

#[test]
fn a_service_still_runs_what_it_proved() {
    let unhealthy = || {
        Err(Doubt::NotHealthy {
            revision: revision(8),
        })
    };
    let table = [
        (2, 2, 8, json!("completed"), Ok(())),
        // Blue/green has no rollout state.
        (2, 2, 8, json!(null), Ok(())),
        // Nothing is wanted over the weekend.
        (0, 0, 8, json!("completed"), Ok(())),
        (1, 2, 8, json!("completed"), unhealthy()),
        (2, 2, 8, json!("in-progress"), unhealthy()),
        (2, 2, 8, json!("failed"), unhealthy()),
        (
            2,
            2,
            9,
            json!("completed"),
            Err(Doubt::Replaced {
                proved: revision(8),
                by: revision(9),
            }),
        ),
    ];
    for (running, desired, number, state, expected) in table {
        let service = service(running, desired, number, &state);
        assert_eq!(
            is_current(&record(), &service),
            expected,
            "{running}/{desired} of {number}, {state}"
        );
    }
}
