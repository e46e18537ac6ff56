//! Task-definition operations.

use serde_json::Map;
use serde_json::Value;
use serde_json::json;

use super::check;
use super::definition_shape::shape;
use super::error::EcsError;
use super::fargate;
use super::page::page;
use super::request::Request;
use crate::engine::Region;

/// Members that ECS adds itself and ignores when they are sent. Source: ECS API model,
/// `TaskDefinition` against `RegisterTaskDefinitionRequest`.
const OUTPUT_ONLY: [&str; 9] = [
    "taskDefinitionArn",
    "revision",
    "status",
    "requiresAttributes",
    "compatibilities",
    "registeredAt",
    "registeredBy",
    "deregisteredAt",
    "deleteRequestedAt",
];

/// Registers a revision. Members that this model does not know are kept and shown again, so that
/// nothing a newer client sends is lost; whether ECS does so is not verified.
pub(super) fn register(
    region: &mut Region,
    request: &Request<'_>,
    principal: &str,
) -> Result<Value, EcsError> {
    check::definition(request.members())?;
    let mut document = without_nulls(request.members());
    document.retain(|name, _| !OUTPUT_ONLY.contains(&name.as_str()));
    write_sizes(&mut document);
    let backdrop = &mut region.backdrop;
    let definition =
        backdrop
            .definitions
            .register(&backdrop.place, &document, principal, backdrop.now, false);
    let mut answer = json!({"taskDefinition": shape(&definition)});
    if definition
        .tags
        .as_array()
        .is_some_and(|tags| !tags.is_empty())
    {
        answer["tags"] = definition.tags.clone();
    }
    Ok(answer)
}

fn without_nulls(members: &Map<String, Value>) -> Map<String, Value> {
    fn clean(value: &Value) -> Value {
        match value {
            Value::Object(members) => Value::Object(without_nulls(members)),
            Value::Array(items) => items.iter().map(clean).collect(),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => value.clone(),
        }
    }
    members
        .iter()
        .filter(|(_, value)| !value.is_null())
        .map(|(name, value)| (name.clone(), clean(value)))
        .collect()
}

/// Writes `1 vCPU` and `2 GB` as numbers in texts, as ECS stores them.
fn write_sizes(document: &mut Map<String, Value>) {
    for (member, read) in [
        ("cpu", fargate::cpu_units as fn(&str) -> Option<u32>),
        ("memory", fargate::mebibytes),
    ] {
        let size = document.get(member).and_then(Value::as_str).and_then(read);
        if let Some(size) = size {
            document.insert(member.to_owned(), json!(size.to_string()));
        }
    }
}

pub(super) fn describe(region: &Region, request: &Request<'_>) -> Result<Value, EcsError> {
    let reference = required(request)?;
    let definitions = &region.backdrop.definitions;
    let definition = definitions
        .find(reference)
        .ok_or_else(EcsError::no_task_definition)?;
    let mut answer = json!({"taskDefinition": shape(&definition)});
    if request.includes_tags()? {
        answer["tags"] = definition.tags.clone();
    }
    Ok(answer)
}

pub(super) fn deregister(region: &mut Region, request: &Request<'_>) -> Result<Value, EcsError> {
    let reference = required(request)?;
    let backdrop = &mut region.backdrop;
    // A bare family is refused here. Source: ECS API model, `DeregisterTaskDefinition`.
    let arn = backdrop
        .definitions
        .find(reference)
        .filter(|_| {
            reference
                .rsplit('/')
                .next()
                .is_some_and(|name| name.contains(':'))
        })
        .map(|definition| definition.arn.clone())
        .ok_or_else(|| EcsError::invalid("Invalid revision number."))?;
    let definition = backdrop
        .definitions
        .deregister(&arn, backdrop.now)
        .ok_or_else(EcsError::no_task_definition)?;
    Ok(json!({"taskDefinition": shape(&definition)}))
}

fn required<'a>(request: &Request<'a>) -> Result<&'a str, EcsError> {
    request
        .text("taskDefinition")?
        .filter(|reference| !reference.is_empty())
        .ok_or_else(|| EcsError::client("Task definition should not be null or empty."))
}

pub(super) fn list(region: &Region, request: &Request<'_>) -> Result<Value, EcsError> {
    let prefix = request.text("familyPrefix")?;
    let active = request.text("status")?.unwrap_or("ACTIVE") == "ACTIVE";
    let mut arns: Vec<Value> = region
        .backdrop
        .definitions
        .all()
        .filter(|one| one.active == active && prefix.is_none_or(|family| one.family == family))
        .map(|one| json!(one.arn))
        .collect();
    if request.text("sort")? == Some("DESC") {
        arns.reverse();
    }
    page(request, "taskDefinitionArns", &arns, 100)
}
