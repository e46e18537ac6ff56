//! What may not be read is said where it is missing; the rest is still shown.

use super::{scene, status};
use crate::harness::{Example, Setting};
use foghorn_sim::world::Denial;
use serde_json::{from_value, json};

#[test]
fn forbidden_calls() {
    let mut setting = Setting::new(Example::PRODUCT_API);
    for action in [
        "ecs:ListTasks",
        "ecs:DescribeServiceDeployments",
        "ecs:DescribeTaskDefinition",
        "elasticloadbalancing:DescribeTargetHealth",
    ] {
        setting = setting.denied(action);
    }
    let run = status(&setting.start(), &["--stage", "dev"]);
    insta::assert_snapshot!(run);
    assert_eq!(run.code, Some(4));
}

#[test]
fn tasks_may_not_be_listed_and_ecs_tells_the_digest() {
    let setting = Setting::new(Example::PRODUCT_API).denied("ecs:ListTasks");
    let scene = setting.start();
    assert_eq!(scene.deploy(&["--stage", "dev"]).code, Some(0));
    let run = status(&scene, &["--stage", "dev", "--output", "json"]);
    let found: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    let image = &found["stages"][0]["services"][0]["images"][0];
    let reference = scene.image("first");
    let (_, digest) = reference.split_once('@').unwrap();
    assert_eq!(image["digest"], digest, "{run}");
    assert_eq!(run.code, Some(4));
}

#[test]
fn a_role_that_may_not_be_assumed() {
    let scene = Setting::new(Example::PRODUCT_API).world(|world| {
        let denial: Denial = from_value(json!({
            "who": "*",
            "action": "sts:AssumeRole",
            "resource": "arn:aws:iam::222222222222:*",
        }))
        .unwrap();
        world.denied.push(denial);
    });
    let run = status(&scene.start(), &[]);
    insta::assert_snapshot!(run);
    assert_eq!(run.code, Some(4));
}

#[test]
fn a_service_and_a_cluster_that_do_not_exist() {
    let scene = Setting::new(Example::PRODUCT_API)
        .configure("service: product-api", "service: product-app")
        .configure("cluster: prod", "cluster: production")
        .start();
    let run = status(&scene, &[]);
    insta::assert_snapshot!(run);
    assert_eq!(run.code, Some(3));
}

#[test]
fn a_stage_that_is_not_configured() {
    let run = status(&scene(), &["--stage", "staging"]);
    insta::assert_snapshot!(run);
    assert_eq!(run.code, Some(2));
    assert!(run.stdout.is_empty());
}
