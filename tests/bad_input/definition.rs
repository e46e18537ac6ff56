//! Task definitions.

use super::{configuration, definition, explosive, refused, refused_with};
use crate::harness::{Example, Setting};
use std::time::Duration;

const FILE: &str = "ecs/task-definition.json";

#[test]
fn no_file() {
    let text = configuration("ecs/task-definition.json", "ecs/definition.json");
    insta::assert_snapshot!(refused_with("foghorn.yml", text, 2));
}

#[test]
fn over_64_kib() {
    let line = format!(
        "\"image\": \"${{image}}\",\n\"command\": [\"{}\"],",
        "x".repeat(70_000)
    );
    let text = definition("\"image\": \"${image}\",", &line);
    insta::assert_snapshot!(refused_with(FILE, text, 2));
}

#[test]
fn unknown_container() {
    let text = configuration("container: web", "container: wbe");
    insta::assert_snapshot!(refused_with("foghorn.yml", text, 2));
}

#[test]
fn several_problems_at_once() {
    let text = definition("\"portMappings\"", "\"portMapping\"")
        .replace("\"essential\": true", "\"essential\": \"yes\"")
        .replace("\"interval\": 10", "\"interval\": \"10s\"")
        .replace("${values.LOG_LEVEL}", "${values.LOG_LEVLE}")
        .replace("\"executionRoleArn\"", "\"executionRole\"");
    insta::assert_snapshot!(refused_with(FILE, text, 2));
}

#[test]
fn not_json() {
    let text = definition("\"cpu\": \"256\",", "\"cpu\": \"256\"");
    insta::assert_snapshot!(refused_with(FILE, text, 2));
}

#[test]
fn aliases_that_explode() {
    let text = format!("family: product-api\n{}", explosive());
    let scene = Setting::new(Example::PRODUCT_API)
        .file("ecs/bomb.yml", text)
        .start();
    let run = refused(
        &scene,
        scene.deployment(&["--task-definition", "ecs/bomb.yml"]),
        2,
    );
    assert!(run.took < Duration::from_secs(5), "{:?}", run.took);
    insta::assert_snapshot!(run);
}
