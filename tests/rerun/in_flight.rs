//! Somebody else's deployment in flight, by the stage's `in-flight`.

use super::deployments;
use crate::harness::{Example, Scene, Setting};
use serde_json::json;
use std::time::Duration;

/// A scene in which somebody else's deployment of another revision has just begun in `dev`.
fn busy(setting: Setting) -> Scene {
    let scene = setting.start();
    scene.register("dev", "product-api");
    scene.lead("dev", "product-api", "product-api:8");
    scene.simulator.pass(Duration::from_secs(5));
    scene
}

fn with(policy: &str) -> Setting {
    Setting::new(Example::PRODUCT_API).default_setting(&format!("in-flight: {policy}"))
}

#[test]
fn its_place_is_taken_and_it_is_named() {
    let scene = busy(Setting::new(Example::PRODUCT_API));
    let run = scene.deploy(&["--stage", "dev"]);
    assert_eq!(run.code, Some(0), "{run}");
    assert_eq!(scene.revision("dev", "product-api"), "product-api:9");
    insta::assert_snapshot!(run);
}

#[test]
fn it_is_waited_for() {
    let scene = busy(with("wait"));
    let run = scene.deploy(&["--stage", "dev"]);
    assert_eq!(run.code, Some(0), "{run}");
    assert_eq!(scene.revision("dev", "product-api"), "product-api:9");
    // It was not cut short.
    let service = json!({ "cluster": "dev", "service": "product-api" });
    let known = scene.ecs("dev", "ListServiceDeployments", &service);
    let known = known["serviceDeployments"].as_array().unwrap();
    assert!(
        known.iter().all(|one| one["status"] == "SUCCESSFUL"),
        "{known:?}"
    );
    insta::assert_snapshot!(run);
}

#[test]
fn it_does_not_end_in_time() {
    let text = Example::PRODUCT_API.read("foghorn.yml");
    let settings = "defaults:\n  in-flight: wait\n  timeout: 30s\n  soak: 0\n";
    let scene = busy(Setting::new(Example::PRODUCT_API).file("foghorn.yml", text + settings));
    let run = scene.deploy(&["--stage", "dev"]);
    assert_eq!(run.code, Some(3), "{run}");
    assert_eq!(deployments(&scene), 1, "{run}");
    insta::assert_snapshot!(run);
}

#[test]
fn it_ends_the_run() {
    let scene = busy(with("fail"));
    let run = scene.deploy(&["--stage", "dev"]);
    assert_eq!(run.code, Some(3), "{run}");
    assert_eq!(scene.calls("UpdateService"), 0, "{run}");
    assert_eq!(scene.calls("RegisterTaskDefinition"), 0, "{run}");
    insta::assert_snapshot!(run);
    let image = scene.image("first");
    let plan = scene
        .foghorn(&["plan", "--stage", "dev", "--image", &image])
        .run();
    assert_eq!(plan.code, Some(3), "{plan}");
}

/// Going back is for an emergency: it waits for nobody.
#[test]
fn going_back_takes_its_place_whatever_is_configured() {
    let scene = busy(with("fail"));
    let run = scene.timed(&["rollback", "--stage", "dev"]).run();
    assert_eq!(run.code, Some(0), "{run}");
    assert_eq!(scene.revision("dev", "product-api"), "product-api:7");
}
