//! Configurations.

use super::{configuration, explosive, refused, refused_with};
use crate::harness::{Example, Setting};
use std::time::Duration;

#[test]
fn unknown_keys() {
    let text = configuration("repository: product-api", "repositry: product-api")
        .replace("after: dev", "afer: dev");
    insta::assert_snapshot!(refused_with("foghorn.yml", text, 2));
}

#[test]
fn several_problems_at_once() {
    let text = configuration("account: \"111111111111\"", "account: 111111111111")
        .replace(
            "region: eu-west-1\n    role: arn:aws:iam::222222222222",
            "role: arn:aws:iam::22222222222",
        )
        .replace("after: dev", "after: development")
        .replace("cluster: prod", "cluster: [prod]");
    insta::assert_snapshot!(refused_with("foghorn.yml", text, 2));
}

#[test]
fn not_yaml() {
    let text = configuration("  dev:\n", "  dev\n");
    insta::assert_snapshot!(refused_with("foghorn.yml", text, 2));
}

#[test]
fn aliases_that_explode() {
    let text = explosive();
    let run = refused_with("foghorn.yml", text, 2);
    assert!(run.took < Duration::from_secs(5), "{:?}", run.took);
    insta::assert_snapshot!(run);
}

#[test]
fn no_context() {
    let text = configuration(
        "repository: product-api",
        "repository: product-api\n  context: app",
    );
    let scene = Setting::new(Example::PRODUCT_API)
        .file("foghorn.yml", text)
        .start();
    let run = scene.foghorn(&["deploy"]);
    insta::assert_snapshot!(refused(&scene, run, 2));
}

#[test]
fn variable_that_is_not_set() {
    let text = configuration("image:", "environment: [RELEASE]\nimage:")
        .replace("LOG_LEVEL: debug", "LOG_LEVEL: ${env.RELEASE}");
    insta::assert_snapshot!(refused_with("foghorn.yml", text, 2));
}
