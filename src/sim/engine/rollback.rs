//! Failing a deployment: the circuit breaker's decision, an alarm, a hook or a person's stop, and
//! the way back to the latest deployment that had completed.

use super::agenda::Due;
use super::backdrop::Backdrop;
use super::breaker::Failures;
use super::deployment::DeploymentStatus;
use super::deployment::RolloutState;
use super::lifecycle::Traffic;
use super::reasons;
use super::service::Service;
use super::service_deployment::MonitorStatus;
use super::service_deployment::Rollback;
use super::service_deployment::ServiceDeploymentStatus;
use super::wordings;

/// How a deployment fails, in ECS's words.
pub(crate) struct Failing {
    /// Whether it is rolled back, or stopped where it is.
    pub(crate) rollback: bool,
    /// `rolloutStateReason` of the failed deployment.
    pub(crate) rollout_reason: String,
    pub(crate) event: String,
    /// `statusReason` with a rollback.
    pub(crate) rolled_back: String,
    /// `statusReason` without one.
    pub(crate) stopped: String,
    /// `rolloutStateReason` of the deployment that becomes PRIMARY again, from its id.
    pub(crate) rolling_back: fn(&str) -> String,
}

impl Service {
    /// Has the circuit breaker decide soon, if this deployment has failed often enough.
    pub(crate) fn check_breaker(&mut self, id: &str, backdrop: &mut Backdrop) {
        let breaker = self.breaker();
        let limit = breaker.limit(self.desired);
        let index = self.index;
        let Some(deployment) = self.deployment_mut(id) else {
            return;
        };
        let judged = breaker.enable
            && deployment.status == DeploymentStatus::Primary
            && deployment.rollout == RolloutState::InProgress
            && !deployment.tripping;
        if !judged || deployment.failures.count < limit {
            return;
        }
        deployment.tripping = true;
        let due = Due::Breaker {
            service: index,
            deployment: id.to_owned(),
        };
        let span = backdrop.timing.breaker;
        backdrop.after(span, due);
    }

    /// Fails the deployment as the circuit breaker does, unless it was replaced meanwhile.
    pub(crate) fn trip_breaker(&mut self, id: &str, backdrop: &mut Backdrop) {
        let breaker = self.breaker();
        self.note_counts();
        let Some(deployment) = self.deployment_mut(id) else {
            return;
        };
        deployment.tripping = false;
        let record = deployment.record.clone();
        let failing = Failing {
            rollback: breaker.rollback,
            rollout_reason: reasons::BREAKER_TRIPPED.to_owned(),
            event: wordings::deployment_failed(&self.name, id),
            rolled_back: reasons::ROLLED_BACK_BY_BREAKER.to_owned(),
            stopped: reasons::STOPPED_BY_BREAKER.to_owned(),
            rolling_back: reasons::breaker_rolling_back,
        };
        if self.fail(id, &failing, backdrop)
            && let Some(one) = self.service_deployment_mut(&record)
        {
            one.monitor = MonitorStatus::Triggered;
        }
    }

    /// Fails a deployment that is under way, and rolls it back or stops it; returns whether it
    /// was under way.
    pub(crate) fn fail(&mut self, id: &str, failing: &Failing, backdrop: &mut Backdrop) -> bool {
        let now = backdrop.now;
        self.note_counts();
        let Some(deployment) = self.deployment_mut(id) else {
            return false;
        };
        let current = deployment.status == DeploymentStatus::Primary
            && deployment.rollout == RolloutState::InProgress;
        if !current {
            return false;
        }
        let reason = failing.rollout_reason.clone();
        deployment.set_rollout(RolloutState::Failed, reason, now);
        let record = deployment.record.clone();
        self.tell(failing.event.clone(), backdrop);
        if failing.rollback {
            self.roll_back(id, &failing.rolled_back, failing.rolling_back, backdrop);
        } else if let Some(one) = self.service_deployment_mut(&record) {
            let reason = Some(failing.stopped.as_str());
            one.set_status(ServiceDeploymentStatus::StopRequested, reason, now);
        }
        self.look_soon(backdrop);
        true
    }

    /// Rolls a deployment back because somebody asked for it.
    pub(crate) fn roll_back_on_request(&mut self, id: &str, backdrop: &mut Backdrop) {
        let mut records = self.records.iter();
        let because = records
            .find(|one| one.deployment == id)
            .and_then(|one| one.status_reason.clone())
            .unwrap_or_else(|| reasons::ROLLED_BACK_BY_REQUEST.to_owned());
        self.roll_back(id, &because, reasons::in_progress, backdrop);
        self.look_soon(backdrop);
    }

    /// Ends a rollback that had nothing to go back to.
    pub(crate) fn give_rollback_up(&mut self, record: &str, backdrop: &mut Backdrop) {
        if let Some(one) = self.service_deployment_mut(record) {
            let reason = Some(reasons::NO_ROLLBACK_CANDIDATE);
            one.set_status(
                ServiceDeploymentStatus::RollbackFailed,
                reason,
                backdrop.now,
            );
        }
    }

    /// Makes the latest completed deployment PRIMARY again; without one, nothing is launched any
    /// more. Source: ECS developer guide, "deployment circuit breaker".
    fn roll_back(
        &mut self,
        failed: &str,
        because: &str,
        rollout_reason: impl Fn(&str) -> String,
        backdrop: &mut Backdrop,
    ) {
        let now = backdrop.now;
        let candidate = self
            .production()
            .filter(|one| one.id != failed)
            .map(|one| (one.id.clone(), one.revision.clone(), one.definition.clone()));
        let Some(record) = self.deployment_mut(failed).map(|one| one.record.clone()) else {
            return;
        };
        if let Some(one) = self.service_deployment_mut(&record) {
            let begun = ServiceDeploymentStatus::RollbackInProgress;
            one.set_status(begun, Some(because), now);
            one.rollback = candidate.as_ref().map(|(_, revision, _)| Rollback {
                reason: because.to_owned(),
                started_at: now,
                revision: revision.clone(),
            });
            if let (Some(lifecycle), Some(_)) = (&mut one.lifecycle, &candidate) {
                lifecycle.traffic = Traffic::default();
            }
        }
        let Some((to, _, definition)) = candidate else {
            if let Some(deployment) = self.deployment_mut(failed)
                && deployment.rollout != RolloutState::Failed
            {
                let reason = reasons::NOTHING_TO_ROLL_BACK_TO.to_owned();
                deployment.set_rollout(RolloutState::Failed, reason, now);
            }
            return;
        };
        for deployment in &mut self.deployments {
            if deployment.id == failed {
                deployment.status = DeploymentStatus::Active;
                deployment.updated_at = now;
            } else if deployment.id == to {
                deployment.status = DeploymentStatus::Primary;
                deployment.failures = Failures::default();
                deployment.set_rollout(RolloutState::InProgress, rollout_reason(&to), now);
            }
        }
        self.definition = definition;
        self.backoff.reset();
        self.trouble = None;
        self.tell(wordings::rolling_back(&self.name, &to), backdrop);
    }
}
