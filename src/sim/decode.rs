//! Reads a request body into a service's own input type, with the errors JSON 1.1 services give.

use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::service_error::ServiceError;

/// Decodes `body`. A required member that is absent is refused with `missing_code`
/// (`ValidationException` or `InvalidParameterException`, as the service has it), a wrong type
/// with `SerializationException`. The message never repeats a value.
pub(crate) fn decode<T: DeserializeOwned>(
    body: &Value,
    missing_code: &'static str,
) -> Result<T, ServiceError> {
    serde_json::from_value(body.clone()).map_err(|error| {
        let text = error.to_string();
        match text
            .strip_prefix("missing field `")
            .and_then(|rest| rest.split('`').next())
        {
            Some(member) => ServiceError::new(
                missing_code,
                format!(
                    "1 validation error detected: Value null at '{member}' failed to satisfy \
                     constraint: Member must not be null"
                ),
            ),
            None => ServiceError::new(
                "SerializationException",
                "A member of the request does not have the type that is declared for it",
            ),
        }
    })
}
