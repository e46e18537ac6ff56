//! A run that is told to stop: it ends at once, and says what it leaves behind.

use crate::harness::{Example, Run, Scene, Setting};
use std::time::{Duration, Instant};

/// Cancels a deployment while it waits. CI gives a cancelled step 7.5 seconds at least.
fn cancelled(signal: &str) -> (Scene, Run) {
    let scene = Setting::new(Example::PRODUCT_API)
        .scenario("slow")
        .at("dev")
        .start();
    let mut running = scene.deployment(&[]).start();
    running.wait_for("started: ecs-svc/");
    let told = Instant::now();
    running.signal(signal);
    let run = running.finish();
    assert!(told.elapsed() < Duration::from_secs(7), "{run}");
    (scene, run)
}

#[test]
fn by_sigterm() {
    let (scene, run) = cancelled("TERM");
    insta::assert_snapshot!(run);
    assert_eq!(run.code, Some(143));
    assert_eq!(scene.revision("dev", "product-api"), "product-api:8");
    assert_eq!(scene.revision("prod", "product-api"), "product-api:7");
}

#[test]
fn by_sigint() {
    let (_, run) = cancelled("INT");
    insta::assert_snapshot!(run);
    assert_eq!(run.code, Some(130));
}
