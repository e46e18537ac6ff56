//! One call of one operation, after the protocol has been taken off: what every service gets.

use serde_json::Value;

use crate::engine::Millis;
use crate::place::Place;
use crate::principal::Principal;

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
