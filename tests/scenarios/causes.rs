//! Everything that can keep a new revision from running, each with its cause and the fix.

use super::play_scenarios;
use crate::harness::{Run, Scene};

/// Plays scenarios that ECS rolls back.
fn rolled_back<const N: usize>(names: [&'static str; N]) -> Vec<(&'static str, Scene, Run)> {
    let stories = play_scenarios(names);
    for (name, scene, run) in &stories {
        insta::assert_snapshot!(*name, run);
        assert_eq!(run.code, Some(10), "{name}");
        assert_eq!(
            scene.revision("dev", "product-api"),
            "product-api:7",
            "{name}"
        );
        assert_eq!(scene.calls("RegisterTaskDefinition"), 1, "{name}");
        assert_eq!(scene.calls("UpdateService"), 1, "{name}");
    }
    stories
}

#[test]
fn before_the_container_starts() {
    rolled_back([
        "missing-parameter",
        "image-not-found",
        "wrong-architecture",
        "log-group-missing",
        "no-route-to-registry",
        "bad-entrypoint",
    ]);
}

#[test]
fn after_the_container_has_started() {
    let stories = rolled_back([
        "exit-at-start",
        "out-of-memory",
        "load-balancer-404",
        "container-health-check",
    ]);
    let (_, _, load_balancer) = &stories[2];
    let codes = "due to (reason Health checks failed with these codes: [404])";
    assert!(load_balancer.stderr.contains(codes), "{load_balancer}");
}
