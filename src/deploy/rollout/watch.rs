//! Watching our deployment until there is a verdict.
//!
//! Owns what is remembered between readings, and when enough has been seen: success is the later
//! of ECS's word and the soak; a failure is believed at once when no retry can cure it.

use super::assessment::{Assessment, Ours, assess};
use super::causes::Causes;
use super::pace::{HEARTBEAT, Pace, STOPPED_TASKS_EVERY};
use super::{Act, Input, Look, Next};
use crate::diagnosis::{self, EventReading};
use crate::event::{EventKind, Progress};
use crate::foreign::{Foreign, Sentence};
use crate::name::{DeploymentId, RevisionArn, ServiceDeploymentArn};
use crate::observation::{CircuitBreaker, Observation, Service, Task};
use crate::plan::ServicePlan;
use crate::time::AwsTime;
use crate::verdict::{Unknown, Verdict};
use std::collections::HashSet;
use std::time::Duration;

/// Readings in a row that must agree before a state is believed that a stale answer could imitate.
const AGREEING: u32 = 3;
/// How long to wait for a task to explain what an event says.
const EVENT_GRACE: Duration = Duration::from_secs(12);
/// How long ECS may take to begin a rollback that it is configured to make.
const ROLLBACK_GRACE: Duration = Duration::from_mins(1);
/// A target group is read this often while tasks of ours run behind it and the deployment is not done.
const TARGETS_EVERY: Duration = Duration::from_secs(10);

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

    /// Takes in a reading: what it says, and what it adds to what is remembered.
    fn absorb(&mut self, reading: &Observation, now: Duration, events: &mut Vec<EventKind>) {
        self.now_aws = Some(reading.at);
        if let Some(service) = &reading.service {
            self.absorb_service(service, reading.at, now, events);
        }
        if let Some(tasks) = &reading.tasks {
            self.causes.take_tasks(&self.ours.id, tasks);
            self.absorb_running(tasks, reading.at);
            if self.look_at_stopped {
                self.look_at_stopped = false;
                self.stopped_read = Some(now);
            }
        }
        if let Some(targets) = &reading.targets {
            self.targets_read = Some(now);
            self.causes.take_targets(targets);
        }
        let assessment = assess(&self.ours, reading);
        if std::mem::discriminant(&assessment) == std::mem::discriminant(&self.assessment) {
            self.streak += 1;
        } else {
            self.streak = 1;
            self.streak_since = now;
        }
        self.assessment = assessment;
    }

    fn absorb_service(
        &mut self,
        service: &Service,
        at: AwsTime,
        now: Duration,
        events: &mut Vec<EventKind>,
    ) {
        self.target_groups = service
            .load_balancers
            .iter()
            .filter_map(|lb| lb.target_group.clone())
            .collect();
        if let Some(entry) = service.deployment(&self.ours.id) {
            self.ours.seen = true;
            self.ours.created_at = self.ours.created_at.or(entry.created_at);
            let is_primary = service.primary().is_some_and(|p| p.id == self.ours.id);
            if is_primary && self.service_deployment.is_none() {
                self.service_deployment = service
                    .current_service_deployment
                    .clone()
                    .filter(|arn| self.not_before.as_ref() != Some(arn));
            }
            let progress = Progress {
                desired: entry.desired.max(service.desired),
                pending: entry.pending,
                running: entry.running,
                failed: entry.failed,
                old: others(service, &self.ours.id),
            };
            if progress != self.progress {
                let task_lost = progress.failed > self.progress.failed
                    || progress.running < self.progress.running
                    || progress.pending + progress.running
                        < self.progress.pending + self.progress.running;
                self.look_at_stopped |= task_lost;
                if progress.running != self.progress.running {
                    self.running = None;
                }
                self.progress = progress;
                self.said_at = now;
                events.push(EventKind::Progressed { progress });
            }
        }
        self.absorb_events(service, at, now, events);
    }

    /// Says events of the service that are not plain progress. Events are newest first.
    fn absorb_events(
        &mut self,
        service: &Service,
        at: AwsTime,
        now: Duration,
        events: &mut Vec<EventKind>,
    ) {
        let since = *self.ours.created_at.get_or_insert(at);
        for event in service.events.iter().rev().filter(|e| e.at >= since) {
            if !self.events_seen.insert(event.id.clone()) {
                continue;
            }
            match diagnosis::service_event(&event.message) {
                EventReading::Progress
                | EventReading::Steady
                | EventReading::DeploymentCompleted => {}
                EventReading::Note
                | EventReading::Unrecognised
                | EventReading::RollingBack { .. } => {
                    self.causes.note_event(&event.message);
                    self.said_at = now;
                    events.push(EventKind::ServiceEventSeen {
                        message: event.message.clone(),
                    });
                }
                EventReading::Failure(cause) => {
                    self.look_at_stopped = true;
                    self.event_cause_at.get_or_insert(now);
                    self.causes.take_event(cause, &event.message);
                    self.said_at = now;
                }
            }
        }
    }

    fn absorb_running(&mut self, tasks: &[Task], at: AwsTime) {
        let ours: Vec<&Task> = tasks
            .iter()
            .filter(|t| {
                t.started_by.as_deref() == Some(self.ours.id.as_str())
                    && t.last_status == "RUNNING"
                    && !t.stopping
            })
            .collect();
        let count = u32::try_from(ours.len()).unwrap_or(u32::MAX);
        if count > 0 {
            self.running = Some(Living {
                count,
                youngest: ours.iter().filter_map(|t| t.started_at).max(),
            });
        } else if self.asked_for_running && self.running.is_none() {
            // The tasks may not be listed (a permission is missing, or the listing lags): the
            // service's own count stands in, and the soak begins now.
            self.running = Some(Living {
                count: self.progress.running,
                youngest: Some(at),
            });
        }
    }

    /// Says what is new and decides, once everything that was asked for is in.
    fn go_on(&mut self, plan: &ServicePlan, now: Duration, events: &mut Vec<EventKind>) -> Next {
        if let Some((task, container)) = self.causes.log_wanted() {
            return Next::Act(Act::ReadLog { task, container });
        }
        if self.causes.only_by_event()
            && !self.look_at_stopped
            && self
                .event_cause_at
                .is_some_and(|at| now.saturating_sub(at) >= EVENT_GRACE)
            && self.progress.running < self.progress.desired
        {
            self.causes.trust_events();
        }
        // A cause that an event names is usually explained better by a task a moment later.
        if !self.look_at_stopped || self.causes.fatal() {
            for (cause, evidence, fatal) in self.causes.unsaid() {
                self.said_at = now;
                events.push(EventKind::CauseFound {
                    cause,
                    evidence,
                    fatal,
                });
            }
        }
        self.decide(plan, now, events)
    }

    fn decide(&mut self, plan: &ServicePlan, now: Duration, events: &mut Vec<EventKind>) -> Next {
        if self.look_at_stopped {
            return self.wait(plan, now, events);
        }
        match self.assessment.clone() {
            Assessment::NotSeenYet => self.wait(plan, now, events),
            Assessment::Progressing if self.causes.fatal() && !self.platform_goes_back(plan) => {
                self.failed(None)
            }
            Assessment::Progressing => self.wait(plan, now, events),
            Assessment::Succeeded { confirmed } => self.prove(plan, confirmed, now, events),
            Assessment::Failed { reason } => {
                let may_go_back = self.platform_goes_back(plan)
                    && now.saturating_sub(self.streak_since) < ROLLBACK_GRACE;
                if may_go_back || self.unexplained(now) {
                    self.wait(plan, now, events)
                } else {
                    self.failed(reason)
                }
            }
            Assessment::PlatformRollingBack { reason, to } => {
                let believed = self.streak >= AGREEING || self.service_deployment.is_some();
                if believed && !self.rollback_said {
                    self.rollback_said = true;
                    self.said_at = now;
                    events.push(EventKind::PlatformRollbackStarted { reason, to });
                }
                self.wait(plan, now, events)
            }
            Assessment::RolledBack {
                reason,
                to,
                confirmed,
            } => {
                if (confirmed || self.streak >= AGREEING) && !self.unexplained(now) {
                    Next::Finish(Verdict::RolledBack {
                        failure: self.causes.failure(reason),
                        to,
                    })
                } else {
                    self.wait(plan, now, events)
                }
            }
            Assessment::RollbackFailed { reason } => {
                if self.unexplained(now) {
                    return self.wait(plan, now, events);
                }
                Next::Finish(Verdict::RollbackFailed {
                    failure: self.causes.failure(None),
                    reason,
                })
            }
            Assessment::Superseded { by, revision } => {
                Next::Finish(Verdict::Superseded { by, revision })
            }
            Assessment::ServiceGone if self.streak >= AGREEING => Next::Finish(Verdict::Unknown {
                why: Unknown::ServiceGone,
                failure: None,
            }),
            Assessment::ServiceGone => self.wait(plan, now, events),
        }
    }

    /// Whether ECS ends a failing deployment by itself and goes back.
    fn platform_goes_back(&self, plan: &ServicePlan) -> bool {
        let already_complete = matches!(self.assessment, Assessment::Succeeded { .. });
        plan.circuit_breaker == CircuitBreaker::OnWithRollback && !already_complete
    }

    /// Whether no cause is known and the stopped tasks have not been read since the end came.
    /// Makes sure that the next reading brings them.
    fn unexplained(&mut self, _now: Duration) -> bool {
        let read_since = self.stopped_read.is_some_and(|at| at >= self.streak_since);
        let unexplained = !self.causes.any() && !read_since;
        self.look_at_stopped |= unexplained;
        unexplained
    }

    fn failed(&self, reason: Option<Foreign>) -> Next {
        Next::Finish(Verdict::Failed {
            failure: self.causes.failure(reason),
        })
    }

    /// ECS calls the deployment complete; it is proven once every task of ours has lived long enough.
    fn prove(
        &mut self,
        plan: &ServicePlan,
        confirmed: bool,
        now: Duration,
        events: &mut Vec<EventKind>,
    ) -> Next {
        if self.causes.fatal() && self.progress.running < self.progress.desired {
            return self.failed(None);
        }
        if !confirmed && self.service_deployment.is_some() && self.streak < AGREEING {
            return self.wait(plan, now, events);
        }
        if self.progress.desired == 0 {
            return Next::Finish(Verdict::Idle {
                revision: self.ours.revision.clone(),
            });
        }
        let Some(living) = self.running else {
            return self.wait(plan, now, events);
        };
        if living.count < self.progress.desired || self.progress.running < self.progress.desired {
            return self.wait(plan, now, events);
        }
        let left = self.soak_left(plan, living);
        if left.is_zero() {
            return Next::Finish(Verdict::Deployed {
                revision: self.ours.revision.clone(),
                running: living.count,
            });
        }
        if !self.healthy_said {
            self.healthy_said = true;
            self.said_at = now;
            events.push(EventKind::AllHealthy {
                running: living.count,
            });
        }
        self.wait(plan, now, events)
    }

    fn soak_left(&self, plan: &ServicePlan, living: Living) -> Duration {
        match (living.youngest, self.now_aws) {
            (Some(started), Some(now)) => plan.limits.soak.saturating_sub(now.since(started)),
            // RUNNING without `startedAt` is not something AWS does; the soak then rests on the next reading.
            (None, _) | (_, None) => plan.limits.soak,
        }
    }

    /// Reads again later, or gives up if the time is over: this reading was the last look.
    fn wait(&mut self, plan: &ServicePlan, now: Duration, events: &mut Vec<EventKind>) -> Next {
        if now >= self.deadline(plan) {
            return self.out_of_time();
        }
        if now.saturating_sub(self.said_at) >= HEARTBEAT {
            self.said_at = now;
            events.push(EventKind::Waited {
                progress: self.progress,
                waiting_for: self.waiting_for(),
            });
        }
        self.observe(plan, now)
    }

    fn out_of_time(&self) -> Next {
        let failure = self.causes.failure(None);
        if self.causes.fatal() {
            return Next::Finish(Verdict::Failed { failure });
        }
        Next::Finish(Verdict::Unknown {
            why: Unknown::Timeout {
                waiting_for: self.waiting_for(),
            },
            failure: self.causes.any().then_some(failure),
        })
    }

    fn observe(&mut self, plan: &ServicePlan, now: Duration) -> Next {
        let look = self.look(plan, now);
        let at_once = look.stopped_tasks && self.look_at_stopped
            || look.running_tasks && self.running.is_none();
        let after = if at_once && self.read_failures == 0 {
            Duration::ZERO
        } else {
            self.pace(plan, now)
        };
        let left = self
            .deadline(plan)
            .saturating_sub(now)
            .max(Duration::from_millis(200));
        Next::Observe {
            after: after.min(left),
            look,
        }
    }

    /// Says what the next reading should bring besides the service.
    fn look(&mut self, plan: &ServicePlan, now: Duration) -> Look {
        let all_running =
            self.progress.running >= self.progress.desired && self.progress.desired > 0;
        let done = matches!(self.assessment, Assessment::Succeeded { .. });
        let regular =
            self.stopped_read.unwrap_or(self.started) + STOPPED_TASKS_EVERY <= now && !all_running;
        self.look_at_stopped |= regular && self.ours.seen;
        let proving = done && all_running && (self.running.is_none() || self.soak_over(plan));
        self.asked_for_running = proving;
        let targets_due = self.progress.running > 0
            && !done
            && self
                .targets_read
                .is_none_or(|at| now.saturating_sub(at) >= TARGETS_EVERY);
        Look {
            stopped_tasks: self.look_at_stopped,
            running_tasks: proving,
            targets: if targets_due {
                self.target_groups.clone()
            } else {
                Vec::new()
            },
            service_deployment: if self.ends() {
                self.service_deployment.clone()
            } else {
                None
            },
        }
    }

    fn soak_over(&self, plan: &ServicePlan) -> bool {
        self.running
            .is_some_and(|living| self.soak_left(plan, living).is_zero())
    }

    /// Whether the last reading spoke of an end, which the service deployment has to confirm.
    fn ends(&self) -> bool {
        match &self.assessment {
            Assessment::NotSeenYet | Assessment::Progressing => false,
            Assessment::Succeeded { confirmed } => !confirmed,
            Assessment::Failed { .. }
            | Assessment::PlatformRollingBack { .. }
            | Assessment::RolledBack { .. }
            | Assessment::RollbackFailed { .. }
            | Assessment::Superseded { .. }
            | Assessment::ServiceGone => true,
        }
    }

    fn pace(&self, plan: &ServicePlan, now: Duration) -> Duration {
        let all_running =
            self.progress.running >= self.progress.desired && self.progress.desired > 0;
        let pace = Pace {
            age: now.saturating_sub(self.started),
            seen: self.ours.seen && self.assessment != Assessment::NotSeenYet,
            all_running,
            old_left: self.progress.old > 0,
            rolling_back: self.ends() && !matches!(self.assessment, Assessment::Succeeded { .. }),
        }
        .after();
        match (&self.assessment, self.running) {
            // Only the soak is left: its end is known.
            (Assessment::Succeeded { confirmed: true }, Some(living)) => self
                .soak_left(plan, living)
                .clamp(Duration::from_millis(200), Duration::from_secs(4)),
            _ => pace,
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
    pub(super) fn left(&self, plan: &ServicePlan) -> Sentence {
        Sentence::own("service ")
            .code(&plan.service)
            .then(" goes on rolling out ")
            .code(self.ours.revision.short())
            .then(format!(
                ": {} of {} new tasks run",
                self.progress.running, self.progress.desired
            ))
    }
}

/// Tasks of other deployments that run or start.
fn others(service: &Service, ours: &DeploymentId) -> u32 {
    service
        .deployments
        .iter()
        .filter(|d| d.id != *ours)
        .map(|d| d.running + d.pending)
        .sum()
}
