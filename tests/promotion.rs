//! Promotion: a stage gets, by digest, what the stage before it proved, and nothing else.

mod accounts;
mod gate;
mod session;
mod taken;

use crate::harness::{Run, Scene};
use serde_json::Value;

/// Where it is recorded what dev and prod proved.
const DEV: &str = "/foghorn/dev/product-api";
const PROD: &str = "/foghorn/prod/product-api";

/// Runs `foghorn promote --to prod`.
fn promote(scene: &Scene, arguments: &[&str]) -> Run {
    let ours = ["promote", "--to", "prod"];
    scene.timed(&[&ours, arguments].concat()).run()
}

/// Expects that `prod` is left as it was.
fn refused(scene: &Scene, arguments: &[&str]) -> Run {
    let before = scene.revision("prod", "product-api");
    let run = promote(scene, arguments);
    assert_eq!(run.code, Some(3), "{run}");
    assert_eq!(scene.revision("prod", "product-api"), before);
    run
}

/// The image that prod runs.
fn image_of_prod(scene: &Scene) -> Value {
    let arn = serde_json::json!({"taskDefinition": scene.revision("prod", "product-api")});
    let running = scene.ecs("prod", "DescribeTaskDefinition", &arn);
    running["taskDefinition"]["containerDefinitions"][0]["image"].clone()
}

/// What is recorded.
fn record(scene: &Scene, stage: &str, parameter: &str) -> Value {
    let secret = scene.parameter(stage, parameter).unwrap();
    serde_json::from_str(secret.reveal()).unwrap()
}
