//! Several stages and several services: what is deployed together, and what is not started.

use crate::harness::{Example, Setting};
use serde_json::json;

#[test]
fn two_services_in_two_stages() {
    let scene = Setting::new(Example::TWO_SERVICES).at("*").start();
    let run = scene.deploy(&[]);
    insta::assert_snapshot!(run);
    assert_eq!(run.code, Some(0));
    for stage in ["dev", "prod"] {
        assert_eq!(scene.revision(stage, "shop-api"), "shop-api:8");
        assert_eq!(scene.revision(stage, "shop-worker"), "shop-worker:8");
    }
}

#[test]
fn one_service_fails_and_the_next_stage_is_not_started() {
    let scene = Setting::new(Example::TWO_SERVICES)
        .at("dev")
        .fault(json!({
            "service": "shop-worker",
            "kind": { "exit": { "code": 78, "logs": ["QUEUE_URL is not a queue"] } }
        }))
        .start();
    let run = scene.deploy(&[]);
    insta::assert_snapshot!(run);
    assert_eq!(run.code, Some(10));
    assert_eq!(scene.revision("dev", "shop-api"), "shop-api:8");
    assert_eq!(scene.revision("dev", "shop-worker"), "shop-worker:7");
    assert_eq!(scene.revision("prod", "shop-api"), "shop-api:7");
    assert_eq!(scene.revision("prod", "shop-worker"), "shop-worker:7");
    assert_eq!(scene.calls("UpdateService"), 2);
}

#[test]
fn desired_count_0_proves_nothing() {
    let scene = super::one_service().desired_count(0).start();
    let run = scene.deploy(&["--stage", "dev"]);
    insta::assert_snapshot!(run);
    assert_eq!(run.code, Some(0));
    assert_eq!(scene.revision("dev", "product-api"), "product-api:8");
    assert!(scene.parameter("dev", "/foghorn/dev/product-api").is_none());
}

#[test]
fn a_stage_after_one_that_proved_nothing_is_not_started() {
    let scene = super::one_service().desired_count(0).start();
    let run = scene.deploy(&[]);
    insta::assert_snapshot!(run);
    assert_eq!(run.code, Some(3));
    assert_eq!(scene.revision("dev", "product-api"), "product-api:8");
    assert_eq!(scene.revision("prod", "product-api"), "product-api:7");
}
