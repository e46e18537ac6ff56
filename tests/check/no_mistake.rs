//! What looks strange and is no mistake.

use super::{alone, offline, scene};
use crate::harness::{Example, Setting};
use serde_json::{Value, json};

/// A definition for EC2, with much that Fargate would not take.
const EC2: &str = r#"{
  "family": "shop",
  "requiresCompatibilities": ["EC2"],
  "networkMode": "bridge",
  "volumes": [{ "name": "data", "host": { "sourcePath": "/data" } }],
  "containerDefinitions": [
    {
      "name": "web", "image": "nginx", "memory": 512, "privileged": true,
      "portMappings": [{ "containerPort": 80, "hostPort": 0 }],
      "logConfiguration": { "logDriver": "json-file" }
    }
  ]
}"#;

/// As CodePipeline, CodeDeploy, Terraform and envsubst have them.
const TEMPLATE: &str = r##"{
  "family": "${FAMILY}",
  "requiresCompatibilities": ["FARGATE"],
  "networkMode": "awsvpc",
  "cpu": "${cpu}",
  "memory": "{{ memory }}",
  "executionRoleArn": "arn:aws:iam::$ACCOUNT:role/execution",
  "containerDefinitions": [
    {
      "name": "web", "image": "<IMAGE1_NAME>",
      "environment": [{ "name": "DB_PASSWORD", "value": "${DB_PASSWORD}" }],
      "secrets": [{ "name": "TOKEN", "valueFrom": "${token_arn}" }],
      "logConfiguration": {
        "logDriver": "awslogs",
        "options": {
          "awslogs-group": "#{LogGroup}", "awslogs-region": "%REGION%", "awslogs-stream-prefix": "<%= prefix %>"
        }
      }
    }
  ]
}"##;

/// What DescribeTaskDefinition shows: defaults written out, empty lists, members of its own.
fn described() -> Value {
    let mut definition: Value =
        serde_json::from_str(&Example::PRODUCT_API.read("ecs/task-definition.json")).unwrap();
    let own = json!({
        "taskDefinitionArn": "arn:aws:ecs:eu-west-1:111111111111:task-definition/product-api:7",
        "revision": 7,
        "status": "ACTIVE",
        "requiresAttributes": [{ "name": "ecs.capability.task-eni" }],
        "compatibilities": ["EC2", "FARGATE"],
        "registeredAt": "2026-11-21T12:00:00.000000+00:00",
        "registeredBy": "arn:aws:iam::111111111111:root",
        "placementConstraints": [],
        "volumes": [],
    });
    definition
        .as_object_mut()
        .unwrap()
        .extend(own.as_object().unwrap().clone());
    let web = definition["containerDefinitions"][0]
        .as_object_mut()
        .unwrap();
    let defaults = json!({
        "cpu": 0, "mountPoints": [], "volumesFrom": [], "systemControls": [], "links": [], "dnsServers": [],
        "portMappings": [{ "containerPort": 8080, "hostPort": 8080, "protocol": "tcp" }],
    });
    web.extend(defaults.as_object().unwrap().clone());
    definition
}

#[test]
fn definitions_of_other_kinds() {
    let described = described();
    let tags = json!([{ "key": "aws:ecs:x", "value": "y" }, { "key": "team", "value": "shop" }]);
    let wrapped = json!({ "taskDefinition": described, "tags": tags });
    for (name, text, fits) in [
        ("ec2.json", EC2.to_owned(), "ok, fits EC2"),
        ("template.json", TEMPLATE.to_owned(), "ok, fits Fargate"),
        ("described.json", described.to_string(), "ok, fits Fargate"),
        ("wrapped.json", wrapped.to_string(), "ok, fits Fargate"),
    ] {
        let run = alone(name, &text);
        assert_eq!(run.code, Some(0), "{name}: {run}");
        assert!(run.stdout.contains(fits), "{name}: {run}");
        assert!(run.stdout.contains("No problems"), "{name}: {run}");
    }
}

/// What is for Fargate to all appearances is checked for it, but it may not be.
#[test]
fn fargate_that_is_not_said() {
    let text = Example::PRODUCT_API.read("ecs/task-definition.json");
    let text = text.replace("  \"requiresCompatibilities\": [\"FARGATE\"],\n", "");
    let run = alone(
        "task.json",
        &text.replace(r#""cpu": "256""#, r#""cpu": "250""#),
    );
    insta::assert_snapshot!(run);
    assert_eq!(run.code, Some(0));
}

/// A placeholder that nobody fills in before a deployment.
#[test]
fn a_placeholder_that_is_left() {
    let text = Example::PRODUCT_API.read("ecs/task-definition.json");
    let scene = scene(
        "ecs/task-definition.json",
        text.replace("\"/ecs/product-api\"", "\"<LOG_GROUP>\""),
    );
    let run = offline(&scene, &["--stage", "dev"]);
    insta::assert_snapshot!(run);
    assert_eq!(run.code, Some(0));
}

/// Beside a configuration of several services a file is none of theirs.
#[test]
fn a_file_beside_several_services() {
    let scene = Setting::new(Example::TWO_SERVICES)
        .file("ec2.json", EC2)
        .start();
    let run = offline(&scene, &["--task-definition", "ec2.json"]);
    assert_eq!(run.code, Some(0), "{run}");
    assert!(!run.stdout.contains("STAGE"), "{run}");
}
