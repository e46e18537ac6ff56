//! `foghorn deploy --stage prod` alone: the image that `dev` proved, or nothing.

use crate::harness::{Example, Run, Scene, Setting};
use serde_json::{Value, json};

/// Where it is recorded what dev proved.
const PARAMETER: &str = "/foghorn/dev/product-api";

#[test]
fn takes_what_the_stage_before_proved() {
    let scene = Setting::new(Example::PRODUCT_API).start();
    assert_eq!(scene.deploy(&["--stage", "dev"]).code, Some(0));
    let run = prod(&scene);
    assert_eq!(run.code, Some(0), "{run}");
    let arn = json!({"taskDefinition": scene.revision("prod", "product-api")});
    let running = scene.ecs("prod", "DescribeTaskDefinition", &arn);
    let image = &running["taskDefinition"]["containerDefinitions"][0]["image"];
    assert_eq!(image, &scene.image("first"));
    insta::assert_snapshot!(run);
}

#[test]
fn nothing_was_proven() {
    let scene = Setting::new(Example::PRODUCT_API).start();
    insta::assert_snapshot!(refused(&scene));
}

#[test]
fn somebody_else_deployed_since() {
    let scene = Setting::new(Example::PRODUCT_API).start();
    assert_eq!(scene.deploy(&["--stage", "dev"]).code, Some(0));
    scene.lead("dev", "product-api", "product-api:7");
    insta::assert_snapshot!(refused(&scene));
}

/// Whoever may write parameters could name any image in the record.
#[test]
fn record_names_another_image() {
    let scene = Setting::new(Example::PRODUCT_API).start();
    assert_eq!(scene.deploy(&["--stage", "dev"]).code, Some(0));
    let mut record = record(&scene);
    record["images"]["image"] = scene.image("second").into();
    forge(&scene, &record);
    insta::assert_snapshot!(refused(&scene));
}

/// A record of a deployment that ECS rolled back is a lie, whatever else it says.
#[test]
fn record_names_no_deployment_that_was_successful() {
    let scene = Setting::new(Example::PRODUCT_API).start();
    assert_eq!(scene.deploy(&["--stage", "dev"]).code, Some(0));
    let mut record = record(&scene);
    let real = record["service_deployment"].as_str().unwrap().to_owned();
    let (_, id) = real.rsplit_once('/').unwrap();
    for (arn, why) in [
        (real.replace(id, "AAAAAAAAAAAAAAAAAAAAA"), "90 days"),
        (real.replace("product-api", "other"), "of another service"),
    ] {
        record["service_deployment"] = arn.into();
        forge(&scene, &record);
        let run = refused(&scene);
        assert!(run.stderr.contains(why), "{run}");
    }
    record["service_deployment"] = json!(null);
    forge(&scene, &record);
    let run = refused(&scene);
    assert!(run.stderr.contains("no service deployment"), "{run}");
    forge(&scene, &json!("anything"));
    let run = refused(&scene);
    assert!(
        run.stderr.contains("there is no record of foghorn"),
        "{run}"
    );
}

/// Who, when, from what, and which deployment of ECS's did it.
#[test]
fn record_says_everything_a_reader_needs() {
    let scene = Setting::new(Example::PRODUCT_API).start();
    let run = scene
        .deployment(&["--stage", "dev"])
        .env("GITHUB_ACTIONS", "true")
        .env("GITHUB_SERVER_URL", "https://github.com")
        .env("GITHUB_REPOSITORY", "example/product-api")
        .env("GITHUB_RUN_ID", "42")
        .run();
    assert_eq!(run.code, Some(0), "{run}");
    let service = scene.service("dev", "product-api");
    let mut record = record(&scene);
    let at = record["at"].take().as_i64().unwrap();
    assert!((at - scene.simulator.now()).abs() < 60_000, "{at}");
    let expected = json!({
        "revision": service["taskDefinition"],
        "service_deployment": service["currentServiceDeployment"],
        "images": {"image": scene.image("first")},
        "by": "arn:aws:sts::111111111111:assumed-role/deploy/foghorn-github-42",
        "at": null,
        "commit": null,
        "run": "https://github.com/example/product-api/actions/runs/42",
    });
    assert_eq!(record, expected);
}

#[test]
fn record_may_not_be_read() {
    let scene = Setting::new(Example::PRODUCT_API)
        .denied("ssm:GetParameter")
        .start();
    insta::assert_snapshot!(refused(&scene));
}

/// What is recorded of dev.
fn record(scene: &Scene) -> Value {
    let secret = scene.parameter("dev", PARAMETER).unwrap();
    serde_json::from_str(secret.reveal()).unwrap()
}

/// Writes something else into it.
fn forge(scene: &Scene, record: &Value) {
    let body = json!({
        "Name": PARAMETER,
        "Type": "String",
        "Value": record.to_string(),
        "Overwrite": true,
    });
    scene.ssm("dev", "PutParameter", &body);
}

fn prod(scene: &Scene) -> Run {
    scene.timed(&["deploy", "--stage", "prod"]).run()
}

/// Expects that `prod` is left as it was.
fn refused(scene: &Scene) -> Run {
    let run = prod(scene);
    assert_eq!(run.code, Some(3), "{run}");
    assert_eq!(scene.revision("prod", "product-api"), "product-api:7");
    run
}
