//! How a deployment of one service ended.
//!
//! A failed deployment is a verdict, not an error: errors are for "could not do" and "could not know".

use crate::cause::{Cause, Evidence};
use crate::foreign::{Foreign, Sentence};
use crate::name::{DeploymentId, RevisionArn};
use serde::{Deserialize, Serialize};

/// How it ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "verdict", rename_all = "kebab-case")]
pub enum Verdict {
    /// Our revision runs, and was seen healthy for the soak time.
    Deployed {
        /// The revision that runs.
        revision: RevisionArn,
        /// Tasks of ours that run.
        running: u32,
    },
    /// There was nothing to do: our revision runs and is healthy.
    Unchanged {
        /// The revision that runs.
        revision: RevisionArn,
        /// Tasks that run.
        running: u32,
    },
    /// The desired count is 0: nothing ran, so nothing is proven.
    Idle {
        /// The revision that would run.
        revision: RevisionArn,
    },
    /// Our deployment failed, and the service went back to what ran before.
    RolledBack {
        /// Why.
        failure: Failure,
        /// Who had it go back.
        by: RolledBackBy,
        /// What runs now.
        to: Option<RevisionArn>,
    },
    /// Our deployment failed, and so did going back.
    RollbackFailed {
        /// Why our deployment failed.
        failure: Failure,
        /// Why the rollback failed, in AWS's words.
        reason: Option<Foreign>,
    },
    /// Our deployment failed, and nobody rolls it back.
    Failed {
        /// Why.
        failure: Failure,
        /// What the service does now, and how to go back.
        hints: Vec<Sentence>,
    },
    /// Somebody else's deployment replaced ours before it was done.
    Superseded {
        /// The deployment that replaced ours.
        by: Option<DeploymentId>,
        /// The revision it runs.
        revision: Option<RevisionArn>,
        /// Who registered that revision (`registeredBy`), if it could be read.
        registered_by: Option<Foreign>,
    },
    /// Neither success nor failure could be established in time.
    Unknown {
        /// Why not.
        why: Unknown,
        /// What had been found by then.
        failure: Option<Failure>,
    },
    /// AWS refused a call before the service was changed.
    NotStarted {
        /// The call.
        call: String,
        /// The error.
        error: Foreign,
        /// What to do.
        hints: Vec<Sentence>,
    },
    /// The run was cancelled.
    Cancelled {
        /// What the service is left doing.
        left: Sentence,
        /// How to go on, and how to go back.
        hints: Vec<Sentence>,
    },
}

/// Why a deployment failed: the one root cause first.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failure {
    /// Causes with their evidence, the root cause first. Empty if AWS gave none.
    pub causes: Vec<(Cause, Evidence)>,
    /// What AWS says of the deployment as a whole (`statusReason`, `rolloutStateReason`).
    pub reason: Option<Foreign>,
}

/// Why nothing is known.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Unknown {
    /// The timeout passed while the deployment was still under way.
    Timeout {
        /// What was still missing.
        waiting_for: Sentence,
    },
    /// The service could not be read.
    Unobservable {
        /// The last error.
        error: Foreign,
        /// What to do about it.
        hints: Vec<Sentence>,
    },
    /// An answer of AWS was lost, and what it did could not be established.
    LostAnswer {
        /// The call.
        call: String,
        /// The error.
        error: Foreign,
    },
    /// The service was deleted while foghorn waited.
    ServiceGone,
}

/// Who had a failed deployment roll back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RolledBackBy {
    /// This run, by the stage's `on-failure`.
    Foghorn,
    /// This run: it was deployed, but another service of the stage failed (`together`).
    Together,
    /// ECS's deployment circuit breaker.
    CircuitBreaker,
    /// ECS, because a deployment alarm fired.
    Alarm,
    /// ECS, because a lifecycle hook failed or answered so.
    LifecycleHook,
    /// Somebody else, with StopServiceDeployment.
    Person,
    /// ECS, for a reason that it did not give or that foghorn does not know.
    Ecs,
}

impl Verdict {
    /// Returns whether our revision was seen running and healthy, so that the next stage may start.
    pub fn proven(&self) -> bool {
        match self {
            Self::Deployed { .. } | Self::Unchanged { .. } => true,
            Self::Idle { .. }
            | Self::RolledBack { .. }
            | Self::RollbackFailed { .. }
            | Self::Failed { .. }
            | Self::Superseded { .. }
            | Self::Unknown { .. }
            | Self::NotStarted { .. }
            | Self::Cancelled { .. } => false,
        }
    }
}
