//! Tags of clusters, services and task definitions.

use serde_json::Value;
use serde_json::json;

use super::error::EcsError;
use super::request::Request;
use crate::engine::Region;

/// Source: ECS service quotas.
const MOST: usize = 50;

pub(super) fn tag(region: &mut Region, request: &Request<'_>) -> Result<Value, EcsError> {
    let new = request.list("tags")?.cloned().unwrap_or_default();
    if new.iter().any(|tag| reserved(&tag["key"])) {
        // Source: background knowledge.
        return Err(EcsError::invalid(
            "Invalid tag key. Tag keys with the prefix aws: are reserved.",
        ));
    }
    change(region, request, |tags| {
        tags.retain(|tag| new.iter().all(|one| one["key"] != tag["key"]));
        tags.extend(new.iter().cloned());
        if tags.len() > MOST {
            return Err(EcsError::invalid("Too many tags. The limit is 50."));
        }
        Ok(())
    })
}

fn reserved(key: &Value) -> bool {
    key.as_str()
        .is_some_and(|key| key.to_lowercase().starts_with("aws:"))
}

pub(super) fn untag(region: &mut Region, request: &Request<'_>) -> Result<Value, EcsError> {
    let keys = request.texts("tagKeys")?;
    change(region, request, |tags| {
        tags.retain(|tag| !tag["key"].as_str().is_some_and(|key| keys.contains(&key)));
        Ok(())
    })
}

pub(super) fn list(region: &Region, request: &Request<'_>) -> Result<Value, EcsError> {
    Ok(json!({"tags": read(region, arn(request)?)?}))
}

fn arn<'a>(request: &Request<'a>) -> Result<&'a str, EcsError> {
    let arn = request.text("resourceArn")?;
    arn.ok_or_else(|| EcsError::invalid("resourceArn cannot be empty."))
}

fn read(region: &Region, arn: &str) -> Result<Value, EcsError> {
    let cluster = region.clusters.iter().find(|one| one.arn == arn);
    let service = region.services.iter().rfind(|one| one.arn == arn);
    let definition = region.backdrop.definitions.all().find(|one| one.arn == arn);
    cluster
        .map(|one| &one.tags)
        .or(service.map(|one| &one.tags))
        .or(definition.map(|one| &one.tags))
        .cloned()
        // Source: background knowledge.
        .ok_or_else(|| {
            EcsError::new(
                "ResourceNotFoundException",
                "The specified resource could not be found.",
            )
        })
}

fn change(
    region: &mut Region,
    request: &Request<'_>,
    edit: impl FnOnce(&mut Vec<Value>) -> Result<(), EcsError>,
) -> Result<Value, EcsError> {
    let arn = arn(request)?;
    let mut tags = match read(region, arn)? {
        Value::Array(tags) => tags,
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Object(_) => {
            Vec::new()
        }
    };
    edit(&mut tags)?;
    let tags = Value::Array(tags);
    if let Some(cluster) = region.clusters.iter_mut().find(|one| one.arn == arn) {
        cluster.tags = tags;
    } else if let Some(service) = region.services.iter_mut().rfind(|one| one.arn == arn) {
        service.tags = tags;
    } else {
        let definitions = &mut region.backdrop.definitions;
        definitions.change(arn, |definition| definition.tags = tags);
    }
    Ok(json!({}))
}
