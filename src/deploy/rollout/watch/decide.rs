//! Says what is new, and decides whether enough has been seen.

use super::{Course, Living, Registrant, Watch};
use crate::cause::CauseKind;
use crate::diagnosis;
use crate::event::EventKind;
use crate::foreign::{Foreign, Sentence};
use crate::observation::CircuitBreaker;
use crate::plan::{OnFailure, ServicePlan};
use crate::rollout::assessment::Assessment;
use crate::rollout::back::Doomed;
use crate::rollout::pace::HEARTBEAT;
use crate::rollout::{Act, Next};
use crate::verdict::{RolledBackBy, Unknown, Verdict};
use std::time::Duration;

/// Readings in a row that must agree before a state is believed that a stale answer could imitate.
const AGREEING: u32 = 3;
/// How long old readings may go on coming after a change that was seen: a rollback that nothing but
/// `deployments[]` shows looks like the time before the deployment.
pub(in crate::rollout) const STALE: Duration = Duration::from_secs(30);
/// How long the stopped tasks of a deployment that ECS gave up may be missing from the list.
const LISTING_LAGS: Duration = Duration::from_secs(20);
/// Between two looks for them.
const LOOK_EVERY: Duration = Duration::from_secs(2);
/// How long to wait for a task to explain what an event says.
const EVENT_GRACE: Duration = Duration::from_secs(12);
/// How long ECS may take to begin a rollback that it is configured to make.
const ROLLBACK_GRACE: Duration = Duration::from_mins(1);

