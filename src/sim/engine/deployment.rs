//! An entry of a service's `deployments[]`. It owns its state and wording, not its tasks.

use super::Millis;
use super::breaker::Failures;
use super::reasons;

/// `status`. Source: ECS API model, `Deployment.status`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum DeploymentStatus {
    /// The newest.
    Primary,
    /// Being replaced, with tasks left.
    Active,
    /// Fully replaced: not shown any more, but still a candidate for a rollback.
    Inactive,
}

/// `rolloutState`. Source: ECS API model, `Deployment.rolloutState`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum RolloutState {
    InProgress,
    Completed,
    Failed,
}

impl RolloutState {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::InProgress => "IN_PROGRESS",
            Self::Completed => "COMPLETED",
            Self::Failed => "FAILED",
        }
    }
}

/// One deployment of a service whose controller is ECS.
#[derive(Debug, Clone)]
pub(crate) struct Deployment {
    /// `ecs-svc/` and 19 digits.
    pub(crate) id: String,
    pub(crate) status: DeploymentStatus,
    /// The task definition's ARN.
    pub(crate) definition: String,
    /// The service revision's ARN.
    pub(crate) revision: String,
    /// The ARN of the service deployment that made it.
    pub(crate) record: String,
    pub(crate) created_at: Millis,
    pub(crate) updated_at: Millis,
    pub(crate) rollout: RolloutState,
    pub(crate) reason: String,
    pub(crate) failures: Failures,
    /// The breaker has tripped and is about to decide.
    pub(crate) tripping: bool,
    /// When it last completed.
    pub(crate) completed_at: Option<Millis>,
    /// Its tasks are registered in the alternate target group.
    pub(crate) alternate: bool,
}

impl Deployment {
    pub(crate) fn begin(
        id: String,
        definition: String,
        revision: String,
        record: String,
        at: Millis,
    ) -> Self {
        Self {
            reason: reasons::in_progress(&id),
            id,
            status: DeploymentStatus::Primary,
            definition,
            revision,
            record,
            created_at: at,
            updated_at: at,
            rollout: RolloutState::InProgress,
            failures: Failures::default(),
            tripping: false,
            completed_at: None,
            alternate: false,
        }
    }

    pub(crate) fn set_rollout(&mut self, rollout: RolloutState, reason: String, at: Millis) {
        self.rollout = rollout;
        self.reason = reason;
        self.updated_at = at;
        if rollout == RolloutState::Completed {
            self.completed_at = Some(at);
        }
    }

    pub(crate) fn complete(&mut self, at: Millis) {
        let reason = reasons::completed(&self.id);
        self.set_rollout(RolloutState::Completed, reason, at);
    }
}
