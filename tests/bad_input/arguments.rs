//! Command lines.

use super::refused;
use crate::harness::{Example, Setting};

#[test]
fn unknown_stage() {
    let scene = Setting::new(Example::PRODUCT_API).start();
    insta::assert_snapshot!(refused(&scene, scene.deployment(&["--stage", "prd"]), 2));
}

#[test]
fn image_by_tag_only() {
    let scene = Setting::new(Example::PRODUCT_API).start();
    let tag = "111111111111.dkr.ecr.eu-west-1.amazonaws.com/product-api:first";
    let run = scene.foghorn(&["deploy", "--image", tag]);
    insta::assert_snapshot!(refused(&scene, run, 2));
}

#[test]
fn image_that_the_registry_does_not_have() {
    let scene = Setting::new(Example::PRODUCT_API).start();
    let image = format!(
        "111111111111.dkr.ecr.eu-west-1.amazonaws.com/product-api@sha256:{}",
        "0".repeat(64)
    );
    let run = scene.foghorn(&["deploy", "--image", &image]);
    insta::assert_snapshot!(refused(&scene, run, 5));
}

#[test]
fn no_configuration() {
    let scene = Setting::new(Example::PRODUCT_API).start();
    let run = scene.deployment(&["--config", "foghorn.yaml"]);
    insta::assert_snapshot!(refused(&scene, run, 2));
}
