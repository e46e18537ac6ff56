//! The exit codes, and the fold from verdicts to one of them. This is the only place that knows them.

use crate::verdict::Verdict;
use serde::{Deserialize, Serialize};

/// How a whole run ended. Each has one exit code; a script may rely on them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// Every service is deployed or was unchanged.
    Succeeded,
    /// A bug in foghorn.
    Bug,
    /// Wrong usage or configuration.
    Usage,
    /// Refused by a check or a gate; what they guard was not changed.
    Refused,
    /// AWS refused or could not be reached; no service was changed.
    AwsUnavailable,
    /// The image was not built or pushed.
    ImageFailed,
    /// The deployment failed and was rolled back.
    RolledBack,
    /// The deployment failed and was not rolled back.
    Failed,
    /// The deployment failed and so did the rollback.
    RollbackFailed,
    /// Not known at the deadline.
    Unknown,
    /// Superseded by another deployment.
    Superseded,
    /// Cancelled by SIGINT.
    Interrupted,
    /// Cancelled by SIGTERM.
    Terminated,
}

impl Outcome {
    /// Every outcome, for the documentation.
    pub const ALL: [Self; 13] = [
        Self::Succeeded,
        Self::Bug,
        Self::Usage,
        Self::Refused,
        Self::AwsUnavailable,
        Self::ImageFailed,
        Self::RolledBack,
        Self::Failed,
        Self::RollbackFailed,
        Self::Unknown,
        Self::Superseded,
        Self::Interrupted,
        Self::Terminated,
    ];

    /// Returns the exit code.
    pub fn exit_code(self) -> u8 {
        match self {
            Self::Succeeded => 0,
            Self::Bug => 1,
            Self::Usage => 2,
            Self::Refused => 3,
            Self::AwsUnavailable => 4,
            Self::ImageFailed => 5,
            Self::RolledBack => 10,
            Self::Failed => 11,
            Self::RollbackFailed => 12,
            Self::Unknown => 13,
            Self::Superseded => 14,
            Self::Interrupted => 130,
            Self::Terminated => 143,
        }
    }

    /// Returns what the exit code means, in a few words.
    pub fn meaning(self) -> &'static str {
        match self {
            Self::Succeeded => "deployed, or there was nothing to do",
            Self::Bug => "a bug in foghorn",
            Self::Usage => "wrong usage or configuration",
            Self::Refused => "refused by a check or a gate",
            Self::AwsUnavailable => "AWS refused or could not be reached; no service was changed",
            Self::ImageFailed => "the image was not built or pushed",
            Self::RolledBack => "the deployment failed and was rolled back",
            Self::Failed => "the deployment failed and was not rolled back",
            Self::RollbackFailed => "the deployment failed, and so did the rollback",
            Self::Unknown => "not known at the deadline",
            Self::Superseded => "superseded by another deployment",
            Self::Interrupted => "cancelled by SIGINT",
            Self::Terminated => "cancelled by SIGTERM",
        }
    }

    /// Returns the outcome of one verdict. `Cancelled` counts as interrupted here; the binary
    /// knows which signal it was.
    pub fn of(verdict: &Verdict) -> Self {
        match verdict {
            Verdict::Deployed { .. } | Verdict::Unchanged { .. } | Verdict::Idle { .. } => {
                Self::Succeeded
            }
            Verdict::RolledBack { .. } => Self::RolledBack,
            Verdict::RollbackFailed { .. } => Self::RollbackFailed,
            Verdict::Failed { .. } => Self::Failed,
            Verdict::Superseded { .. } => Self::Superseded,
            Verdict::Unknown { .. } => Self::Unknown,
            Verdict::NotStarted { .. } => Self::AwsUnavailable,
            Verdict::Cancelled { .. } => Self::Interrupted,
        }
    }

    /// Folds the verdicts of several services: the one that needs a person most urgently wins.
    pub fn fold<'a>(verdicts: impl IntoIterator<Item = &'a Verdict>) -> Self {
        verdicts
            .into_iter()
            .map(Self::of)
            .max_by_key(|o| o.urgency())
            .unwrap_or(Self::Succeeded)
    }

    fn urgency(self) -> u8 {
        match self {
            Self::Succeeded => 0,
            Self::Interrupted | Self::Terminated => 1,
            Self::Superseded => 2,
            Self::RolledBack => 3,
            Self::Unknown => 4,
            Self::Failed => 5,
            Self::RollbackFailed => 6,
            Self::Usage | Self::Refused | Self::AwsUnavailable | Self::ImageFailed => 7,
            Self::Bug => 8,
        }
    }
}
