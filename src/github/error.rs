//! What can go wrong between here and GitHub.

use std::error::Error as _;

/// Why a call failed.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The address or the repository's name cannot be used.
    #[error("{what} is not usable: {why}")]
    Address {
        /// Which.
        what: String,
        /// Why.
        why: String,
    },
    /// The token may not do it.
    #[error("the token lacks the permission `{permission}`: {message}", permission = permission.line())]
    Denied {
        /// What it lacks.
        permission: Permission,
        /// GitHub's words.
        message: String,
    },
    /// GitHub refused the request.
    #[error("GitHub refused it ({status}): {message}")]
    Refused {
        /// The HTTP status.
        status: u16,
        /// GitHub's words.
        message: String,
    },
    /// Whether GitHub carried it out is not known.
    #[error("GitHub did not answer: {why}")]
    Unanswered {
        /// Why.
        why: String,
    },
    /// The answer is not what GitHub documents.
    #[error("GitHub's answer cannot be read: {why}")]
    Unreadable {
        /// Why.
        why: String,
    },
}

/// A permission of the token that a workflow gets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Permission {
    /// To make deployments.
    Deployments,
    /// To comment on pull requests.
    PullRequests,
}

impl Permission {
    /// Returns the line below `permissions:` of a job that grants it.
    pub fn line(self) -> &'static str {
        match self {
            Self::Deployments => "deployments: write",
            Self::PullRequests => "pull-requests: write",
        }
    }
}

impl Error {
    /// Returns whether GitHub may have carried it out nevertheless.
    pub(crate) fn is_uncertain(&self) -> bool {
        match self {
            Self::Unanswered { .. } => true,
            Self::Address { .. }
            | Self::Denied { .. }
            | Self::Refused { .. }
            | Self::Unreadable { .. } => false,
        }
    }

    /// Reads an error of octocrab. GitHub answers 404, too, to a token that may not see something;
    /// 401 is a token that is none.
    pub(crate) fn from_octocrab(error: &octocrab::Error, permission: Permission) -> Self {
        match error {
            octocrab::Error::GitHub { source, .. } => {
                let status = source.status_code.as_u16();
                let message = match &source.errors {
                    Some(errors) if !errors.is_empty() => {
                        let errors: Vec<String> = errors.iter().map(ToString::to_string).collect();
                        format!("{}: {}", source.message, errors.join(", "))
                    }
                    Some(_) | None => source.message.clone(),
                };
                match status {
                    401 | 403 | 404 if !is_rate_limit(&message) => Self::Denied {
                        permission,
                        message,
                    },
                    500.. => Self::Unanswered {
                        why: format!("{status}: {message}"),
                    },
                    _ => Self::Refused { status, message },
                }
            }
            octocrab::Error::Serde { .. } | octocrab::Error::Json { .. } => {
                Self::Unreadable { why: chain(error) }
            }
            // Everything else happened on the way. octocrab may add more kinds.
            other => Self::Unanswered { why: chain(other) },
        }
    }
}

/// A rate limit is a 403, too. Source: GitHub REST documentation, "Rate limits for the REST API".
fn is_rate_limit(message: &str) -> bool {
    message.to_ascii_lowercase().contains("rate limit")
}

fn chain(error: &octocrab::Error) -> String {
    let mut words = Vec::new();
    let mut next = error.source();
    while let Some(cause) = next {
        let said = cause.to_string();
        if words.last() != Some(&said) {
            words.push(said);
        }
        next = cause.source();
    }
    if words.is_empty() {
        words.push("no reason was given".to_owned());
    }
    words.join(": ")
}
