//! Watching our deployment until there is a verdict.
//!
//! Owns what is remembered between readings, and when enough has been seen: success is the later
//! of ECS's word and the soak; a failure is believed at once when no retry can cure it.

mod absorb;
mod decide;
mod schedule;

use super::assessment::{Assessment, Ours};
use super::causes::Causes;
use super::{Input, Next};
use crate::event::{EventKind, Progress};
use crate::foreign::{Foreign, Sentence};
use crate::name::{DeploymentId, RevisionArn, ServiceDeploymentArn};
use crate::plan::ServicePlan;
use crate::time::AwsTime;
use crate::verdict::{Unknown, Verdict};
use std::collections::HashSet;
use std::time::Duration;

/// A deployment being watched.
#[derive(Debug)]
pub(super) struct Watch {
    ours: Ours,
    service_deployment: Option<ServiceDeploymentArn>,
    not_before: Option<ServiceDeploymentArn>,
    started: Duration,
    causes: Causes,
    events_seen: HashSet<String>,
    assessment: Assessment,
    /// How many readings in a row gave the same assessment, and since when.
    streak: u32,
    streak_since: Duration,
    progress: Progress,
    said_at: Duration,
    stopped_read: Option<Duration>,
    targets_read: Option<Duration>,
    look_at_stopped: bool,
    event_cause_at: Option<Duration>,
    running: Option<Living>,
    asked_for_running: bool,
    /// Whether the last reading was to bring the service deployment, too.
    asked_for_deployment: bool,
    /// The service deployment was SUCCESSFUL, which is an end state: it need not be read again.
    confirmed: bool,
    /// Since when all tasks of ours run.
    all_running_since: Option<Duration>,
    now_aws: Option<AwsTime>,
    target_groups: Vec<String>,
    read_failures: u32,
    rollback_said: bool,
    healthy_said: bool,
}

/// Tasks of ours that run, as last read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Living {
    count: u32,
    youngest: Option<AwsTime>,
}

impl Watch {
    pub(super) fn new(
        id: DeploymentId,
        revision: RevisionArn,
        created_at: Option<AwsTime>,
        now: Duration,
    ) -> Self {
        let seen = created_at.is_some();
        Self {
            ours: Ours {
                id,
                revision,
                created_at,
                seen,
            },
            service_deployment: None,
            not_before: None,
            started: now,
            causes: Causes::default(),
            events_seen: HashSet::new(),
            assessment: Assessment::NotSeenYet,
            streak: 0,
            streak_since: now,
            progress: Progress::default(),
            said_at: now,
            stopped_read: None,
            targets_read: None,
            look_at_stopped: false,
            event_cause_at: None,
            running: None,
            asked_for_running: false,
            asked_for_deployment: false,
            confirmed: false,
            all_running_since: None,
            now_aws: None,
            target_groups: Vec::new(),
            read_failures: 0,
            rollback_said: false,
            healthy_said: false,
        }
    }

    /// Remembers the service deployment that was current before ours: it is not ours.
    pub(super) fn not_before(&mut self, arn: Option<ServiceDeploymentArn>) {
        self.not_before = arn;
    }

    /// Binds the watch to a service deployment.
    pub(super) fn bind_service_deployment(&mut self, arn: Option<ServiceDeploymentArn>) {
        self.service_deployment = arn;
    }

    pub(super) fn step(
        &mut self,
        plan: &ServicePlan,
        input: Input,
        now: Duration,
        events: &mut Vec<EventKind>,
    ) -> Next {
        match input {
            Input::Observed(reading) => {
                self.read_failures = 0;
                self.absorb(&reading, now, events);
                self.go_on(plan, now, events)
            }
            Input::LogRead(tail) => {
                self.causes.take_log(tail);
                self.go_on(plan, now, events)
            }
            Input::ObserveFailed { error } => self.unreadable(plan, error, now, events),
            // No write is under way while watching; an answer to one changes nothing.
            Input::Begin
            | Input::Registered { .. }
            | Input::RevisionSearched(_)
            | Input::Updated(_)
            | Input::Refused { .. }
            | Input::AnswerLost { .. }
            | Input::Cancelled => self.observe(plan, now),
        }
    }

    fn deadline(&self, plan: &ServicePlan) -> Duration {
        self.started + plan.limits.timeout
    }

    fn unreadable(
        &mut self,
        plan: &ServicePlan,
        error: Foreign,
        now: Duration,
        events: &mut Vec<EventKind>,
    ) -> Next {
        self.read_failures += 1;
        if now >= self.deadline(plan) {
            let failure = self.causes.any().then(|| self.causes.failure(None));
            return Next::Finish(Verdict::Unknown {
                why: Unknown::Unobservable { error },
                failure,
            });
        }
        if self.read_failures.is_power_of_two() {
            self.said_at = now;
            events.push(EventKind::ObservationFailed { error });
        }
        let Next::Observe { after, look } = self.observe(plan, now) else {
            return self.observe(plan, now);
        };
        let backoff = Duration::from_secs(u64::from(self.read_failures.min(7)) * 2);
        let left = self
            .deadline(plan)
            .saturating_sub(now)
            .max(Duration::from_millis(200));
        Next::Observe {
            after: after.max(backoff).min(left),
            look,
        }
    }

    fn waiting_for(&self) -> Sentence {
        let Progress {
            desired,
            running,
            old,
            ..
        } = self.progress;
        match &self.assessment {
            Assessment::NotSeenYet => Sentence::own("ECS to show the new deployment"),
            Assessment::Succeeded { .. } => {
                Sentence::own("every new task to have lived for the soak time")
            }
            Assessment::PlatformRollingBack { .. } => Sentence::own("ECS to finish its rollback"),
            Assessment::Progressing if running < desired => Sentence::own(format!(
                "{} more of {desired} new tasks to run",
                desired - running
            )),
            Assessment::Progressing if old > 0 => {
                Sentence::own(format!("{old} old tasks to drain and stop"))
            }
            Assessment::Progressing
            | Assessment::Failed { .. }
            | Assessment::RolledBack { .. }
            | Assessment::RollbackFailed { .. }
            | Assessment::Superseded { .. }
            | Assessment::ServiceGone => Sentence::own("ECS to call the deployment complete"),
        }
    }

    /// Says what a run that is cancelled now leaves behind.
    pub(super) fn cancelled(&self, plan: &ServicePlan) -> Verdict {
        let ours = self.ours.revision.short();
        let left = Sentence::own("service ")
            .code(&plan.service)
            .then(" goes on rolling out ")
            .code(ours)
            .then(format!(
                ": {} of {} new tasks run",
                self.progress.running, self.progress.desired
            ));
        let mut hints = vec![Sentence::own(
            "run the same command again to follow it to its end",
        )];
        hints.extend(decide::go_back(plan, ours));
        Verdict::Cancelled { left, hints }
    }
}
