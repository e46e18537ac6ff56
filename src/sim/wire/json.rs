//! The JSON 1.1 protocol (ECS, ECR, SSM, Logs, Secrets Manager).

use hyper::Response;
use serde_json::{Value, json};

use super::body::Body;
use super::protocol::response as plain;
use crate::service_error::ServiceError;

/// Reads a body; an empty one is an empty input.
pub(super) fn input(body: &[u8]) -> Result<Value, ServiceError> {
    let value = if body.iter().all(u8::is_ascii_whitespace) {
        json!({})
    } else {
        serde_json::from_slice(body).unwrap_or(Value::Null)
    };
    if value.is_object() {
        Ok(value)
    } else {
        // Real services answer without a message here.
        Err(ServiceError::new("SerializationException", ""))
    }
}

pub(super) fn response(status: u16, output: &Value) -> Response<Body> {
    plain(
        status,
        "application/x-amz-json-1.1",
        Body::from(output.to_string()),
    )
}

/// Writes an error. The message of a refusal that comes from AWS's front, before the service, is
/// under `Message`; clients must take both.
pub(super) fn error(error: &ServiceError) -> Response<Body> {
    let member = if error.code == "AccessDeniedException" {
        "Message"
    } else {
        "message"
    };
    let mut body = json!({ "__type": error.code });
    if !error.message.is_empty() {
        body[member] = Value::from(error.message.as_str());
    }
    response(error.status, &body)
}
