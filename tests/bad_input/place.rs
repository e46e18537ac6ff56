//! Clusters and services.

use super::{configuration, refused, refused_with};
use crate::harness::{Example, Run, Setting};
use serde_json::{Value, json};
use std::time::Duration;

#[test]
fn wrong_region() {
    let text = configuration("region: eu-west-1", "region: eu-central-1");
    insta::assert_snapshot!(refused_with("foghorn.yml", text, 3));
}

#[test]
fn no_such_cluster() {
    let text = configuration("cluster: prod", "cluster: production");
    insta::assert_snapshot!(refused_with("foghorn.yml", text, 3));
}

#[test]
fn no_such_service() {
    let text = configuration("service: product-api", "service: products");
    insta::assert_snapshot!(refused_with("foghorn.yml", text, 3));
}

#[test]
fn inactive_service() {
    let scene = Setting::new(Example::PRODUCT_API).desired_count(0).start();
    let delete = json!({"cluster": "prod", "service": "product-api", "force": true});
    scene.ecs("prod", "DeleteService", &delete);
    scene.simulator.pass(Duration::from_mins(2));
    insta::assert_snapshot!(refused(&scene, scene.deployment(&[]), 3));
}

#[test]
fn other_deployment_controller() {
    insta::assert_snapshot!(refused_for(
        &json!({"deploymentController": {"type": "CODE_DEPLOY"}})
    ));
}

/// Deploys to a service of `prod` that was created with these settings.
fn refused_for(settings: &Value) -> Run {
    let text = configuration("service: product-api", "service: created");
    let scene = Setting::new(Example::PRODUCT_API)
        .file("foghorn.yml", text)
        .start();
    for stage in ["dev", "prod"] {
        let mut service = json!({
            "cluster": stage,
            "serviceName": "created",
            "taskDefinition": "product-api",
            "desiredCount": 1,
            "networkConfiguration": {"awsvpcConfiguration": {"subnets": ["subnet-1"]}},
        });
        if stage == "prod" {
            service
                .as_object_mut()
                .unwrap()
                .extend(settings.as_object().unwrap().clone());
        }
        scene.ecs(stage, "CreateService", &service);
    }
    refused(&scene, scene.deployment(&[]), 3)
}
