//! Listing parameters and their tags, without values.

use serde::Deserialize;
use serde_json::{Value, json};

use super::write::invalid_resource;
use super::{INVALID, ParameterStore};
use crate::decode::decode;
use crate::iam::Identities;
use crate::request::Request;
use crate::resource::parameter_arn;
use crate::service_error::ServiceError;

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct DescribeParameters {
    #[serde(default)]
    parameter_filters: Vec<Filter>,
    max_results: Option<usize>,
    next_token: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Filter {
    key: String,
    option: Option<String>,
    #[serde(default)]
    values: Vec<String>,
}

impl Filter {
    /// Tells whether a parameter passes. Only filters by name and by type are simulated.
    fn passes(&self, name: &str, kind: &str) -> Result<bool, ServiceError> {
        let option = self.option.as_deref().unwrap_or("Equals");
        let matches = |text: &str, value: &str| match option {
            "BeginsWith" => text.starts_with(value),
            "Contains" => text.contains(value),
            _ => text == value,
        };
        match self.key.as_str() {
            "Name" => Ok(self.values.iter().any(|value| matches(name, value))),
            "Type" => Ok(self.values.iter().any(|value| kind == value)),
            key => Err(ServiceError::new(
                "InvalidFilterKey",
                format!("The filter key '{key}' is not valid or not simulated"),
            )),
        }
    }
}

/// DescribeParameters.
pub(super) fn describe_parameters(
    request: &Request<'_>,
    store: &ParameterStore,
    identities: &Identities,
) -> Result<Value, ServiceError> {
    let input: DescribeParameters = decode(request.body, INVALID)?;
    let limit = input.max_results.unwrap_or(10);
    if !(1..=50).contains(&limit) {
        return Err(ServiceError::new(
            INVALID,
            "1 validation error detected: Value at 'maxResults' failed to satisfy constraint: \
             Member must be between 1 and 50",
        ));
    }
    let mut listed = Vec::new();
    for (name, parameter) in store.of(request.place) {
        let Some(version) = parameter.versions.last() else {
            continue;
        };
        let mut passes = true;
        for filter in &input.parameter_filters {
            passes &= filter.passes(name, version.kind.as_str())?;
        }
        if passes {
            let mut shown = version.metadata(name);
            shown["ARN"] = parameter_arn(request.place, name).into();
            if let Some(key) = identities.key_of(request.place, name) {
                shown["KeyId"] = key.shown().into();
            }
            listed.push(shown);
        }
    }
    let start: usize = input
        .next_token
        .and_then(|token| token.parse().ok())
        .unwrap_or(0);
    let more = listed.len() > start.saturating_add(limit);
    let page: Vec<Value> = listed.into_iter().skip(start).take(limit).collect();
    let mut output = json!({ "Parameters": page });
    if more {
        output["NextToken"] = (start.saturating_add(limit)).to_string().into();
    }
    Ok(output)
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct ListTags {
    resource_id: String,
}

/// ListTagsForResource, for parameters.
pub(super) fn tags(request: &Request<'_>, store: &ParameterStore) -> Result<Value, ServiceError> {
    let input: ListTags = decode(request.body, INVALID)?;
    let parameter = store
        .get(request.place, &input.resource_id)
        .ok_or_else(invalid_resource)?;
    let tags: Vec<Value> = parameter
        .tags
        .iter()
        .map(|(key, value)| json!({ "Key": key, "Value": value }))
        .collect();
    Ok(json!({ "TagList": tags }))
}