impl Watch {
    /// Says what is new and decides, once everything that was asked for is in.
    pub(super) fn go_on(
        &mut self,
        plan: &ServicePlan,
        now: Duration,
        events: &mut Vec<EventKind>,
    ) -> Course {
        if let Some(log) = self.causes.log_wanted() {
            return Course::On(Next::Act(log));
        }
        if self.causes.only_by_event()
            && !self.look_at_stopped
            && self
                .event_cause_at
                .is_some_and(|at| now.saturating_sub(at) >= EVENT_GRACE)
            && self.progress.running < self.progress.desired
        {
            self.causes.trust_events(plan.definition.as_deref());
        }
        if self.progress.pending + self.progress.running == 0
            && let Some(now) = self.now_aws
        {
            self.causes.settle(now);
        }
        if self.ends() {
            self.causes.define_events(plan.definition.as_deref());
        }
        // A cause that an event names is usually explained better by a task a moment later.
        if !self.look_at_stopped || self.causes.fatal() {
            for (cause, evidence, fatal) in self.causes.unsaid(self.name_may_come()) {
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

    pub(super) fn decide(
        &mut self,
        plan: &ServicePlan,
        now: Duration,
        events: &mut Vec<EventKind>,
    ) -> Course {
        if self.look_at_stopped {
            return self.wait(plan, now, events);
        }
        match self.assessment.clone() {
            Assessment::NotSeenYet => self.wait(plan, now, events),
            Assessment::Progressing if self.causes.fatal() && !self.name_may_come() => {
                self.doomed_under_way(plan, now, events)
            }
            Assessment::Progressing => self.wait(plan, now, events),
            Assessment::Succeeded { confirmed } => self.prove(plan, confirmed, now, events),
            Assessment::Failed { reason } => {
                let may_go_back = self.platform_goes_back(plan)
                    && now.saturating_sub(self.streak_since) < ROLLBACK_GRACE;
                if may_go_back || self.unexplained(reason.as_ref(), now) {
                    self.wait(plan, now, events)
                } else {
                    self.ended_badly(plan, reason)
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
                let believed = confirmed || self.shown_for_long(now);
                if believed && !self.unexplained(reason.as_ref(), now) {
                    finish(Verdict::RolledBack {
                        by: self.rolled_back_by(reason.as_ref()),
                        failure: self.causes.failure(reason),
                        to,
                    })
                } else {
                    self.wait(plan, now, events)
                }
            }
            Assessment::RollbackFailed { reason } => {
                if self.unexplained(reason.as_ref(), now) {
                    return self.wait(plan, now, events);
                }
                finish(Verdict::RollbackFailed {
                    failure: self.causes.failure(None),
                    reason,
                })
            }
            Assessment::Superseded { by, revision } => match (&self.registrant, &revision) {
                (Registrant::NotAsked, Some(revision)) => {
                    Course::On(Next::Act(Act::ReadRegistrant {
                        revision: revision.clone(),
                    }))
                }
                (Registrant::Read(registered_by), _) => finish(Verdict::Superseded {
                    by,
                    registered_by: registered_by.clone(),
                    revision,
                }),
                (Registrant::NotAsked, None) => finish(Verdict::Superseded {
                    by,
                    registered_by: None,
                    revision,
                }),
            },
            Assessment::ServiceGone if self.streak >= AGREEING => finish(Verdict::Unknown {
                why: Unknown::ServiceGone,
                failure: None,
            }),
            Assessment::ServiceGone => self.wait(plan, now, events),
        }
    }

    /// The deployment is under way and cannot succeed: the stage's `on-failure` says what comes.
    fn doomed_under_way(
        &mut self,
        plan: &ServicePlan,
        now: Duration,
        events: &mut Vec<EventKind>,
    ) -> Course {
        match plan.on_failure {
            OnFailure::Rollback => self.back(None, false),
            OnFailure::StopWaiting => self.failed(plan, None),
            OnFailure::KeepWaiting => self.wait(plan, now, events),
        }
    }

    /// ECS has ended the deployment, and it is no success.
    fn ended_badly(&self, plan: &ServicePlan, reason: Option<Foreign>) -> Course {
        match plan.on_failure {
            OnFailure::Rollback => self.back(reason, true),
            OnFailure::StopWaiting | OnFailure::KeepWaiting => self.failed(plan, reason),
        }
    }

    fn back(&self, reason: Option<Foreign>, ended: bool) -> Course {
        Course::Back(Box::new(Doomed {
            failure: self.causes.failure(reason),
            ours: self.ours.clone(),
            service_deployment: self.service_deployment.clone(),
            ended,
            by: RolledBackBy::Foghorn,
            deployments: self.deployments.clone(),
        }))
    }

    /// Says who had our deployment roll back; not this run.
    fn rolled_back_by(&self, reason: Option<&Foreign>) -> RolledBackBy {
        match rolled_back_by(reason) {
            RolledBackBy::Ecs if self.causes.alarmed() => RolledBackBy::Alarm,
            RolledBackBy::Ecs if self.rollback_requested => RolledBackBy::Person,
            by => by,
        }
    }

    /// Whether ECS ends a failing deployment by itself and goes back.
    pub(super) fn platform_goes_back(&self, plan: &ServicePlan) -> bool {
        let already_complete = matches!(self.assessment, Assessment::Succeeded { .. });
        let by_itself =
            [plan.circuit_breaker, plan.alarms].contains(&CircuitBreaker::OnWithRollback);
        by_itself && !already_complete
    }

    /// Whether readings agree, and for longer than old ones can go on coming.
    fn shown_for_long(&self, now: Duration) -> bool {
        self.streak >= AGREEING && now.saturating_sub(self.streak_since) >= STALE
    }

    /// Whether an alarm fired, and the service deployment may still tell which: readings of it can
    /// be older than the event that tells of the alarm.
    pub(super) fn name_may_come(&self) -> bool {
        let readable = self.service_deployment.is_some() && self.deployment_missed < AGREEING;
        let told_at = self.causes.alarm_without_name();
        let lately = told_at.zip(self.now_aws);
        readable && lately.is_some_and(|(told_at, now)| now.since(told_at) < STALE)
    }

    /// Whether the name of what is known is to come, or no cause is known, and the stopped tasks have
    /// not been read since the end came, or not for long enough where tasks must have failed. Has
    /// the next readings bring them.
    pub(super) fn unexplained(&mut self, reason: Option<&Foreign>, now: Duration) -> bool {
        if self.name_may_come() {
            return true;
        }
        if self.causes.explained() {
            return false;
        }
        let read = self.stopped_read.filter(|at| *at >= self.streak_since);
        let tasks_failed = rolled_back_by(reason) == RolledBackBy::CircuitBreaker;
        let may_still_come = tasks_failed && now.saturating_sub(self.streak_since) < LISTING_LAGS;
        self.look_at_stopped |= match read {
            None => true,
            Some(at) => may_still_come && now.saturating_sub(at) >= LOOK_EVERY,
        };
        read.is_none() || may_still_come
    }

    pub(super) fn failed(&self, plan: &ServicePlan, reason: Option<Foreign>) -> Course {
        finish(Verdict::Failed {
            failure: self.causes.failure(reason),
            hints: self.ways_out(plan),
        })
    }

    /// ECS calls the deployment complete; it is proven once every task of ours has lived long enough.
    pub(super) fn prove(
        &mut self,
        plan: &ServicePlan,
        confirmed: bool,
        now: Duration,
        events: &mut Vec<EventKind>,
    ) -> Course {
        if self.causes.fatal() && self.progress.running < self.progress.desired {
            return self.ended_badly(plan, None);
        }
        if !confirmed && self.service_deployment.is_some() && self.streak < AGREEING {
            return self.wait(plan, now, events);
        }
        if self.progress.desired == 0 {
            return finish(Verdict::Idle {
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
            return finish(Verdict::Deployed {
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

    pub(super) fn soak_left(&self, plan: &ServicePlan, living: Living) -> Duration {
        match (living.youngest, self.now_aws) {
            (Some(started), Some(now)) => plan.limits.soak.saturating_sub(now.since(started)),
            // RUNNING without `startedAt` is not something AWS does; the soak then rests on the next reading.
            (None, _) | (_, None) => plan.limits.soak,
        }
    }

    /// Reads again later, or gives up if the time is over: this reading was the last look.
    pub(super) fn wait(
        &mut self,
        plan: &ServicePlan,
        now: Duration,
        events: &mut Vec<EventKind>,
    ) -> Course {
        if now >= self.deadline(plan) {
            return self.out_of_time(plan);
        }
        if now.saturating_sub(self.said_at) >= HEARTBEAT {
            self.said_at = now;
            events.push(EventKind::Waited {
                progress: self.progress,
                waiting_for: self.waiting_for(),
            });
        }
        Course::On(self.observe(plan, now))
    }

    pub(super) fn out_of_time(&self, plan: &ServicePlan) -> Course {
        let failure = self.causes.failure(None);
        let going_back = matches!(self.assessment, Assessment::PlatformRollingBack { .. });
        if self.causes.fatal() && !going_back {
            let hints = self.ways_out(plan);
            return finish(Verdict::Failed { failure, hints });
        }
        finish(Verdict::Unknown {
            why: Unknown::Timeout {
                waiting_for: self.waiting_for(),
            },
            failure: self.causes.any().then_some(failure),
        })
    }

    /// Says what ECS does with a deployment that is given up here, and how to go back.
    fn ways_out(&self, plan: &ServicePlan) -> Vec<Sentence> {
        let ours = self.ours.revision.short();
        let doing = match &self.assessment {
            Assessment::Failed { .. } => "ECS starts no more tasks of ",
            Assessment::Succeeded { .. } => {
                "ECS calls this deployment complete and goes on starting tasks of "
            }
            Assessment::NotSeenYet
            | Assessment::Progressing
            | Assessment::PlatformRollingBack { .. }
            | Assessment::RolledBack { .. }
            | Assessment::RollbackFailed { .. }
            | Assessment::Superseded { .. }
            | Assessment::ServiceGone => "ECS goes on trying to start tasks of ",
        };
        let mut hints = vec![Sentence::own(doing).code(ours)];
        hints.extend(go_back(plan, ours));
        hints
    }
}

/// Returns how to bring back the revision that was there before, if there was another.
pub(super) fn go_back(plan: &ServicePlan, ours: &str) -> Option<Sentence> {
    let before = plan
        .current
        .as_ref()
        .filter(|before| before.short() != ours)?;
    let (cluster, service) = (&plan.cluster, &plan.service);
    Some(Sentence::own("go back with ").code(format!(
        "aws ecs update-service --cluster {cluster} --service {service} --task-definition {}",
        before.short()
    )))
}

fn finish(verdict: Verdict) -> Course {
    Course::On(Next::Finish(verdict))
}

/// Says who had a deployment roll back, as far as ECS's own words tell.
pub(in crate::rollout) fn rolled_back_by(reason: Option<&Foreign>) -> RolledBackBy {
    match reason
        .and_then(diagnosis::deployment_reason)
        .map(|c| c.kind)
    {
        Some(CauseKind::CircuitBreakerTripped) => RolledBackBy::CircuitBreaker,
        Some(CauseKind::AlarmTriggered) => RolledBackBy::Alarm,
        Some(CauseKind::LifecycleHookFailed) => RolledBackBy::LifecycleHook,
        Some(CauseKind::StoppedByUser) => RolledBackBy::Person,
        Some(_) | None => RolledBackBy::Ecs,
    }
}
