//! What was called: the record that tests and rehearsals read.

use std::fmt;

use crate::engine::Millis;

/// One call that reached the simulator, to a service or to a registry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Call {
    /// AWS's time when it came in, epoch milliseconds.
    pub at: Millis,
    /// The account it was for; empty when the caller could not be told.
    pub account: String,
    /// The ARN of who called; empty when the caller could not be told, as in a registry.
    pub caller: String,
    /// The region it was for; empty when it could not be told.
    pub region: String,
    /// The service's name in signatures, or `registry`.
    pub service: String,
    /// Such as `UpdateService`; for a registry, the name CloudTrail gives the request.
    pub operation: String,
    /// How it ended.
    pub outcome: Outcome,
}

/// How a call ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// Performed and answered.
    Ok,
    /// Refused with this error code.
    Error(String),
    /// Not performed, and the connection was closed.
    Reset,
    /// Performed, but the answer was lost.
    AnswerLost,
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Ok => f.write_str("ok"),
            Self::Error(code) => f.write_str(code),
            Self::Reset => f.write_str("reset"),
            Self::AnswerLost => f.write_str("answer lost"),
        }
    }
}
