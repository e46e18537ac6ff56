//! Everything that can keep a new revision from running, each with its cause and the fix.

use super::play_scenarios;
use crate::harness::{Example, Run, Scene};

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

/// The secret is there, but not as JSON with the key that the task definition names.
#[test]
fn a_json_key_is_missing() {
    let definition = Example::PRODUCT_API.read("ecs/task-definition.json");
    let definition = definition.replace(
        "arn:aws:ssm:${region}:${account}:parameter/product-api/${stage}/DATABASE_URL",
        "arn:aws:secretsmanager:${region}:${account}:secret:product-api-AbCdEf:url::",
    );
    let setting = super::one_service().file("ecs/task-definition.json", definition);
    let (_, run) = super::play(setting.scenario("missing-json-key"));
    insta::assert_snapshot!(run);
    assert_eq!(run.code, Some(10));
}

/// No task is ever made, so that only ECS's events say why.
#[test]
fn before_there_is_a_task() {
    rolled_back(["vcpu-quota", "role-not-assumable"]);
}

/// The load balancer's target group is deleted during the deployment.
#[test]
fn what_the_service_needs_is_gone() {
    rolled_back(["target-group-gone"]);
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

/// There is nothing that ECS or foghorn could go back to.
#[test]
fn and_there_is_no_way_back() {
    let (scene, run) = super::play_scenario("no-rollback-candidate");
    insta::assert_snapshot!(run);
    assert_eq!(run.code, Some(12));
    assert_eq!(scene.calls("UpdateService"), 1);
}

/// ECS tells the same event only once in six hours, so that the second run sees none of its own.
#[test]
fn the_events_are_those_of_the_run_before() {
    let scene = super::one_service()
        .scenario("image-not-found")
        .at("dev")
        .start();
    let first = scene.deploy(&["--stage", "dev"]);
    assert_eq!(first.code, Some(10), "{first}");
    let second = scene.deploy(&["--stage", "dev"]);
    insta::assert_snapshot!(second);
    assert_eq!(second.code, Some(10));
}
