//! A run that is told to stop: it ends at once, and says what it leaves behind.

use super::one_service;
use crate::harness::{Run, Scene, Setting};
use serde_json::json;
use std::time::{Duration, Instant};

/// A CI system kills a cancelled step after 7.5 seconds. Source: GitHub Actions documentation,
/// "Workflow cancellation reference".
const PATIENCE: Duration = Duration::from_secs(7);

/// Leaves time to cancel it: a slow deployment takes some seconds.
const SCALE: u32 = 50;

/// Cancels a deployment while it waits, and has seen the service.
fn cancelled(setting: Setting, signal: &str) -> (Scene, Run) {
    let scene = setting.scenario("slow").scale(SCALE).at("dev").start();
    let mut running = scene.deployment(&[]).start();
    running.wait_for("0 of 2");
    let told = Instant::now();
    running.signal(signal);
    let run = running.finish();
    assert!(told.elapsed() < PATIENCE, "{run}");
    (scene, run)
}

#[test]
fn by_sigterm() {
    let (scene, run) = cancelled(one_service(), "TERM");
    insta::assert_snapshot!(run);
    assert_eq!(run.code, Some(143));
    assert_eq!(scene.revision("dev", "product-api"), "product-api:8");
    assert_eq!(scene.revision("prod", "product-api"), "product-api:7");
}

#[test]
fn by_sigint() {
    let (_, run) = cancelled(one_service(), "INT");
    insta::assert_snapshot!(run);
    assert_eq!(run.code, Some(130));
}

/// In a container foghorn is process 1, which the kernel sends no signal that it does not handle.
#[test]
fn as_process_1_of_a_container() {
    for (signal, code) in [("TERM", 143), ("INT", 130)] {
        let scene = one_service()
            .scenario("slow")
            .scale(SCALE)
            .at("dev")
            .start();
        let mut running = scene.deployment(&[]).first_process().start();
        running.wait_for("0 of 2");
        let told = Instant::now();
        running.signal(signal);
        let run = running.finish();
        assert!(told.elapsed() < PATIENCE, "{run}");
        assert_eq!(run.code, Some(code), "{run}");
        assert!(run.stderr.contains("goes on rolling out"), "{run}");
    }
}

#[test]
fn and_the_policy_is_to_roll_back() {
    let setting = one_service().default_setting("on-cancel: rollback");
    let (scene, run) = cancelled(setting, "TERM");
    insta::assert_snapshot!(run);
    assert_eq!(run.code, Some(143));
    assert_eq!(scene.calls("StopServiceDeployment"), 1);
}

#[test]
fn and_rolling_back_is_refused() {
    let setting = one_service()
        .default_setting("on-cancel: rollback")
        .denied("ecs:StopServiceDeployment");
    let (scene, run) = cancelled(setting, "TERM");
    insta::assert_snapshot!(run);
    assert_eq!(run.code, Some(143));
    assert_eq!(scene.calls("StopServiceDeployment"), 1);
}

/// What is under way may finish; nothing new is begun.
#[test]
fn between_two_writes() {
    let slow = json!({
        "service": "ecs", "operation": "RegisterTaskDefinition", "kind": "slow", "ms": 2500
    });
    let scene = one_service().wire_fault(slow).start();
    let mut running = scene.deployment(&[]).start();
    running.wait_for("plan:");
    running.signal("TERM");
    let run = running.finish();
    assert_eq!(run.code, Some(143), "{run}");
    assert!(
        run.stderr.contains("`product-api` was not changed"),
        "{run}"
    );
    assert_eq!(scene.calls("RegisterTaskDefinition"), 1);
    assert_eq!(scene.calls("UpdateService"), 0);
}
