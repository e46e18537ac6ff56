//! `together: true`: all services of a stage are deployed, or none is.

use crate::harness::{Example, Scene, Setting};
use serde_json::json;

fn together() -> Setting {
    Setting::new(Example::TWO_SERVICES)
        .at("dev")
        .configure("timeout: 20m", "timeout: 20m\n  together: true")
}

fn both(scene: &Scene) -> [String; 2] {
    ["shop-api", "shop-worker"].map(|service| scene.revision("dev", service))
}

#[test]
fn one_fails_and_the_other_goes_back_too() {
    let exits = json!({ "service": "shop-worker", "kind": { "exit": { "code": 78 } } });
    let scene = together().fault(exits).start();
    let run = scene.deploy(&[]);
    insta::assert_snapshot!(run);
    assert_eq!(run.code, Some(10));
    assert_eq!(both(&scene), ["shop-api:7", "shop-worker:7"]);
    // What did not stay is not proven.
    assert!(scene.parameter("dev", "/foghorn/dev/shop-api").is_none());
}

#[test]
fn all_are_healthy() {
    let scene = together().start();
    let run = scene.deploy(&["--stage", "dev"]);
    assert_eq!(run.code, Some(0), "{run}");
    assert_eq!(both(&scene), ["shop-api:8", "shop-worker:8"]);
    assert_eq!(scene.calls("UpdateService"), 2, "{run}");
}
