//! How a call that is made without a wire fails.

use crate::front::Failure;
use crate::recorder::Outcome;

/// What a client sees instead of an answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CallFailure {
    /// An error of the service; nothing was done.
    #[error("{code}: {message}")]
    Refused {
        /// Such as `ThrottlingException`.
        code: String,
        /// AWS's words.
        message: String,
    },
    /// HTTP 500 without an error in it; nothing was done, which a client cannot know.
    #[error("HTTP 500")]
    ServerFault,
    /// The connection was closed before anything was done, which a client cannot know.
    #[error("the connection was closed")]
    Reset,
    /// Done, and the connection was closed before the answer.
    #[error("the answer was lost")]
    AnswerLost,
}

impl CallFailure {
    /// Tells whether the call may have been performed, as far as a client can know.
    pub fn unclear(&self) -> bool {
        match self {
            Self::Refused { .. } => false,
            Self::ServerFault | Self::Reset | Self::AnswerLost => true,
        }
    }

    pub(super) fn outcome(&self) -> Outcome {
        match self {
            Self::Refused { code, .. } => Outcome::Error(code.clone()),
            Self::ServerFault => Outcome::Error("500".to_owned()),
            Self::Reset => Outcome::Reset,
            Self::AnswerLost => Outcome::AnswerLost,
        }
    }
}

impl From<Failure> for CallFailure {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Error(error) => Self::Refused {
                code: error.code.to_owned(),
                message: error.message,
            },
            Failure::Broken => Self::ServerFault,
            Failure::Reset => Self::Reset,
            Failure::AnswerLost => Self::AnswerLost,
        }
    }
}
