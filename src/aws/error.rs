//! Why a call to AWS did not work, as plain data.
//!
//! Owns the one error type of this crate. Must not print, and must not decide what happens next:
//! it only says what is known ([`Error::retryable`], [`Error::lost_answer`]).

mod code;
mod extract;
mod hint;
mod kind;

pub use kind::{Kind, Missing};

use foghorn_deploy::foreign::{Foreign, Sentence};
use std::fmt;

/// A call that did not work, or could not be made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Error(Box<Failure>);

/// What is known about the failure.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Failure {
    operation: &'static str,
    resource: Option<String>,
    kind: Kind,
    code: Option<String>,
    message: Foreign,
    request_id: Option<String>,
    status: Option<u16>,
}

/// AWS's messages can be pages long (encoded authorisation failures, HTML of a proxy).
const LONGEST_MESSAGE: usize = 600;

impl Error {
    /// Makes an error that did not come from AWS, such as a missing file.
    pub(crate) fn local(operation: &'static str, kind: Kind, message: impl Into<String>) -> Self {
        Self(Box::new(Failure {
            operation,
            resource: None,
            kind,
            code: None,
            message: Foreign::new(message),
            request_id: None,
            status: None,
        }))
    }

    /// Makes an error for an answer that lacks what foghorn needs.
    pub(crate) fn unreadable(operation: &'static str, lacks: &str) -> Self {
        Self::local(
            operation,
            Kind::Unreadable,
            format!("the answer has no {lacks}"),
        )
    }

    pub(crate) fn about(mut self, resource: impl Into<String>) -> Self {
        self.0.resource.get_or_insert(resource.into());
        self
    }

    /// The call, written as IAM writes actions: `ecs:UpdateService`.
    pub fn operation(&self) -> &'static str {
        self.0.operation
    }

    /// What the call was about: a cluster, a service, a role.
    pub fn resource(&self) -> Option<&str> {
        self.0.resource.as_deref()
    }

    /// What kind of failure it is.
    pub fn kind(&self) -> &Kind {
        &self.0.kind
    }

    /// Whether the caller may not do this.
    pub fn is_access_denied(&self) -> bool {
        matches!(self.0.kind, Kind::AccessDenied { .. })
    }

    /// AWS's error code, such as `AccessDeniedException`.
    pub fn code(&self) -> Option<&str> {
        self.0.code.as_deref()
    }

    /// What AWS, or the connection, said.
    pub fn message(&self) -> &Foreign {
        &self.0.message
    }

    /// AWS's id of the request, for its support.
    pub fn request_id(&self) -> Option<&str> {
        self.0.request_id.as_deref()
    }

    /// The HTTP status, if there was an answer.
    pub fn status(&self) -> Option<u16> {
        self.0.status
    }

    /// Returns whether the same call may work later, without anybody changing anything.
    pub fn retryable(&self) -> bool {
        self.0.kind.retryable()
    }

    /// Returns whether AWS may have carried the call out although its answer is not known.
    ///
    /// After a write: look first what is there, then decide.
    pub fn lost_answer(&self) -> bool {
        self.0.kind.lost_answer()
    }

    /// Returns what a person can do about it; may be empty.
    pub fn hints(&self) -> Vec<Sentence> {
        hint::hints(self)
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.operation)?;
        if let Some(resource) = &self.resource {
            write!(f, " on {}", one_line(resource))?;
        }
        f.write_str(": ")?;
        if let Some(code) = &self.code {
            write!(f, "{}: ", one_line(code))?;
        }
        let message = one_line(self.message.raw());
        let message = message.trim().trim_end_matches('.');
        f.write_str(if message.is_empty() {
            "no message"
        } else {
            message
        })?;
        match (self.status, &self.request_id) {
            (Some(status), Some(id)) => write!(f, " (HTTP {status}, request id {})", one_line(id)),
            (Some(status), None) => write!(f, " (HTTP {status})"),
            (None, _) => Ok(()),
        }
    }
}

/// Foreign text on one line, without anything that could command a terminal.
fn one_line(text: &str) -> String {
    let mut line: String = text
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .take(LONGEST_MESSAGE)
        .collect();
    if text.chars().nth(LONGEST_MESSAGE).is_some() {
        line.push('…');
    }
    line
}

#[cfg(test)]
mod tests;
