//! Runs that end without knowing how the deployment ended: there must have been nothing to know.

use super::super::expected::Story;
use super::super::truth::Maker;
use super::Oracle;
use foghorn_deploy::verdict::Unknown;
use foghorn_sim::CallFailure;
use foghorn_sim::engine::Millis;

impl Oracle<'_> {
    /// Nothing was to be known.
    pub(super) fn unknown(&mut self, why: &Unknown) {
        let run = self.run;
        let timeout = Millis::try_from(self.setting.timeout.as_millis()).unwrap();
        let over = run.finished >= run.began + timeout;
        match why {
            Unknown::Timeout { .. } => {
                self.must(over, "there was time left");
                self.must(run.truth.active, "the service is gone");
                let settled = self.settled();
                let known = settled.is_some_and(|at| at + self.setting.lag() + 2000 < run.finished);
                self.must(!known, "the end could be seen before the timeout");
            }
            Unknown::Unobservable { .. } => {
                self.must(over, "there was time left");
                self.must(run.unread > 0, "the service could be read");
            }
            Unknown::LostAnswer { .. } => {
                let unclear = run
                    .writes
                    .iter()
                    .any(|one| one.ended.as_ref().is_err_and(CallFailure::unclear));
                self.must(unclear, "no answer was lost");
                let deployed = self.ours().is_some();
                self.must(!deployed, "what the lost call did can be seen");
            }
            Unknown::ServiceGone => self.must(!run.truth.active, "the service is there"),
        }
    }

    /// When the end was there for everybody to see.
    fn settled(&self) -> Option<Millis> {
        let ours = self.ours()?;
        if self.setting.denies("ecs:DescribeServiceDeployments") && self.shifts() {
            return None;
        }
        let sound = self.story == Story::Sound || self.run.truth.desired == 0;
        let success = ours.ended("SUCCESSFUL").filter(|_| sound);
        let proven = success.map(|at| at.max(self.run.proven_at(self.setting.soak)));
        let theirs = self.run.truth.by(Maker::SomebodyElse);
        proven
            .or(theirs.first().map(|theirs| theirs.created))
            .or(ours.ended("ROLLBACK_SUCCESSFUL"))
            .or(self.fallback().and_then(|back| back.ended("SUCCESSFUL")))
    }

    fn shifts(&self) -> bool {
        let configuration = self.setting.scenario.service.get("deploymentConfiguration");
        configuration.is_some_and(|one| one["strategy"].is_string())
    }
}
