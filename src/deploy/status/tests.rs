//! What a status says of readings that AWS gives.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod world;

use super::*;
use crate::foreign::Sentence;
use crate::name::{Digest, ServiceDeploymentArn};
use crate::observation::RolloutState::{self, Completed, Failed, InProgress};
use crate::observation::{self, Target};
use world::{found, record, revision, service, task};

/// A reading and what is expected of it.
struct Story {
    name: &'static str,
    /// Revision, running tasks, made at, rollout state; the PRIMARY first.
    deployments: &'static [(u32, u32, i64, Option<RolloutState>)],
    /// Status, made at, ended at.
    records: &'static [(&'static str, i64, Option<i64>)],
    runs: Option<u32>,
    in_flight: Option<u32>,
    last: Option<&'static str>,
}

fn assert_told(stories: &[Story]) {
    for story in stories {
        let name = story.name;
        let mut findings = found(service(story.deployments));
        let records = story.records.iter();
        findings.deployments = records.map(|(s, c, f)| record(s, *c, *f)).collect();
        let status = of_service(findings);
        assert_eq!(status.revision, story.runs.map(revision), "{name}");
        let flight = status.in_flight.map(|flight| flight.revision);
        assert_eq!(flight, story.in_flight.map(revision), "{name}");
        let ended = status.last_deployment.map(|last| last.status);
        let ended = ended.map(|status| serde_json::to_value(status).unwrap());
        assert_eq!(ended, story.last.map(serde_json::Value::from), "{name}");
    }
}

#[test]
fn rolling_deployments() {
    const COMPLETE: (u32, u32, i64, Option<RolloutState>) = (7, 2, 100, Some(Completed));
    const STARTING: (u32, u32, i64, Option<RolloutState>) = (8, 0, 200, Some(InProgress));
    assert_told(&[
        Story {
            name: "complete",
            deployments: &[COMPLETE],
            records: &[("successful", 100, Some(160))],
            runs: Some(7),
            in_flight: None,
            last: Some("successful"),
        },
        Story {
            name: "in flight",
            deployments: &[STARTING, COMPLETE],
            records: &[("successful", 100, Some(160)), ("in-progress", 200, None)],
            runs: Some(7),
            in_flight: Some(8),
            last: Some("successful"),
        },
        Story {
            name: "the record of the new one is not shown yet",
            deployments: &[STARTING, COMPLETE],
            records: &[("successful", 100, Some(160))],
            runs: Some(7),
            in_flight: Some(8),
            last: Some("successful"),
        },
        Story {
            name: "records may not be read",
            deployments: &[STARTING, COMPLETE],
            records: &[],
            runs: Some(7),
            in_flight: Some(8),
            last: None,
        },
        Story {
            name: "the first deployment",
            deployments: &[STARTING],
            records: &[("in-progress", 200, None)],
            runs: None,
            in_flight: Some(8),
            last: None,
        },
    ]);
}

#[test]
fn failed_deployments() {
    const BACK: (u32, u32, i64, Option<RolloutState>) = (7, 2, 220, Some(InProgress));
    const GIVEN_UP: (u32, u32, i64, Option<RolloutState>) = (8, 1, 200, Some(Failed));
    assert_told(&[
        Story {
            name: "going back",
            deployments: &[BACK, GIVEN_UP],
            records: &[("rollback-in-progress", 200, None)],
            runs: Some(7),
            in_flight: Some(7),
            last: None,
        },
        Story {
            name: "went back; old tasks still drain",
            deployments: &[BACK, GIVEN_UP],
            records: &[("rollback-successful", 200, Some(240))],
            runs: Some(7),
            in_flight: None,
            last: Some("rollback-successful"),
        },
        Story {
            name: "given up without going back",
            deployments: &[GIVEN_UP, (7, 2, 100, Some(Completed))],
            records: &[("stopped", 200, Some(240))],
            runs: Some(7),
            in_flight: None,
            last: Some("stopped"),
        },
    ]);
}

#[test]
fn deployments_that_shift_traffic() {
    const BLUE: (u32, u32, i64, Option<RolloutState>) = (7, 2, 100, None);
    const GREEN: (u32, u32, i64, Option<RolloutState>) = (8, 2, 200, None);
    assert_told(&[
        Story {
            name: "in flight",
            deployments: &[GREEN, BLUE],
            records: &[("in-progress", 200, None)],
            runs: Some(7),
            in_flight: Some(8),
            last: None,
        },
        Story {
            name: "records may not be read",
            deployments: &[GREEN, BLUE],
            records: &[],
            runs: Some(7),
            in_flight: Some(8),
            last: None,
        },
        Story {
            name: "complete",
            deployments: &[GREEN],
            records: &[("successful", 200, Some(260))],
            runs: Some(8),
            in_flight: None,
            last: Some("successful"),
        },
    ]);
}

#[test]
fn only_needed_records_are_asked_for() {
    let listed = [
        record("successful", 100, Some(160)),
        record("in-progress", 300, None),
        record("stopped", 200, Some(240)),
    ];
    let arns = newest_deployments(&listed);
    let times: Vec<_> = arns.iter().map(ServiceDeploymentArn::as_str).collect();
    assert_eq!(times, ["record-300", "record-200"]);
}

