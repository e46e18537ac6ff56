//! Reading values.

use serde::Deserialize;
use serde_json::{Value, json};

use super::{INVALID, ParameterStore, not_found};
use crate::decode::decode;
use crate::request::Request;
use crate::service_error::ServiceError;

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct GetParameters {
    names: Vec<String>,
    #[serde(default)]
    with_decryption: bool,
}

/// GetParameters. Names that do not exist are no error, they are listed.
/// Source: SSM API model, `GetParametersResult.InvalidParameters`.
pub(super) fn get_parameters(
    request: &Request<'_>,
    store: &ParameterStore,
) -> Result<Value, ServiceError> {
    let input: GetParameters = decode(request.body, INVALID)?;
    if input.names.is_empty() || input.names.len() > 10 {
        return Err(ServiceError::new(
            INVALID,
            "1 validation error detected: Value at 'names' failed to satisfy constraint: Member \
             must have length less than or equal to 10",
        ));
    }
    let (mut found, mut invalid) = (Vec::new(), Vec::new());
    for selector in &input.names {
        match store.select(request.place, selector) {
            Some((name, version)) => found.push((name, version)),
            None => invalid.push(selector.as_str()),
        }
    }
    found.sort_by_key(|(name, _)| *name);
    let parameters: Vec<Value> = found
        .into_iter()
        .map(|(name, version)| version.json(request.place, name, input.with_decryption))
        .collect();
    Ok(json!({ "Parameters": parameters, "InvalidParameters": invalid }))
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct GetParameter {
    name: String,
    #[serde(default)]
    with_decryption: bool,
}

/// GetParameter.
pub(super) fn get_parameter(
    request: &Request<'_>,
    store: &ParameterStore,
) -> Result<Value, ServiceError> {
    let input: GetParameter = decode(request.body, INVALID)?;
    let (name, version) = store
        .select(request.place, &input.name)
        .ok_or_else(not_found)?;
    Ok(json!({ "Parameter": version.json(request.place, name, input.with_decryption) }))
}
