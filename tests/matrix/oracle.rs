//! Which verdicts are right. Each rule says why; all of them rest on what really happened.
//!
//! Where several verdicts are defensible at one moment (a deployment that completes while it is
//! being given up), every one that is true is right.

use super::client::Write;
use super::expected::{Story, story};
use super::run::Run;
use super::setting::Setting;
use super::truth::{Made, Maker};
use foghorn_deploy::cause::CauseKind;
use foghorn_deploy::event::EventKind;
use foghorn_deploy::name::RevisionArn;
use foghorn_deploy::plan::OnFailure;
use foghorn_deploy::verdict::{Failure, RolledBackBy, Unknown, Verdict};
use foghorn_sim::engine::Millis;

/// How long a failed task may go unnoticed where nothing else tells of it, milliseconds.
const REGULAR_LOOK: Millis = 15_000;

/// Returns the rules that a run breaks.
pub(super) fn wrongs(setting: &Setting, run: &Run) -> Vec<String> {
    let mut oracle = Oracle {
        setting,
        run,
        story: story(&setting.scenario.name),
        wrongs: Vec::new(),
    };
    oracle.writes();
    match &run.verdict {
        Some(verdict) => oracle.verdict(verdict),
        None => oracle.wrong("the run did not end"),
    }
    oracle.wrongs
}

struct Oracle<'a> {
    setting: &'a Setting,
    run: &'a Run,
    story: Story,
    wrongs: Vec<String>,
}

impl<'a> Oracle<'a> {
    fn wrong(&mut self, what: impl Into<String>) {
        self.wrongs.push(what.into());
    }

    fn must(&mut self, holds: bool, what: &str) {
        if !holds {
            self.wrong(what);
        }
    }

    /// The service deployment of ours: the rules of writes make sure that it is the only one.
    fn ours(&self) -> Option<Made> {
        self.run.truth.by(Maker::Ours).first().copied().cloned()
    }

    /// The deployment of the old revision that foghorn made to go back.
    fn fallback(&self) -> Option<Made> {
        self.run.truth.by(Maker::Before).first().copied().cloned()
    }