#[test]
fn health_is_that_of_the_check_that_fewest_pass() {
    use observation::Health::{Healthy, Unhealthy, Unknown};
    // Health of the running tasks, states of targets, whether the definition has a check,
    // and what passes.
    let table = [
        (
            vec![Healthy, Healthy],
            vec!["healthy", "healthy"],
            true,
            Some(2),
        ),
        (
            vec![Healthy, Unhealthy],
            vec!["healthy", "healthy"],
            true,
            Some(1),
        ),
        (vec![Healthy, Unknown], vec![], true, Some(1)),
        (
            vec![Healthy, Healthy],
            vec!["healthy", "unhealthy"],
            true,
            Some(1),
        ),
        (
            vec![Unknown, Unknown],
            vec!["healthy", "initial", "draining"],
            false,
            Some(1),
        ),
        (vec![Unknown, Unknown], vec![], false, None),
        (vec![], vec!["draining"], true, Some(0)),
    ];
    for (tasks, targets, check, healthy) in table {
        let running = world::running(7);
        let mut findings = found(running);
        findings.definitions = vec![world::definition(7, check)];
        findings.tasks = Some(tasks.iter().map(|health| task(7, *health, None)).collect());
        let target = |state: &&str| Target {
            group: "group".to_owned(),
            id: "10.0.0.1".to_owned(),
            port: None,
            state: (*state).to_owned(),
            reason: None,
            description: None,
        };
        if !targets.is_empty() {
            findings.service.load_balancers = vec![world::balancer("group")];
            findings.targets = Some(targets.iter().map(target).collect());
        }
        let health = of_service(findings).health;
        assert_eq!(health.healthy, healthy, "{tasks:?} {targets:?}");
        let failing = targets
            .iter()
            .filter(|state| ["initial", "unhealthy"].contains(state));
        let shown: u32 = health
            .targets
            .iter()
            .flat_map(|g| &g.failing)
            .map(|f| f.count)
            .sum();
        assert_eq!(
            usize::try_from(shown).unwrap(),
            failing.count(),
            "{targets:?}"
        );
    }
}

#[test]
fn health_that_cannot_be_read_is_not_told() {
    let mut findings = found(world::running(7));
    findings.definitions = vec![world::definition(7, true)];
    findings.service.load_balancers = vec![world::balancer("group")];
    findings.tasks = Some(vec![task(7, observation::Health::Healthy, None)]);
    findings.targets = None;
    let health = of_service(findings).health;
    assert_eq!(health.healthy, None);
    assert_eq!(health.containers.unwrap().healthy, 1);
}

#[test]
fn digests_are_those_of_running_tasks_or_else_what_ecs_resolved() {
    let health = observation::Health::Unknown;
    let mut gone = task(7, health, Some("sha256:gone"));
    gone.stopping = true;
    let resolved = ServiceRevision {
        arn: "target".to_owned(),
        task_definition: revision(7),
        images: vec![ResolvedImage {
            container: "web".to_owned(),
            image: "web:1".to_owned(),
            digest: Some(Digest::new("sha256:resolved")),
        }],
    };
    let table = [
        (
            Some(vec![
                task(7, health, Some("sha256:b")),
                task(7, health, Some("sha256:a")),
                task(7, health, Some("sha256:b")),
                gone,
            ]),
            vec![("sha256:a", Some(1)), ("sha256:b", Some(2))],
        ),
        (
            Some(vec![task(7, health, None)]),
            vec![("sha256:resolved", None)],
        ),
        (None, vec![("sha256:resolved", None)]),
    ];
    for (tasks, expected) in table {
        let mut findings = found(world::running(7));
        findings.tasks = tasks;
        findings.ours = vec!["web".to_owned()];
        findings.service_revisions = vec![resolved.clone()];
        let images = of_service(findings).images;
        assert!(images.iter().all(|image| image.ours));
        let digest = |image: &RunningImage| (image.digest.clone().unwrap(), image.tasks);
        let images: Vec<_> = images.iter().map(digest).collect();
        let expected = expected
            .into_iter()
            .map(|(digest, tasks)| (Digest::new(digest), tasks));
        assert_eq!(images, expected.collect::<Vec<_>>());
    }
}

#[test]
fn the_worst_of_what_could_not_be_read_is_the_outcome() {
    let unread = |outcome| Unread {
        what: Item::Tasks,
        outcome,
        error: ErrorReport {
            message: Sentence::own("x"),
            causes: vec![],
            hints: vec![],
            problems: vec![],
            output: vec![],
        },
    };
    let refused = ServiceStatus::unread("a", None, unread(Outcome::Refused));
    let stage = StageStatus {
        stage: "dev".to_owned(),
        region: "eu-west-1".to_owned(),
        cluster: "dev".to_owned(),
        account: None,
        services: vec![],
        unread: vec![],
    };
    let status = |services, unread| {
        let stage = StageStatus {
            services,
            unread,
            ..stage.clone()
        };
        Status {
            stages: vec![stage],
        }
        .outcome()
    };
    assert_eq!(status(vec![], vec![]), Outcome::Succeeded);
    assert_eq!(status(vec![refused.clone()], vec![]), Outcome::Refused);
    let denied = unread(Outcome::AwsUnavailable);
    assert_eq!(status(vec![refused], vec![denied]), Outcome::AwsUnavailable);
}
