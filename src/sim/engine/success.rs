//! When a deployment is complete: settled tasks, early success criteria, and the time for which
//! ECS goes on watching the alarms. Shifting traffic is `lifecycle`'s.

use super::backdrop::Backdrop;
use super::deployment::RolloutState;
use super::early_success::Cleanup;
use super::early_success::EarlySuccess;
use super::service::Service;
use super::service_deployment::ServiceDeploymentStatus;
use super::strategy::Strategy;
use super::task::Task;
use super::wordings;

/// "Steady state" is said again this often. Source: public issues about idle services.
pub(crate) const STEADY_AGAIN: super::Millis = 6 * 60 * 60 * 1000;

impl Service {
    /// Completes the deployment once its tasks are sound and the others gone, and notes when the
    /// service is steady.
    pub(crate) fn settle(&mut self, backdrop: &mut Backdrop) {
        let attached = self.attached();
        let Some(primary) = self.primary() else {
            return;
        };
        let new = |task: &Task| task.deployment == primary.id;
        let sound = self.count(|task| new(task) && task.sound(attached));
        let ours = self.count(|task| new(task) && task.wanted());
        let others = self.count(|task| !new(task) && task.lingers());
        let settled = sound == self.desired && ours == self.desired && others == 0;
        let (id, rollout, tripping) = (primary.id.clone(), primary.rollout, primary.tripping);
        let under_way = rollout == RolloutState::InProgress;
        if let Some(stage) = self.stage() {
            self.play_stages(stage, backdrop);
        } else if under_way && !tripping && self.succeeds(settled, sound, others, backdrop) {
            self.complete(&id, backdrop);
        }
        let leaving = self.count(|task| !task.wanted() && task.lingers());
        let completed = self
            .primary()
            .is_some_and(|primary| primary.rollout == RolloutState::Completed);
        if !(settled && leaving == 0 && completed) {
            self.steady_since = None;
            self.events.clear("has reached a steady state");
        } else if self
            .steady_since
            .is_none_or(|said| backdrop.now - said >= STEADY_AGAIN)
        {
            self.steady_since = Some(backdrop.now);
            self.tell(wordings::steady(&self.name), backdrop);
        }
    }

    /// Tells whether a rolling deployment has succeeded. Source of the order: ECS developer guide,
    /// "early success criteria".
    fn succeeds(
        &mut self,
        settled: bool,
        sound: u32,
        others: u32,
        backdrop: &mut Backdrop,
    ) -> bool {
        let desired = self.desired;
        let Some(record) = self.primary().map(|primary| primary.record.clone()) else {
            return false;
        };
        let Some(one) = self.service_deployment_mut(&record) else {
            return settled;
        };
        // Neither alarms nor early success criteria are known to hold for the way back.
        if one.status != ServiceDeploymentStatus::InProgress {
            return settled;
        }
        let early = EarlySuccess::read(&one.configuration)
            .filter(|_| Strategy::read(&one.configuration) == Strategy::Rolling);
        let enough = early.map_or(settled, |early| sound >= early.required(desired));
        if !enough && !one.released {
            one.baking_until = None;
            return false;
        }
        if !one.released {
            let timing = backdrop.timing;
            if one.baking_until.is_none() {
                let draw = |span| backdrop.chance.within(span);
                let bake = one.alarms.bake(&one.configuration, &timing, draw);
                one.baking_until = bake.map(|bake| backdrop.now + bake);
            }
            if let Some(until) = one.baking_until.filter(|until| *until > backdrop.now) {
                self.look_by(until, backdrop);
                return false;
            }
            one.released = early.is_some();
        }
        match early.map(|early| early.cleanup) {
            None | Some(Cleanup::Deferred) => true,
            Some(Cleanup::Blocking) => {
                self.look_soon(backdrop);
                others == 0
            }
        }
    }

    /// Tells whether the PRIMARY deployment needs the tasks of the others no more.
    pub(crate) fn released(&self) -> bool {
        self.of_primary(|one| one.released)
    }

    /// Tells whether the PRIMARY deployment only waits for its alarms.
    pub(crate) fn baking(&self) -> bool {
        self.of_primary(|one| {
            one.baking_until.is_some() && one.status == ServiceDeploymentStatus::InProgress
        })
    }

    fn of_primary(
        &self,
        tell: impl Fn(&super::service_deployment::ServiceDeployment) -> bool,
    ) -> bool {
        self.primary().is_some_and(|primary| {
            let mut records = self.records.iter();
            records.any(|one| one.arn == primary.record && tell(one))
        })
    }
}
