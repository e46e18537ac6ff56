//! Nothing is lost and nothing is touched that was not asked for.

use super::{one_service, play};
use crate::harness::{Example, Scene};
use serde_json::json;

#[test]
fn the_desired_count_stays_what_others_made_it() {
    // Time to scale between foghorn's survey and its UpdateService.
    let slow = json!({
        "service": "ecs", "operation": "RegisterTaskDefinition", "kind": "slow", "ms": 600
    });
    let scene = one_service().wire_fault(slow).start();
    let mut running = scene.deployment(&["--stage", "dev"]).start();
    running.wait_for("plan: register");
    let scaled = json!({ "cluster": "dev", "service": "product-api", "desiredCount": 5 });
    scene.ecs("dev", "UpdateService", &scaled);
    let run = running.finish();
    assert_eq!(run.code, Some(0), "{run}");
    let service = scene.service("dev", "product-api");
    assert_eq!(service["desiredCount"], 5);
    assert_eq!(service["runningCount"], 5);
    assert_eq!(scene.revision("dev", "product-api"), "product-api:8");
}

#[test]
fn a_field_newer_than_the_sdk_reaches_aws() {
    let text = Example::PRODUCT_API.read("ecs/task-definition.json");
    let future = text.replacen(
        r#""essential": true,"#,
        r#""essential": true, "futureKnob": { "turnedTo": 11 },"#,
        1,
    );
    let scene = one_service()
        .file("ecs/task-definition.json", future)
        .start();
    let refused = scene.deploy(&["--stage", "dev"]);
    insta::assert_snapshot!("a_field_newer_than_the_sdk_is_refused", refused);
    assert_eq!(refused.code, Some(2));
    assert!(scene.simulator.calls().is_empty());

    let allowed = [
        "--stage",
        "dev",
        "--allow-unknown-field",
        "containerDefinitions.futureKnob",
    ];
    let run = scene.deploy(&allowed);
    insta::assert_snapshot!(run);
    assert_eq!(run.code, Some(0));
    let asked = json!({ "taskDefinition": "product-api:8" });
    let registered = scene.ecs("dev", "DescribeTaskDefinition", &asked);
    let container = &registered["taskDefinition"]["containerDefinitions"][0];
    assert_eq!(container["futureKnob"], json!({ "turnedTo": 11 }));
}

#[test]
fn nothing_but_what_was_asked_for_changes() {
    let settings = |scene: &Scene| {
        let mut service = scene.service("dev", "product-api");
        for ours in [
            "taskDefinition",
            "deployments",
            "events",
            "taskSets",
            "pendingCount",
        ] {
            service.as_object_mut().unwrap().remove(ours);
        }
        service
    };
    let before = settings(&one_service().start());
    let (scene, run) = play(one_service());
    assert_eq!(run.code, Some(0), "{run}");
    // Both worlds are made of the same seed, so even ids are equal.
    let mut after = settings(&scene);
    for changing in [
        "createdAt",
        "currentServiceDeployment",
        "currentServiceRevisions",
    ] {
        after[changing] = before[changing].clone();
    }
    assert_eq!(after, before);
}
