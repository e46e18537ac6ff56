//! A deployment that cannot succeed, and what its end is called once the way back has ended.

use crate::foreign::{Foreign, Sentence};
use crate::name::{DeploymentId, RevisionArn, ServiceDeploymentArn};
use crate::observation::Service;
use crate::rollout::assessment::Ours;
use crate::verdict::{Failure, RolledBackBy, Verdict};

/// A deployment that cannot succeed.
#[derive(Debug, Clone)]
pub(in crate::rollout) struct Doomed {
    /// Why.
    pub(in crate::rollout) failure: Failure,
    /// Which.
    pub(in crate::rollout) ours: Ours,
    /// Its service deployment, if it is known.
    pub(in crate::rollout) service_deployment: Option<ServiceDeploymentArn>,
    /// Whether ECS has ended it already, so that there is nothing to stop.
    pub(in crate::rollout) ended: bool,
    /// On whose behalf this run has it go back.
    pub(in crate::rollout) by: RolledBackBy,
    /// Every deployment of the service, as read last.
    pub(in crate::rollout) deployments: Vec<DeploymentId>,
}

impl Doomed {
    /// A deployment that succeeded, and does not stay. `None` if the service does not ask for this
    /// revision any more: somebody else has deployed since.
    pub(in crate::rollout) fn undone(
        service: &Service,
        revision: &RevisionArn,
        why: Foreign,
    ) -> Option<Self> {
        let primary = service
            .primary()
            .filter(|primary| primary.task_definition == *revision)?;
        Some(Self {
            failure: Failure {
                causes: Vec::new(),
                reason: Some(why),
            },
            ours: Ours {
                id: primary.id.clone(),
                revision: revision.clone(),
                created_at: primary.created_at,
                seen: true,
            },
            service_deployment: service.current_service_deployment.clone(),
            ended: true,
            by: RolledBackBy::Together,
            deployments: service.deployments.iter().map(|d| d.id.clone()).collect(),
        })
    }

    /// Turns the end of the deployment that goes back into the end of ours.
    pub(super) fn after(&self, verdict: Verdict, to: RevisionArn) -> Verdict {
        let failure = self.failure.clone();
        match verdict {
            Verdict::Deployed { .. } | Verdict::Unchanged { .. } | Verdict::Idle { .. } => {
                Verdict::RolledBack {
                    failure,
                    by: self.by,
                    to: Some(to),
                }
            }
            Verdict::Failed { failure: why, .. }
            | Verdict::RolledBack { failure: why, .. }
            | Verdict::RollbackFailed { failure: why, .. } => Verdict::RollbackFailed {
                failure,
                reason: why
                    .reason
                    .or_else(|| why.causes.first().map(|(cause, _)| cause.text.clone())),
            },
            Verdict::Unknown { why, .. } => Verdict::Unknown {
                why,
                failure: Some(failure),
            },
            Verdict::NotStarted { call, error, hints } => {
                let refused = Sentence::own("going back was refused: ")
                    .code(call)
                    .then(": ")
                    .foreign(error.raw());
                Verdict::Failed {
                    failure,
                    hints: std::iter::once(refused).chain(hints).collect(),
                }
            }
            verdict @ (Verdict::Superseded { .. } | Verdict::Cancelled { .. }) => verdict,
        }
    }

    pub(super) fn nowhere_to_go(&self) -> Verdict {
        Verdict::Failed {
            failure: self.failure.clone(),
            hints: vec![
                Sentence::own(
                    "there is nothing to go back to: no other revision of this service was deployed successfully; ",
                )
                .then("the service stays with ")
                .code(self.ours.revision.short()),
            ],
        }
    }

    /// That foghorn asked for the rollback is no reason; why ECS made one is.
    pub(super) fn rolled_back(&self, by: RolledBackBy, reason: Option<Foreign>) -> Failure {
        let reason = reason.filter(|_| by != RolledBackBy::Foghorn);
        Failure {
            reason: self.failure.reason.clone().or(reason),
            ..self.failure.clone()
        }
    }
}
