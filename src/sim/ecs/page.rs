//! Paging: `maxResults` and `nextToken` of the List operations.

use serde_json::Value;
use serde_json::json;

use super::error::EcsError;
use super::request::Request;

/// Answers one page of `items` under the member `name`. The token is the index of the next item.
pub(super) fn page(
    request: &Request<'_>,
    name: &str,
    items: &[Value],
    default: i64,
) -> Result<Value, EcsError> {
    let size = request.number("maxResults")?.unwrap_or(default);
    if !(1..=100).contains(&size) {
        // Source: background knowledge.
        return Err(EcsError::invalid("maxResults must be between 1 and 100."));
    }
    let size = usize::try_from(size).unwrap_or(100);
    let start = match request.text("nextToken")? {
        None => 0,
        Some(token) => token
            .parse()
            .map_err(|_| EcsError::invalid("Invalid token."))?,
    };
    let shown: Vec<&Value> = items.iter().skip(start).take(size).collect();
    let next = start + shown.len();
    let mut answer = json!({ name: shown });
    if next < items.len() {
        answer["nextToken"] = json!(next.to_string());
    }
    Ok(answer)
}
