//! Credentials, accounts, and the way to AWS.

use super::{configuration, refused, writes};
use crate::harness::{Example, Setting};
use serde_json::json;

#[test]
fn none() {
    let scene = Setting::new(Example::PRODUCT_API).start();
    let run = scene
        .deployment(&[])
        .without("AWS_ACCESS_KEY_ID")
        .without("AWS_SECRET_ACCESS_KEY");
    insta::assert_snapshot!(refused(&scene, run, 4));
}

/// A CI expands a secret that is not set to an empty text.
#[test]
fn empty_variables() {
    let scene = Setting::new(Example::PRODUCT_API).start();
    let mut run = scene.deployment(&[]);
    for name in [
        "AWS_ACCESS_KEY_ID",
        "AWS_SECRET_ACCESS_KEY",
        "AWS_SESSION_TOKEN",
        "AWS_PROFILE",
        "AWS_REGION",
        "AWS_ROLE_ARN",
        "AWS_WEB_IDENTITY_TOKEN_FILE",
        "AWS_ENDPOINT_URL_ECS",
        "AWS_MAX_ATTEMPTS",
    ] {
        run = run.env(name, "");
    }
    insta::assert_snapshot!(refused(&scene, run, 4));
}

#[test]
fn expired() {
    let scene = Setting::new(Example::PRODUCT_API)
        .wire_fault(
            json!({"service": "*", "operation": "*", "times": 100, "kind": "expired-token"}),
        )
        .start();
    insta::assert_snapshot!(refused(&scene, scene.deployment(&[]), 4));
}

#[test]
fn unknown_key() {
    let scene = Setting::new(Example::PRODUCT_API).start();
    let run = scene
        .deployment(&[])
        .env("AWS_ACCESS_KEY_ID", "AKIAIOSFODNN7EXAMPLE");
    insta::assert_snapshot!(refused(&scene, run, 4));
}

#[test]
fn wrong_secret() {
    let scene = Setting::new(Example::PRODUCT_API).start();
    let run = scene
        .deployment(&[])
        .env("AWS_SECRET_ACCESS_KEY", "guessed");
    insta::assert_snapshot!(refused(&scene, run, 4));
}

#[test]
fn no_such_profile() {
    let scene = Setting::new(Example::PRODUCT_API).start();
    let run = scene.deployment(&[]).env("AWS_PROFILE", "production");
    insta::assert_snapshot!(refused(&scene, run, 4));
}

#[test]
fn endpoint_that_is_no_url() {
    let scene = Setting::new(Example::PRODUCT_API).start();
    let run = scene.deployment(&[]).env("AWS_ENDPOINT_URL", "localhost");
    insta::assert_snapshot!(refused(&scene, run, 2));
}

#[test]
fn unreachable() {
    // A port that was free a moment ago, and that nobody listens on.
    let closed = std::net::TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap();
    let scene = Setting::new(Example::PRODUCT_API).start();
    let run = scene
        .deployment(&[])
        .env("AWS_ENDPOINT_URL", format!("http://{closed}"));
    insta::assert_snapshot!(refused(&scene, run, 4));
}

/// As in an image that has the program and nothing else.
#[test]
fn no_certificates() {
    let scene = Setting::new(Example::PRODUCT_API).start();
    let run = scene.deployment(&[]).env("SSL_CERT_FILE", "/nowhere");
    insta::assert_snapshot!(refused(&scene, run, 4));
}

#[test]
fn other_account() {
    let text = configuration("    role: arn:aws:iam::222222222222:role/deploy\n", "");
    let scene = Setting::new(Example::PRODUCT_API)
        .file("foghorn.yml", text)
        .start();
    insta::assert_snapshot!(refused(&scene, scene.deployment(&[]), 3));
}

#[test]
fn role_that_may_not_be_assumed() {
    let scene = Setting::new(Example::PRODUCT_API)
        .denied("sts:AssumeRole")
        .start();
    insta::assert_snapshot!(refused(&scene, scene.deployment(&[]), 4));
}

#[test]
fn services_that_may_not_be_described() {
    let scene = Setting::new(Example::PRODUCT_API)
        .denied("ecs:DescribeServices")
        .start();
    insta::assert_snapshot!(refused(&scene, scene.deployment(&[]), 4));
}

/// The one case that is found out by the write itself; the stage is then left as it was.
#[test]
fn service_that_may_not_be_updated() {
    let scene = Setting::new(Example::PRODUCT_API)
        .denied("ecs:UpdateService")
        .start();
    let run = scene.deploy(&[]);
    assert_eq!(writes(&scene), ["RegisterTaskDefinition", "UpdateService"]);
    assert_eq!(scene.revision("dev", "product-api"), "product-api:7");
    insta::assert_snapshot!(run);
}
