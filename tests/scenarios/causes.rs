//! Everything that can keep a new revision from running, each with its cause and the fix.

use super::play;

/// Plays a scenario that ECS rolls back, and returns what the user saw.
fn rolled_back(scenario: &str) -> String {
    let (scene, run) = play(scenario);
    assert_eq!(run.code, Some(10), "{run}");
    assert_eq!(scene.revision("dev", "product-api"), "product-api:7");
    assert_eq!(scene.calls("UpdateService"), 1);
    run.to_string()
}

#[test]
fn parameter_missing() {
    insta::assert_snapshot!(rolled_back("missing-parameter"));
}

#[test]
fn image_not_found() {
    insta::assert_snapshot!(rolled_back("image-not-found"));
}

#[test]
fn wrong_architecture() {
    insta::assert_snapshot!(rolled_back("wrong-architecture"));
}

#[test]
fn container_exits() {
    insta::assert_snapshot!(rolled_back("exit-at-start"));
}

#[test]
fn out_of_memory() {
    insta::assert_snapshot!(rolled_back("out-of-memory"));
}

#[test]
fn bad_entrypoint() {
    insta::assert_snapshot!(rolled_back("bad-entrypoint"));
}

#[test]
fn log_group_missing() {
    insta::assert_snapshot!(rolled_back("log-group-missing"));
}

#[test]
fn no_route_to_the_registry() {
    insta::assert_snapshot!(rolled_back("no-route-to-registry"));
}

#[test]
fn load_balancer_gets_404() {
    insta::assert_snapshot!(rolled_back("load-balancer-404"));
}

#[test]
fn container_health_check_fails() {
    insta::assert_snapshot!(rolled_back("container-health-check"));
}
