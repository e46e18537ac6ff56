//! A task definition as ECS shows it. Source: ECS API model, `TaskDefinition`.

use serde_json::Value;
use serde_json::json;

use super::time;
use crate::engine::definition::Definition;

pub(super) fn shape(definition: &Definition) -> Value {
    let mut members = definition.document.clone();
    let status = if definition.active {
        "ACTIVE"
    } else {
        "INACTIVE"
    };
    let compatibilities = if definition.text("networkMode") == Some("awsvpc") {
        json!(["EC2", "FARGATE"])
    } else {
        json!(["EC2"])
    };
    for (name, value) in [
        ("taskDefinitionArn", json!(definition.arn)),
        ("revision", json!(definition.revision)),
        ("status", json!(status)),
        ("requiresAttributes", required_attributes(definition)),
        ("compatibilities", compatibilities),
        ("registeredAt", time::seconds(definition.registered_at)),
        ("registeredBy", json!(definition.registered_by)),
    ] {
        members.insert(name.to_owned(), value);
    }
    time::put(&mut members, "deregisteredAt", definition.deregistered_at);
    Value::Object(members)
}

/// A few of the attributes that ECS derives. Source: public transcripts.
fn required_attributes(definition: &Definition) -> Value {
    let containers = &definition.containers;
    let mut names = vec!["com.amazonaws.ecs.capability.docker-remote-api.1.18"];
    if containers.iter().any(|one| one.log.is_some()) {
        names.push("com.amazonaws.ecs.capability.logging-driver.awslogs");
    }
    if containers.iter().any(|one| !one.secrets.is_empty()) {
        names.push("ecs.capability.secrets.ssm.environment-variables");
    }
    if definition.text("networkMode") == Some("awsvpc") {
        names.push("ecs.capability.task-eni");
    }
    names
        .into_iter()
        .map(|name| json!({"name": name}))
        .collect()
}
