//! Which verdicts are right. Each rule says why; all of them rest on what really happened.
//!
//! Where several verdicts are defensible at one moment (a deployment that completes while it is
//! being given up), every one that is true is right.

use super::client::Write;
mod cause;
mod end;
mod unknown;

use super::expected::{Story, story};
use super::run::Run;
use super::setting::Setting;
use super::truth::{Made, Maker};
use foghorn_deploy::event::EventKind;
use foghorn_deploy::name::RevisionArn;
use foghorn_deploy::plan::OnFailure;
use foghorn_deploy::verdict::Verdict;

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
}
