//! Pages of lists, as all lists of IAM come.

use serde_json::{Value, json};

use crate::request::Request;
use crate::service_error::ServiceError;

/// How many items a page has when nothing is said. Source: IAM API model, `maxItemsType`.
const USUAL: usize = 100;

/// Puts the page that is asked for under `member`.
pub(super) fn page(
    request: &Request<'_>,
    member: &str,
    items: Vec<Value>,
) -> Result<Value, ServiceError> {
    let most = match request.body["MaxItems"].as_str() {
        None => USUAL,
        Some(text) => text
            .parse()
            .ok()
            .filter(|most| (1..=1000).contains(most))
            .ok_or_else(|| {
                let message = format!(
                    "1 validation error detected: Value '{text}' at 'maxItems' failed to satisfy \
                     constraint: Member must be between 1 and 1000"
                );
                ServiceError::new("ValidationError", message)
            })?,
    };
    let start: usize = match request.body["Marker"].as_str() {
        None => 0,
        Some(_) => request
            .required("Marker")?
            .parse()
            .map_err(|_| ServiceError::new("ValidationError", "Invalid Marker"))?,
    };
    let end = start.saturating_add(most);
    let more = items.len() > end;
    let shown: Vec<Value> = items.into_iter().skip(start).take(most).collect();
    let mut output = json!({ member: shown, "IsTruncated": more });
    if more {
        output["Marker"] = end.to_string().into();
    }
    Ok(output)
}
