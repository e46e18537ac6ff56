//! Timestamps as ECS writes them: epoch seconds with a fraction.

use serde_json::Map;
use serde_json::Value;
use serde_json::json;

use crate::engine::Millis;

#[expect(
    clippy::cast_precision_loss,
    reason = "milliseconds of this era fit the 53 bits of a float"
)]
pub(super) fn seconds(at: Millis) -> Value {
    json!(at as f64 / 1000.0)
}

/// Adds a timestamp if there is one; ECS leaves out what has not happened.
pub(super) fn put(members: &mut Map<String, Value>, name: &str, at: Option<Millis>) {
    if let Some(at) = at {
        members.insert(name.to_owned(), seconds(at));
    }
}
