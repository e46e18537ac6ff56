//! Writing, deleting and tagging parameters.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Value, json};

use super::store::{Parameter, VERSIONS_KEPT, Version};
use super::{INVALID, ParameterStore, not_found};
use crate::decode::decode;
use crate::request::Request;
use crate::secret::Secret;
use crate::service_error::ServiceError;
use crate::world::ParameterType;

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct PutParameter {
    name: String,
    value: Secret,
    #[serde(rename = "Type")]
    kind: Option<ParameterType>,
    description: Option<String>,
    tier: Option<String>,
    #[serde(default)]
    overwrite: bool,
    #[serde(default)]
    tags: Vec<Tag>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Tag {
    key: String,
    value: String,
}

/// PutParameter.
pub(super) fn put_parameter(
    request: &Request<'_>,
    store: &mut ParameterStore,
) -> Result<Value, ServiceError> {
    let input: PutParameter = decode(request.body, INVALID)?;
    check(&input)?;
    let existing = store.get_mut(request.place, &input.name);
    if existing.is_some() && !input.overwrite {
        return Err(ServiceError::new(
            "ParameterAlreadyExists",
            "The parameter already exists. To overwrite this value, set the overwrite option in \
             the request to true.",
        ));
    }
    if input.overwrite && !input.tags.is_empty() {
        return Err(ServiceError::new(
            INVALID,
            "Invalid request: tags and overwrite can't be used together. To create a parameter \
             with tags, please remove overwrite flag. To update tags for an existing parameter, \
             please use AddTagsToResource or RemoveTagsFromResource.",
        ));
    }
    let before = existing
        .as_ref()
        .and_then(|parameter| parameter.versions.last());
    let Some(kind) = input.kind.or(before.map(|version| version.kind)) else {
        return Err(ServiceError::new(
            INVALID,
            "A parameter type is required when you create a parameter.",
        ));
    };
    let version = Version {
        number: before.map_or(1, |version| version.number + 1),
        kind,
        value: input.value,
        description: input
            .description
            .or_else(|| before.and_then(|version| version.description.clone())),
        tier: input.tier.unwrap_or_else(|| "Standard".to_owned()),
        modified_at: request.now,
        modified_by: request.principal.arn.clone(),
    };
    let output = json!({ "Version": version.number, "Tier": version.tier });
    if let Some(parameter) = existing {
        if parameter.versions.len() >= VERSIONS_KEPT {
            parameter.versions.remove(0);
        }
        parameter.versions.push(version);
    } else {
        let tags = input
            .tags
            .into_iter()
            .map(|tag| (tag.key, tag.value))
            .collect();
        store.insert(
            request.place,
            &input.name,
            Parameter {
                versions: vec![version],
                tags,
            },
        );
    }
    Ok(output)
}

/// Source: SSM API model, `PutParameterRequest`; SSM User Guide, "Parameter names".
fn check(input: &PutParameter) -> Result<(), ServiceError> {
    let name = &input.name;
    let bare = name.trim_start_matches('/').to_ascii_lowercase();
    if bare.starts_with("aws") || bare.starts_with("ssm") {
        let system = format!(
            "Parameter name: can't be prefixed with \"ssm\" (case-insensitive) or \"aws\". If formed as a path, it can consist of sub-paths divided by slash symbol; each sub-path can be formed as a mix of letters, numbers and the following 3 symbols .-_ ({name})"
        );
        return Err(ServiceError::new(INVALID, system));
    }
    let legal = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-' | '/');
    if name.is_empty() || !name.chars().all(legal) {
        return Err(ServiceError::new(
            INVALID,
            "Parameter name must be a mix of letters, numbers and the following symbols .-_/",
        ));
    }
    if name.contains('/') && !name.starts_with('/') {
        return Err(ServiceError::new(
            INVALID,
            "Parameter name must be a fully qualified name.",
        ));
    }
    if name.split('/').filter(|part| !part.is_empty()).count() > 15 {
        return Err(ServiceError::new(
            "HierarchyLevelLimitExceededException",
            "Parameter name hierarchy has more than 15 levels",
        ));
    }
    let value = input.value.reveal();
    let limit = if input.tier.as_deref() == Some("Advanced") {
        8192
    } else {
        4096
    };
    if value.is_empty() || value.len() > limit {
        return Err(ServiceError::new(
            INVALID,
            format!(
                "{} tier parameters support a maximum parameter value of {limit} characters.",
                input.tier.as_deref().unwrap_or("Standard")
            ),
        ));
    }
    if value.contains("{{") && value.contains("}}") {
        return Err(ServiceError::new(
            INVALID,
            "Parameter value can't nest another parameter. Do not use \"{{}}\" in the value.",
        ));
    }
    Ok(())
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct DeleteParameter {
    name: String,
}

/// DeleteParameter.
pub(super) fn delete_parameter(
    request: &Request<'_>,
    store: &mut ParameterStore,
) -> Result<Value, ServiceError> {
    let input: DeleteParameter = decode(request.body, INVALID)?;
    if store.remove(request.place, &input.name) {
        Ok(json!({}))
    } else {
        Err(not_found())
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct AddTags {
    resource_type: String,
    resource_id: String,
    tags: Vec<Tag>,
}

/// AddTagsToResource, for parameters.
pub(super) fn add_tags(
    request: &Request<'_>,
    store: &mut ParameterStore,
) -> Result<Value, ServiceError> {
    let input: AddTags = decode(request.body, INVALID)?;
    let parameter = (input.resource_type == "Parameter")
        .then(|| store.get_mut(request.place, &input.resource_id))
        .flatten()
        .ok_or_else(invalid_resource)?;
    let new: BTreeMap<_, _> = input
        .tags
        .into_iter()
        .map(|tag| (tag.key, tag.value))
        .collect();
    parameter.tags.extend(new);
    Ok(json!({}))
}

/// The answer for tags of what does not exist.
pub(super) fn invalid_resource() -> ServiceError {
    ServiceError::new("InvalidResourceId", "")
}
