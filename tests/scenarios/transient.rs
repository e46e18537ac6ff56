//! What looks wrong for a while and heals is not a failure.

use super::play;

/// Plays a scenario that heals, and returns what the user saw.
fn deployed(scenario: &str) -> String {
    let (scene, run) = play(scenario);
    assert_eq!(run.code, Some(0), "{run}");
    assert_eq!(scene.revision("dev", "product-api"), "product-api:8");
    assert_eq!(scene.calls("UpdateService"), 1);
    run.to_string()
}

#[test]
fn capacity_missing_then_there() {
    insta::assert_snapshot!(deployed("capacity-then-there"));
}

#[test]
fn one_of_four_tasks_dies_once() {
    insta::assert_snapshot!(deployed("one-task-dies-once"));
}

#[test]
fn registry_times_out_once() {
    insta::assert_snapshot!(deployed("registry-times-out-once"));
}

#[test]
fn role_not_ready_yet() {
    insta::assert_snapshot!(deployed("role-not-ready-yet"));
}

#[test]
fn slow_but_healthy() {
    insta::assert_snapshot!(deployed("slow"));
}
