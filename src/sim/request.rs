//! One call of one operation, after the protocol has been taken off: what every service gets.

use serde_json::Value;

use crate::engine::Millis;
use crate::place::Place;
use crate::principal::Principal;
use crate::service_error::ServiceError;

/// An operation with its input.
#[derive(Debug)]
pub(crate) struct Request<'a> {
    /// AWS's time.
    pub(crate) now: Millis,
    /// The caller's account and the region of the endpoint.
    pub(crate) place: &'a Place,
    /// Who calls.
    pub(crate) principal: &'a Principal,
    /// Such as `PutParameter`.
    pub(crate) operation: &'a str,
    /// The input; query parameters are nested as the JSON of the same operation would be.
    pub(crate) body: &'a Value,
}

impl<'a> Request<'a> {
    /// Returns a text of the input that has to be there.
    ///
    /// # Errors
    ///
    /// It is missing or empty: what STS and IAM answer then.
    pub(crate) fn required(&self, member: &str) -> Result<&'a str, ServiceError> {
        let given = self.body[member].as_str();
        given.filter(|text| !text.is_empty()).ok_or_else(|| {
            let mut name = member.to_owned();
            name[..1].make_ascii_lowercase();
            ServiceError::new(
                "ValidationError",
                format!(
                    "1 validation error detected: Value null at '{name}' failed to satisfy \
                     constraint: Member must not be null"
                ),
            )
        })
    }
}
