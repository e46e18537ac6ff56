//! Our task definitions compared with what AWS describes.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use serde_json::{Value, json};

use super::tests::{definition, schemas, sources};
use super::*;

#[test]
fn what_ecs_fills_in_is_no_difference() {
    let ours = json!({
        "family": "f", "cpu": "1 vCPU", "memory": "2GB", "networkMode": "awsvpc",
        "requiresCompatibilities": ["FARGATE", "EC2"],
        "containerDefinitions": [{
            "name": "web", "image": "i",
            "portMappings": [{ "containerPort": 80 }],
            "environment": [{ "name": "B", "value": "" }, { "name": "A", "value": "1" }],
            "healthCheck": { "command": ["CMD", "true"] },
        }],
        "tags": [{ "key": "a", "value": "b" }],
    });
    let described = json!({ "taskDefinition": {
        "taskDefinitionArn": "arn", "revision": 3, "status": "ACTIVE", "registeredAt": 1.0,
        "family": "f", "cpu": "1024", "memory": "2048", "networkMode": "awsvpc", "volumes": [],
        "requiresCompatibilities": ["EC2", "FARGATE"],
        "containerDefinitions": [{
            "name": "web", "image": "i", "cpu": 0, "essential": true, "mountPoints": [], "volumesFrom": [],
            "portMappings": [{ "containerPort": 80, "hostPort": 80, "protocol": "tcp" }],
            "environment": [{ "name": "A", "value": "1" }, { "name": "B", "value": "" }],
            "healthCheck": { "command": ["CMD", "true"], "interval": 30, "timeout": 5, "retries": 3 },
        }],
    } });
    assert_eq!(compare(&definition(&ours), &described, &schemas()), []);
}

/// Ours against described, as `kind path: old -> new`.
fn differences(ours: &Value, described: &Value) -> Vec<String> {
    let differences = compare(&definition(ours), described, &schemas());
    let text = |value: &Option<Value>| {
        value
            .as_ref()
            .map_or_else(|| "-".to_owned(), Value::to_string)
    };
    let line = |difference: &Difference| match &difference.shown {
        Some(shown) => format!(
            "{:?} {}: {} -> {}",
            difference.kind,
            difference.path,
            text(&shown.old),
            text(&shown.new)
        ),
        None => format!("{:?} {}", difference.kind, difference.path),
    };
    differences.iter().map(line).collect()
}

#[test]
fn differences_are_named_and_redacted() {
    let base = |container: Value| json!({ "family": "f", "containerDefinitions": [container] });
    for (ours, described, expected) in [
        (
            json!({ "name": "a", "image": "2" }),
            json!({ "name": "a", "image": "1" }),
            vec![r#"Changed containerDefinitions[a].image: "1" -> "2""#],
        ),
        (
            json!({ "name": "a", "environment": [{ "name": "A", "value": "new" }, { "name": "B", "value": "x" }] }),
            json!({ "name": "a", "environment": [{ "name": "A", "value": "old" }, { "name": "C", "value": "y" }] }),
            vec![
                "Changed containerDefinitions[a].environment[A].value",
                r#"Added containerDefinitions[a].environment[B]: - -> {"name":"B","value":"***"}"#,
                r#"Removed containerDefinitions[a].environment[C]: {"name":"C","value":"***"} -> -"#,
            ],
        ),
        (
            json!({ "name": "a", "environment": [{ "name": "A", "value": "new" }] }),
            json!({ "name": "a", "secrets": [{ "name": "A", "valueFrom": "/old" }] }),
            vec![
                r#"Added containerDefinitions[a].environment[A]: - -> {"name":"A","value":"***"}"#,
                r#"Removed containerDefinitions[a].secrets[A]: {"name":"A","valueFrom":"/old"} -> -"#,
            ],
        ),
        (
            json!({ "name": "a", "command": ["x", "new"] }),
            json!({ "name": "a", "command": ["x", "old"] }),
            vec![r#"Changed containerDefinitions[a].command[1]: "***" -> "new""#],
        ),
        (
            json!({ "name": "a", "command": ["${values.TOKEN}"] }),
            json!({ "name": "a", "command": ["old"] }),
            vec!["Changed containerDefinitions[a].command[0]"],
        ),
        (
            json!({ "name": "a", "cpu": 128 }),
            json!({ "name": "a", "cpu": 0 }),
            vec!["Added containerDefinitions[a].cpu: - -> 128"],
        ),
        (
            json!({ "name": "b", "essential": false }),
            json!({ "name": "a", "environment": [{ "name": "A", "value": "s" }] }),
            vec![
                r#"Removed containerDefinitions[a]: {"name":"a","environment":[{"name":"A","value":"***"}]} -> -"#,
                r#"Added containerDefinitions[b]: - -> {"name":"b","essential":false}"#,
            ],
        ),
    ] {
        assert_eq!(
            differences(&base(ours.clone()), &base(described)),
            expected,
            "{ours}"
        );
    }
}

#[test]
fn a_host_port_on_a_bridge_is_a_difference() {
    let task = |host: Value| json!({ "family": "f", "containerDefinitions": [{ "name": "a", "portMappings": [host] }] });
    let free = task(json!({ "containerPort": 80 }));
    assert_eq!(
        differences(&free, &task(json!({ "containerPort": 80, "hostPort": 0 }))),
        Vec::<String>::new()
    );
    assert_eq!(
        differences(&free, &task(json!({ "containerPort": 80, "hostPort": 80 }))).len(),
        1
    );
}

#[test]
fn fields_that_aws_drops_are_found() {
    let (sources, schemas) = (sources(), schemas());
    let allowed = ["containerDefinitions.knob".to_owned()];
    let settings = Settings {
        sources: &sources,
        schemas: &schemas,
        allow_unknown_fields: &allowed,
    };
    let text = r#"{"family":"f","containerDefinitions":[{"name":"a","cpu":0,"knob":{"x":1}}]}"#;
    let sent = TaskDefinition::read("td.json", text, &settings).unwrap();
    let answer = json!({ "taskDefinition": {
        "family": "f", "revision": 1, "containerDefinitions": [{ "name": "a", "essential": true, "cpu": 0 }],
    } });
    let paths = not_echoed(&sent, &answer, &schemas);
    assert_eq!(
        paths.iter().map(ToString::to_string).collect::<Vec<_>>(),
        ["containerDefinitions[a].knob"]
    );
}
