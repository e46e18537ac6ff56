//! What goes wrong between foghorn and AWS during the wait, while the deployment itself is sound
//! or not.

use super::play_in_dev;
use crate::harness::{Example, Setting};
use serde_json::json;

/// Calls that pass before the first is hit: those that come before the wait.
const BEFORE_THE_WAIT: u32 = 3;

#[test]
fn throttled() {
    let setting = Setting::new(Example::PRODUCT_API).wire_fault(json!({
        "service": "ecs", "operation": "Describe*", "kind": "throttling",
        "after": BEFORE_THE_WAIT, "times": 12
    }));
    let (scene, run) = play_in_dev(setting);
    insta::assert_snapshot!(run);
    assert_eq!(run.code, Some(0));
    assert_eq!(scene.refused("ThrottlingException"), 12);
}

#[test]
fn flaky_network() {
    let mut setting = Setting::new(Example::PRODUCT_API);
    for after in 0..6 {
        for kind in ["reset", "lost-answer", "http-500"] {
            setting = setting.wire_fault(json!({
                "service": "ecs", "operation": "Describe*", "kind": kind,
                "after": BEFORE_THE_WAIT + 3 * after
            }));
        }
    }
    let (_, run) = play_in_dev(setting);
    insta::assert_snapshot!(run);
    assert_eq!(run.code, Some(0));
}

#[test]
fn tasks_may_not_be_listed_and_all_is_well() {
    let setting = Setting::new(Example::PRODUCT_API).denied("ecs:ListTasks");
    let (_, run) = play_in_dev(setting);
    insta::assert_snapshot!(run);
    assert_eq!(run.code, Some(0));
}

#[test]
fn tasks_may_not_be_listed_and_ecs_rolls_back() {
    let setting = Setting::new(Example::PRODUCT_API)
        .scenario("exit-at-start")
        .denied("ecs:ListTasks");
    let (_, run) = play_in_dev(setting);
    insta::assert_snapshot!(run);
    assert_eq!(run.code, Some(10));
}
