//! Watching our deployment until there is a verdict.
//!
//! Owns what is remembered between readings, and when enough has been seen: success is the later
//! of ECS's word and the soak; a failure is believed at once when no retry can cure it.

mod absorb;
mod decide;
mod schedule;
mod shift;

use super::assessment::{Assessment, Ours};
use super::back::Doomed;
use super::cancelled::Leaving;
use super::causes::Causes;
use super::{Input, Next};
use crate::event::{EventKind, Progress};
use crate::foreign::{Foreign, Sentence};
use crate::name::{DeploymentId, RevisionArn, ServiceDeploymentArn};
use crate::plan::{OnCancel, ServicePlan};
use crate::time::AwsTime;
use crate::verdict::{Unknown, Verdict};
pub(super) use decide::{STALE, rolled_back_by};
use shift::Shift;
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
    /// When the counts of tasks were last seen to change.
    changed_at: Duration,
    said_at: Duration,
    stopped_read: Option<Duration>,
    targets_read: Option<Duration>,
    look_at_stopped: bool,
    event_cause_at: Option<Duration>,
    running: Option<Living>,
    asked_for_running: bool,
    /// Whether the last reading was to bring the service deployment, too.
    asked_for_deployment: bool,
    /// How many readings in a row did not bring it: reading it may be forbidden.
    deployment_missed: u32,
    /// The service deployment was SUCCESSFUL, which is an end state: it need not be read again.
    confirmed: bool,
    /// Since when all tasks of ours run.
    all_running_since: Option<Duration>,
    now_aws: Option<AwsTime>,
    target_groups: Vec<String>,
    /// Every deployment of the service, as read last.
    deployments: Vec<DeploymentId>,
    read_failures: u32,
    rollback_said: bool,
    healthy_said: bool,
    /// Somebody asked for the rollback: ROLLBACK_REQUESTED was seen.
    rollback_requested: bool,
    /// The count of tasks that the service wants, as said last.
    desired: Option<u32>,
    shift: Shift,
    /// Who registered the revision of the deployment that took the place of ours, once asked for.
    registrant: Registrant,
}

/// Who registered a revision.
#[derive(Debug)]
enum Registrant {
    /// Nobody has asked.
    NotAsked,
    /// The answer; `None` if it could not be read.
    Read(Option<Foreign>),
}

/// What a watch comes to.
#[derive(Debug)]
pub(super) enum Course {
    /// It goes on, or is over.
    On(Next),
    /// The deployment cannot succeed, and the service is to go back.
    Back(Box<Doomed>),
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
        Self {
            ours: Ours {
                id,
                revision,
                created_at,
                // The answer to UpdateService is no reading: those may lag behind it for a while.
                seen: false,
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
            changed_at: now,
            said_at: now,
            stopped_read: None,
            targets_read: None,
            look_at_stopped: false,
            event_cause_at: None,
            running: None,
            asked_for_running: false,
            asked_for_deployment: false,
            deployment_missed: 0,
            confirmed: false,
            all_running_since: None,
            now_aws: None,
            target_groups: Vec::new(),
            deployments: Vec::new(),
            read_failures: 0,
            rollback_said: false,
            healthy_said: false,
            rollback_requested: false,
            desired: None,
            shift: Shift::default(),
            registrant: Registrant::NotAsked,
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
    ) -> Course {
        match input {
            Input::Observed(reading) => {
                self.read_failures = 0;
                self.absorb(plan, &reading, now, events);
                self.go_on(plan, now, events)
            }
            Input::LogRead(tail) => {
                self.causes.take_log(tail);
                self.go_on(plan, now, events)
            }
            Input::RegistrantRead(registrant) => {
                self.registrant = Registrant::Read(registrant);
                self.go_on(plan, now, events)
            }
            Input::ObserveFailed {
                error,
                hints,
                may_heal,
            } => Course::On(self.unreadable(plan, (error, hints, may_heal), now, events)),
            // No write is under way while watching; an answer to one changes nothing.
            Input::Begin
            | Input::Registered { .. }
            | Input::RevisionSearched(_)
            | Input::Updated(_)
            | Input::Refused { .. }
            | Input::AnswerLost { .. }
            | Input::StopAccepted
            | Input::Cancelled => Course::On(self.observe(plan, now)),
        }
    }

    fn deadline(&self, plan: &ServicePlan) -> Duration {
        self.started + plan.limits.timeout
    }

    fn unreadable(
        &mut self,
        plan: &ServicePlan,
        (error, hints, may_heal): (Foreign, Vec<Sentence>, bool),
        now: Duration,
        events: &mut Vec<EventKind>,
    ) -> Next {
        self.read_failures += 1;
        if now >= self.deadline(plan) || !may_heal {
            let failure = self.causes.any().then(|| self.causes.failure(None));
            return Next::Finish(Verdict::Unknown {
                why: Unknown::Unobservable { error, hints },
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
        if let (Assessment::Progressing, Some(what)) = (&self.assessment, self.shift.waiting_for())
        {
            return what;
        }
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

    /// Ends the watch early: the deployment goes on, or ECS is told to roll it back.
    pub(super) fn cancel(&self, plan: &ServicePlan) -> (Next, Option<Leaving>) {
        let goes_on = self.cancelled(plan);
        let stoppable = match &self.assessment {
            Assessment::NotSeenYet | Assessment::Progressing => true,
            Assessment::Succeeded { .. }
            | Assessment::Failed { .. }
            | Assessment::PlatformRollingBack { .. }
            | Assessment::RolledBack { .. }
            | Assessment::RollbackFailed { .. }
            | Assessment::Superseded { .. }
            | Assessment::ServiceGone => false,
        };
        let ask = match plan.on_cancel {
            OnCancel::Rollback if stoppable => Leaving::begin(
                plan,
                self.service_deployment.clone(),
                &self.ours.revision,
                goes_on.clone(),
            ),
            OnCancel::Rollback | OnCancel::Leave => None,
        };
        match ask {
            Some((leaving, act)) => (Next::Act(act), Some(leaving)),
            None => (Next::Finish(goes_on), None),
        }
    }

    /// Says what a run that is cancelled now leaves behind.
    fn cancelled(&self, plan: &ServicePlan) -> Verdict {
        let ours = self.ours.revision.short();
        let service = Sentence::own("service ").code(&plan.service);
        let left = match &self.assessment {
            Assessment::PlatformRollingBack { .. } => service
                .then(" is being rolled back by ECS from ")
                .code(ours),
            Assessment::NotSeenYet
            | Assessment::Progressing
            | Assessment::Succeeded { .. }
            | Assessment::Failed { .. }
            | Assessment::RolledBack { .. }
            | Assessment::RollbackFailed { .. }
            | Assessment::Superseded { .. }
            | Assessment::ServiceGone => {
                service
                    .then(" goes on rolling out ")
                    .code(ours)
                    .then(format!(
                        ": {} of {} new tasks run",
                        self.progress.running, self.progress.desired
                    ))
            }
        };
        let mut hints = vec![Sentence::own(
            "run the same command again to follow it to its end",
        )];
        hints.extend(decide::go_back(plan, ours));
        Verdict::Cancelled { left, hints }
    }
}
