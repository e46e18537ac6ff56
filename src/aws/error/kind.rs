//! The kinds of failure, and what each of them means for the next step.

/// What kind of failure it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    /// No credentials were found.
    NoCredentials,
    /// The credentials were good once, and could not be renewed.
    ExpiredCredentials,
    /// AWS does not know the access key, the session token or the identity token.
    UnknownCredentials,
    /// The signature is wrong: a wrong secret key, or a clock that is wrong by minutes.
    WrongSignature,
    /// `AWS_PROFILE` names a profile that no file has.
    NoProfile {
        /// The profile.
        name: String,
    },
    /// `AWS_WEB_IDENTITY_TOKEN_FILE` names a file that cannot be read.
    NoTokenFile {
        /// The file.
        path: String,
    },
    /// A variable that names an endpoint has no URL in it.
    BadEndpoint {
        /// The variable.
        variable: String,
    },
    /// No region is configured, or one that cannot be part of a host name.
    NoRegion,
    /// The identity may not do this.
    AccessDenied {
        /// The missing permission as AWS names it, such as `iam:PassRole`.
        action: Option<String>,
        /// On what, as AWS names it.
        on: Option<String>,
    },
    /// Too many requests.
    Throttled,
    /// What the call was about does not exist.
    NotFound(Missing),
    /// AWS refused the request for another reason; nothing was changed.
    Rejected,
    /// The connection was never made; nothing was sent.
    Unreachable,
    /// No answer in time.
    TimedOut,
    /// AWS failed (5xx).
    ServerFault,
    /// The connection broke after the request was sent, or may have been.
    Lost,
    /// There was an answer, but not one that foghorn can read.
    Unreadable,
}

/// What does not exist.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are AWS's own")]
pub enum Missing {
    Cluster,
    Service,
    ServiceDeployment,
    TaskDefinition,
    TargetGroup,
    LogStream,
    Repository,
    Image,
    Parameter,
    Role,
}

impl Kind {
    pub(super) fn retryable(&self) -> bool {
        match self {
            Self::Throttled
            | Self::Unreachable
            | Self::TimedOut
            | Self::ServerFault
            | Self::Lost
            | Self::Unreadable => true,
            Self::NoCredentials
            | Self::ExpiredCredentials
            | Self::UnknownCredentials
            | Self::WrongSignature
            | Self::NoProfile { .. }
            | Self::NoTokenFile { .. }
            | Self::BadEndpoint { .. }
            | Self::NoRegion
            | Self::AccessDenied { .. }
            | Self::NotFound(_)
            | Self::Rejected => false,
        }
    }

    pub(super) fn lost_answer(&self) -> bool {
        match self {
            Self::TimedOut | Self::ServerFault | Self::Lost | Self::Unreadable => true,
            Self::NoCredentials
            | Self::ExpiredCredentials
            | Self::UnknownCredentials
            | Self::WrongSignature
            | Self::NoProfile { .. }
            | Self::NoTokenFile { .. }
            | Self::BadEndpoint { .. }
            | Self::NoRegion
            | Self::AccessDenied { .. }
            | Self::Throttled
            | Self::NotFound(_)
            | Self::Rejected
            | Self::Unreachable => false,
        }
    }
}
