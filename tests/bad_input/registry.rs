//! Registries.

use super::{configuration, refused, writes};
use crate::harness::{Example, Setting};
use serde_json::json;

/// An image with one empty layer, as a builder leaves it on disk.
const LAYOUT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/bad_input/layout");

#[test]
fn closes_the_connection() {
    let scene = Setting::new(Example::PRODUCT_API)
        .wire_fault(json!({"service": "registry", "operation": "*", "times": 100, "kind": "reset"}))
        .start();
    let run = scene
        .foghorn(&["deploy", "--no-check", "--image", LAYOUT])
        .run();
    assert_eq!(run.code, Some(5), "{run}");
    assert_eq!(
        scene
            .simulator
            .tags("111111111111", "eu-west-1", "product-api")
            .len(),
        2
    );
    insta::assert_snapshot!(run);
}

#[test]
fn no_such_repository() {
    let text = configuration("repository: product-api", "repository: products");
    let scene = Setting::new(Example::PRODUCT_API)
        .file("foghorn.yml", text)
        .start();
    let run = scene.foghorn(&["deploy", "--no-check", "--image", LAYOUT]);
    insta::assert_snapshot!(refused(&scene, run, 5));
}

#[test]
fn no_such_repository_but_it_may_be_created() {
    let text = configuration(
        "repository: product-api",
        "repository: products\n  create-repository: true",
    );
    let scene = Setting::new(Example::PRODUCT_API)
        .file("foghorn.yml", text)
        .start();
    let run = scene.foghorn(&["build", "--image", LAYOUT]).run();
    assert_eq!(run.code, Some(0), "{run}");
    assert_eq!(
        writes(&scene).first().map(String::as_str),
        Some("CreateRepository")
    );
    insta::assert_snapshot!(run);
}

#[test]
fn may_not_be_written_to() {
    let scene = Setting::new(Example::PRODUCT_API)
        .denied("ecr:InitiateLayerUpload")
        .start();
    let run = scene
        .foghorn(&["deploy", "--no-check", "--image", LAYOUT])
        .run();
    assert_eq!(run.code, Some(5), "{run}");
    insta::assert_snapshot!(run);
}

#[test]
fn no_token_for_it() {
    let scene = Setting::new(Example::PRODUCT_API)
        .denied("ecr:GetAuthorizationToken")
        .start();
    let run = scene.foghorn(&["deploy", "--no-check", "--image", LAYOUT]);
    insta::assert_snapshot!(refused(&scene, run, 4));
}
