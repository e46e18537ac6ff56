//! How deployments end that have an end: proven, gone back, or failed.

use super::super::expected::Story;
use super::Oracle;
use foghorn_deploy::plan::OnFailure;
use foghorn_deploy::verdict::RolledBackBy;
use foghorn_sim::engine::Millis;

impl Oracle<'_> {
    /// ECS has completed our deployment, and at a moment that foghorn can have seen every task
    /// that was wanted ran and had lived for the soak.
    pub(super) fn deployed(&mut self, revision: &str) {
        let Some(ours) = self.ours() else {
            return self.wrong("our revision was never deployed");
        };
        self.must(ours.revision == revision, "that is not our revision");
        let finished = self.run.finished;
        let completed = ours.ended("SUCCESSFUL").is_some_and(|at| at <= finished);
        self.must(completed, "ECS has not completed it");
        self.must(self.run.truth.desired > 0, "no tasks are wanted");
        let soak = Millis::try_from(self.setting.soak.as_millis()).unwrap();
        let wanted = usize::try_from(self.run.truth.desired).unwrap();
        let first = self.run.read.min(finished) - self.setting.lag();
        let proven = (first..=finished).step_by(250).any(|moment| {
            let running = self.run.truth.running_at(moment);
            running.len() >= wanted.min(self.wanted_before())
                && running.iter().all(|started| started + soak <= moment)
        });
        self.must(proven, "its tasks had not lived for the soak");
    }

    /// The desired count may have been another a moment ago.
    fn wanted_before(&self) -> usize {
        usize::try_from(self.setting.scenario.desired_count).unwrap()
    }

    /// The old revision runs, and who brought it back did.
    pub(super) fn rolled_back(&mut self, by: RolledBackBy, to: Option<&str>) {
        let Some(ours) = self.ours() else {
            return self.wrong("our revision was never deployed");
        };
        let finished = self.run.finished;
        let by_ecs = ours.ended("ROLLBACK_SUCCESSFUL");
        let by_update = self.fallback().and_then(|back| back.ended("SUCCESSFUL"));
        let back = by_ecs.or(by_update).is_some_and(|at| at <= finished);
        self.must(back, "the service has not gone back");
        let old = self.run.old.as_str();
        self.must(to.is_none_or(|to| to == old), "it went back elsewhere");
        let truth = &self.run.truth;
        self.must(truth.primary.0 == old, "the old revision is not PRIMARY");
        let wanted = usize::try_from(truth.desired).unwrap();
        self.must(truth.old_running >= wanted, "the old revision does not run");

        let asked = self.sent("StopServiceDeployment");
        let stopped = asked.iter().any(|stop| stop.performed());
        let answered = asked.iter().any(|stop| stop.ended.is_ok());
        let reason = ours.reason.to_lowercase();
        let right = match by {
            RolledBackBy::Foghorn => stopped || by_update.is_some(),
            // A service alone in its stage goes back for its own sake.
            RolledBackBy::Together => false,
            RolledBackBy::CircuitBreaker => reason.contains("circuit breaker"),
            RolledBackBy::Alarm => reason.contains("alarm"),
            RolledBackBy::LifecycleHook => reason.contains("hook"),
            // A request whose answer was lost may pass for a person's.
            RolledBackBy::Person => !answered && (self.somebody_asked() || stopped),
            RolledBackBy::Ecs => !answered,
        };
        self.must(right, &format!("it was not {by:?} who went back: {reason}"));
    }

    fn somebody_asked(&self) -> bool {
        let name = self.setting.scenario.name.as_str();
        ["rolled-back-by-a-person", "blue-green-hook-waits"].contains(&name)
    }

    /// Our deployment is over and no success, or it never can be one.
    pub(super) fn failed(&mut self) {
        let Some(ours) = self.ours() else {
            return self.wrong("our revision was never deployed");
        };
        let updates = self.sent("UpdateService");
        let refused = updates.iter().any(|one| one.ended.is_err());
        let stays = self.setting.on_failure != OnFailure::Rollback;
        let can_go_back = self.run.fallback.is_some() && !refused;
        self.must(stays || !can_go_back, "it was not sent back");
        match self.story {
            Story::Doomed(..) | Story::Decided => {
                let done = ours
                    .ended("SUCCESSFUL")
                    .is_some_and(|at| at < self.run.finished - self.setting.lag());
                self.must(!done, "ECS has completed it");
            }
            Story::Crashes => {}
            Story::Sound => {
                self.must(self.platform_ended(), "it would have worked");
            }
        }
    }
}
