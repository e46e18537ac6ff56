//! What goes wrong between foghorn and AWS during the wait, while the deployment itself is sound
//! or not.

use super::{one_service, play};
use serde_json::json;

/// More than the SDK retries by itself, so that whole readings fail. Its pauses are in real time.
const FAULTS: u32 = 5;
/// Calls of DescribeServices before the wait: when the stage is looked at, and when it is planned.
const BEFORE_THE_WAIT: u32 = 2;

#[test]
fn throttled() {
    let (scene, run) = play(one_service().wire_fault(json!({
        "service": "ecs", "operation": "DescribeServices", "kind": "throttling",
        "after": BEFORE_THE_WAIT, "times": FAULTS
    })));
    assert_eq!(run.code, Some(0), "{run}");
    assert_eq!(scene.refused("ThrottlingException"), FAULTS as usize);
    let said = "could not read the service, trying again: ";
    assert!(run.stderr.contains(said), "{run}");
}

#[test]
fn flaky_network() {
    let mut setting = one_service();
    let kinds = ["reset", "http-500", "lost-answer"].into_iter().cycle();
    for (after, kind) in (BEFORE_THE_WAIT..BEFORE_THE_WAIT + FAULTS).zip(kinds) {
        setting = setting.wire_fault(json!({
            "service": "ecs", "operation": "DescribeServices", "kind": kind, "after": after
        }));
    }
    let (_, run) = play(setting);
    assert_eq!(run.code, Some(0), "{run}");
}

#[test]
fn tasks_may_not_be_listed_and_all_is_well() {
    let (_, run) = play(one_service().denied("ecs:ListTasks"));
    insta::assert_snapshot!(run);
    assert_eq!(run.code, Some(0));
}

#[test]
fn tasks_may_not_be_listed_and_ecs_rolls_back() {
    let (_, run) = play(
        one_service()
            .scenario("exit-at-start")
            .denied("ecs:ListTasks"),
    );
    insta::assert_snapshot!(run);
    assert_eq!(run.code, Some(10));
}

/// Every reading lags behind by a quarter of a minute.
#[test]
fn stale_reads() {
    let scene = super::one_service()
        .wire_fault(json!({ "service": "*", "operation": "*", "kind": "stale", "by": 15 }))
        .start();
    let run = scene.deploy(&["--stage", "dev"]);
    insta::assert_snapshot!(run);
    assert_eq!(run.code, Some(0));
}

/// Every second reading lags behind, so that the service goes back and forth in time.
#[test]
fn every_second_read_is_stale() {
    for (scenario, code) in [("healthy", 0), ("fargate-illusion-no-breaker", 10)] {
        let stale = json!({
            "service": "*", "operation": "*", "kind": "stale", "by": 15, "every": 2
        });
        let setting = super::one_service().scenario(scenario).at("dev");
        let scene = setting.wire_fault(stale).start();
        let run = scene.deploy(&["--stage", "dev"]);
        assert_eq!(run.code, Some(code), "{scenario}: {run}");
    }
}
