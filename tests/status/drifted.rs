//! What differs from the configuration.

use super::status;
use crate::harness::{Example, Setting};

#[test]
fn size_and_a_value() {
    let text = Example::PRODUCT_API.read("ecs/task-definition.json");
    let changed = text
        .replace(r#""cpu": "256""#, r#""cpu": "512""#)
        .replace("${values.LOG_LEVEL}", "hunter2");
    let setting = Setting::new(Example::PRODUCT_API);
    let scene = setting.file("ecs/task-definition.json", changed).start();
    let run = status(&scene, &["--stage", "dev"]);
    insta::assert_snapshot!(run);
    assert_eq!(run.code, Some(0), "a drift is information");
    let json = status(&scene, &["--stage", "dev", "--output", "json"]);
    let found: serde_json::Value = serde_json::from_str(&json.stdout).unwrap();
    let drift = found["stages"][0]["services"][0]["drift"].as_array();
    assert_eq!(drift.unwrap().len(), 2, "{json}");
    for value in ["hunter2", "debug"] {
        let shown = run.to_string() + &json.to_string();
        assert!(!shown.contains(value), "{value} is shown:\n{shown}");
    }
}

#[test]
fn image_that_is_given() {
    let scene = super::scene();
    assert_eq!(scene.deploy(&["--stage", "dev"]).code, Some(0));
    let given = |tag: &str| {
        let image = scene.image(tag);
        status(&scene, &["--stage", "dev", "--image", &image])
    };
    let said = "~ containerDefinitions[web].image: product-api@sha256:";
    for (tag, differs) in [("first", false), ("second", true)] {
        let run = given(tag);
        assert_eq!(run.stdout.contains(said), differs, "{run}");
        assert_eq!(run.code, Some(0), "{run}");
    }
}

#[test]
fn configuration_that_cannot_be_rendered() {
    let text = Example::PRODUCT_API.read("ecs/task-definition.json");
    let broken = text.replace("${values.LOG_LEVEL}", "${values.LOG_LEVLE}");
    let setting = Setting::new(Example::PRODUCT_API);
    let scene = setting.file("ecs/task-definition.json", broken).start();
    let run = status(&scene, &["--stage", "dev"]);
    insta::assert_snapshot!(run);
    assert_eq!(run.code, Some(2));
}