    fn sent(&self, operation: &str) -> Vec<&'a Write> {
        let writes = self.run.writes.iter();
        writes.filter(|one| one.operation == operation).collect()
    }

    /// Neither a lost answer nor a stale reading makes foghorn do anything twice.
    fn writes(&mut self) {
        let truth = &self.run.truth;
        let (ours, back) = (truth.by(Maker::Ours).len(), truth.by(Maker::Before).len());
        let registered = truth.registered.len();
        self.must(ours <= 1, "our revision was deployed twice");
        self.must(back <= 1, "the service was sent back twice");
        // A reading that is stale for longer than anybody can wait may hide the first one.
        let hidden = self.setting.stale > 0;
        self.must(registered <= 1 || hidden, "two revisions were registered");
        let stops = self.sent("StopServiceDeployment");
        let answered = stops.iter().filter(|stop| stop.ended.is_ok()).count();
        self.must(answered <= 1, "two StopServiceDeployment were accepted");
        let ended_it = stops.iter().any(|stop| stop.performed()) || back > 0;
        let may_end_it = self.setting.on_failure == OnFailure::Rollback;
        self.must(may_end_it || !ended_it, "the policy is to leave it alone");
        let cause = |kind: &EventKind| matches!(kind, EventKind::CauseFound { .. });
        self.must(
            !ended_it || self.run.said(cause).is_some() || self.ends_without_cause(),
            "the deployment was ended before a cause was said",
        );
        self.must(
            !ended_it || !matches!(self.story, Story::Sound) || self.platform_ended(),
            "a deployment that would have worked was ended",
        );
    }

    /// Whether ECS itself ended our deployment, and it is no success.
    fn platform_ended(&self) -> bool {
        let stopped = self.sent("StopServiceDeployment");
        !stopped.iter().any(|stop| stop.performed())
            && self.ours().is_some_and(|ours| {
                ["STOPPED", "ROLLBACK_FAILED", "ROLLBACK_SUCCESSFUL"]
                    .contains(&ours.status.as_str())
            })
    }

    /// Tasks cannot be read, so that only ECS's own words remain.
    fn ends_without_cause(&self) -> bool {
        self.setting.denies("ecs:ListTasks") || self.platform_ended()
    }

    fn verdict(&mut self, verdict: &Verdict) {
        match verdict {
            Verdict::Deployed { revision, .. } => self.deployed(revision.as_str()),
            Verdict::Unchanged { .. } => self.wrong("there was something to do"),
            Verdict::Idle { .. } => {
                self.must(self.run.truth.desired == 0, "tasks are wanted");
            }
            Verdict::RolledBack { failure, by, to } => {
                self.rolled_back(*by, to.as_ref().map(RevisionArn::as_str));
                self.cause(failure);
            }
            Verdict::RollbackFailed { failure, .. } => {
                let bad =
                    |made: &Made| ["ROLLBACK_FAILED", "STOPPED"].contains(&made.status.as_str());
                let failed = self
                    .ours()
                    .is_some_and(|ours| ours.status == "ROLLBACK_FAILED")
                    || self.fallback().is_some_and(|back| bad(&back));
                self.must(failed, "no rollback failed");
                self.cause(failure);
            }
            Verdict::Failed { failure, .. } => {
                self.failed();
                self.cause(failure);
            }
            Verdict::Superseded { by, revision, .. } => {
                let theirs = self.run.truth.by(Maker::SomebodyElse);
                let is_theirs = theirs.iter().any(|made| {
                    revision
                        .as_ref()
                        .is_some_and(|r| r.as_str() == made.revision)
                });
                self.must(is_theirs, "nobody else has deployed that");
                let primary = &self.run.truth.primary.1;
                let named = by.as_ref().is_some_and(|by| by.as_str() == primary);
                self.must(named, "another deployment is PRIMARY");
            }
            Verdict::Unknown { why, failure } => {
                self.unknown(why);
                match failure {
                    Some(failure) => self.cause(failure),
                    None => self.must(!self.cause_was_there(), "no cause is named"),
                }
            }
            Verdict::NotStarted { .. } => {
                let updates = self.sent("UpdateService");
                let performed = updates.iter().any(|one| one.performed());
                self.must(!performed, "the service was changed");
            }
            Verdict::Cancelled { .. } => self.wrong("nobody cancelled"),
        }
    }

    /// ECS has completed our deployment, and at a moment that foghorn can have seen every task
    /// that was wanted ran and had lived for the soak.
    fn deployed(&mut self, revision: &str) {
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
    fn rolled_back(&mut self, by: RolledBackBy, to: Option<&str>) {
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
    fn failed(&mut self) {
        let Some(ours) = self.ours() else {
            return self.wrong("our revision was never deployed");
        };
        let updates = self.sent("UpdateService");
        let refused = updates.iter().any(|one| one.ended.is_err());
        let stays = self.setting.on_failure != OnFailure::Rollback;
        let can_go_back = self.run.fallback.is_some() && !refused;
        self.must(stays || !can_go_back, "it was not sent back");
        match self.story {
            Story::Doomed(_) | Story::Decided => {
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

    /// Nothing was to be known.
    fn unknown(&mut self, why: &Unknown) {
        let run = self.run;
        let timeout = Millis::try_from(self.setting.timeout.as_millis()).unwrap();
        let over = run.finished >= run.began + timeout;
        match why {
            Unknown::Timeout { .. } => {
                self.must(over, "there was time left");
                let settled = self.settled();
                let known = settled.is_some_and(|at| at + self.setting.lag() + 2000 < run.finished);
                self.must(!known, "the end could be seen before the timeout");
            }
            Unknown::Unobservable { .. } => {
                self.must(over, "there was time left");
                self.must(run.unread > 0, "the service could be read");
            }
            Unknown::LostAnswer { .. } => {
                let unclear = run.writes.iter().any(|one| {
                    one.ended
                        .as_ref()
                        .is_err_and(foghorn_sim::CallFailure::unclear)
                });
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
        proven
            .or(ours.ended("ROLLBACK_SUCCESSFUL"))
            .or(self.fallback().and_then(|back| back.ended("SUCCESSFUL")))
    }

    fn shifts(&self) -> bool {
        let configuration = self.setting.scenario.service.get("deploymentConfiguration");
        configuration.is_some_and(|one| one["strategy"].is_string())
    }

    /// The cause that the story has comes first.
    fn cause(&mut self, failure: &Failure) {
        let first = failure.causes.first().map(|(cause, _)| cause.kind);
        let blind = self.setting.denies("ecs:ListTasks");
        match self.story {
            Story::Doomed(kind) if first == Some(kind) => {}
            Story::Crashes if first == Some(CauseKind::ContainerExited) => {}
            Story::Doomed(_) | Story::Crashes if blind => {}
            Story::Doomed(_) | Story::Crashes if self.nothing_to_see() => {}
            Story::Doomed(_) | Story::Crashes => {
                self.wrong(format!("the first cause named is {first:?}"));
            }
            Story::Decided => {
                let kind = first.is_none_or(|kind| kind == CauseKind::LifecycleHookFailed);
                self.must(kind, &format!("nothing was wrong, and {first:?} is named"));
            }
            Story::Sound => {}
        }
    }

    /// A task had failed for long enough that nobody could miss it.
    fn cause_was_there(&self) -> bool {
        let doomed = matches!(self.story, Story::Doomed(_) | Story::Crashes);
        let readable = !self.setting.denies("ecs:ListTasks") && self.run.unread == 0;
        let long_ago = self.run.finished - self.setting.lag() - REGULAR_LOOK;
        let failed = self.run.truth.first_failure();
        doomed && readable && self.run.truth.active && failed.is_some_and(|at| at < long_ago)
    }

    /// The story did not strike: no task failed, no alarm, no hook.
    fn nothing_to_see(&self) -> bool {
        self.run.truth.first_failure().is_none()
            && self.ours().is_some_and(|ours| ours.reason.is_empty())
    }
}
