//! The versions of a parameter.

use serde::Deserialize;
use serde_json::{Value, json};

use super::{INVALID, ParameterStore, not_found};
use crate::decode::decode;
use crate::request::Request;
use crate::service_error::ServiceError;

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct GetParameterHistory {
    name: String,
    #[serde(default)]
    with_decryption: bool,
    max_results: Option<usize>,
    next_token: Option<String>,
}

/// GetParameterHistory, oldest first.
pub(super) fn get_parameter_history(
    request: &Request<'_>,
    store: &ParameterStore,
) -> Result<Value, ServiceError> {
    let input: GetParameterHistory = decode(request.body, INVALID)?;
    let parameter = store
        .get(request.place, &input.name)
        .ok_or_else(not_found)?;
    let limit = input.max_results.unwrap_or(50).clamp(1, 50);
    let start: usize = input
        .next_token
        .and_then(|token| token.parse().ok())
        .unwrap_or(0);
    let page: Vec<Value> = parameter
        .versions
        .iter()
        .skip(start)
        .take(limit)
        .map(|version| {
            let mut shown = version.metadata(&input.name);
            shown["Value"] = version.value(input.with_decryption).into();
            shown["Labels"] = json!([]);
            shown
        })
        .collect();
    let mut output = json!({ "Parameters": page });
    if parameter.versions.len() > start.saturating_add(limit) {
        output["NextToken"] = (start.saturating_add(limit)).to_string().into();
    }
    Ok(output)
}
