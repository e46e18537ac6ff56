//! Failing a deployment: the circuit breaker's decision, a person's stop, and the way back to the
//! latest deployment that had completed.

use super::agenda::Due;
use super::backdrop::Backdrop;
use super::breaker::Failures;
use super::deployment::DeploymentStatus;
use super::deployment::RolloutState;
use super::service::Service;
use super::service_deployment::MonitorStatus;
use super::service_deployment::Rollback;
use super::service_deployment::ServiceDeploymentStatus;
use super::wordings;

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
        let now = backdrop.now;
        let breaker = self.breaker();
        self.note_counts();
        let Some(deployment) = self.deployment_mut(id) else {
            return;
        };
        deployment.tripping = false;
        let current = deployment.status == DeploymentStatus::Primary
            && deployment.rollout == RolloutState::InProgress;
        if !current {
            return;
        }
        let reason = wordings::BREAKER_TRIPPED.to_owned();
        deployment.set_rollout(RolloutState::Failed, reason, now);
        let record = deployment.record.clone();
        self.tell(wordings::deployment_failed(&self.name, id), backdrop);
        if let Some(one) = self.service_deployment_mut(&record) {
            one.monitor = MonitorStatus::Triggered;
            if !breaker.rollback {
                let reason = Some(wordings::STOPPED_BY_BREAKER);
                one.set_status(ServiceDeploymentStatus::StopRequested, reason, now);
            }
        }
        if breaker.rollback {
            let because = wordings::ROLLED_BACK_BY_BREAKER;
            self.roll_back(id, because, wordings::breaker_rolling_back, backdrop);
        }
        self.look_soon(backdrop);
    }

    /// Rolls a deployment back because somebody called StopServiceDeployment.
    pub(crate) fn roll_back_on_request(&mut self, id: &str, backdrop: &mut Backdrop) {
        let because = wordings::ROLLED_BACK_BY_REQUEST;
        self.roll_back(id, because, wordings::in_progress, backdrop);
        self.look_soon(backdrop);
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
        let candidates = self.deployments.iter();
        let candidate = candidates
            .filter(|one| one.id != failed && one.rollout == RolloutState::Completed)
            .max_by_key(|one| one.completed_at)
            .map(|one| (one.id.clone(), one.revision.clone(), one.definition.clone()));
        let Some(record) = self.deployment_mut(failed).map(|one| one.record.clone()) else {
            return;
        };
        let Some((to, revision, definition)) = candidate else {
            if let Some(one) = self.service_deployment_mut(&record) {
                let reason = Some(wordings::NO_ROLLBACK_CANDIDATE);
                one.set_status(ServiceDeploymentStatus::RollbackFailed, reason, now);
            }
            if let Some(deployment) = self.deployment_mut(failed) {
                deployment.rollout = RolloutState::Failed;
            }
            return;
        };
        if let Some(one) = self.service_deployment_mut(&record) {
            one.set_status(
                ServiceDeploymentStatus::RollbackInProgress,
                Some(because),
                now,
            );
            one.rollback = Some(Rollback {
                reason: because.to_owned(),
                started_at: now,
                revision,
            });
        }
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
