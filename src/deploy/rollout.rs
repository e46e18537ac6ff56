//! The deployment of one service, as a state machine without clock or I/O.
//!
//! Inputs are receipts, readings, failures and cancellation; outputs are events and the one next
//! thing to do. It owns what is remembered between readings; what a single reading means is
//! [`assessment`]'s, and what a text of AWS's means is [`crate::diagnosis`]'s.

pub mod assessment;
mod back;
mod cancelled;
mod causes;
mod pace;
mod start;
#[cfg(test)]
mod tests;
mod watch;

use crate::cause::LogTail;
use crate::event::EventKind;
use crate::foreign::{Foreign, Sentence};
use crate::name::{DeploymentId, RevisionArn, ServiceDeploymentArn};
use crate::observation::{Observation, Service};
use crate::plan::ServicePlan;
use crate::verdict::Verdict;
use back::{Back, Doomed};
use cancelled::Leaving;
use start::Start;
use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;
use watch::{Course, Watch};

/// What a rollout is told.
#[derive(Debug, Clone)]
pub enum Input {
    /// The rollout may begin.
    Begin,
    /// RegisterTaskDefinition answered.
    Registered {
        /// The new revision.
        revision: RevisionArn,
        /// Paths that AWS did not echo back.
        not_echoed: Vec<String>,
    },
    /// Whether a revision equal to ours exists, after the answer of RegisterTaskDefinition was lost.
    RevisionSearched(Option<RevisionArn>),
    /// UpdateService answered with the service.
    Updated(Box<Service>),
    /// A write was refused: AWS said no, and nothing was changed.
    Refused {
        /// The error, with what to do about it.
        error: Foreign,
        /// What to do about it.
        hints: Vec<Sentence>,
    },
    /// The answer of a write was lost: it may or may not have been carried out.
    AnswerLost {
        /// The error.
        error: Foreign,
    },
    /// A reading.
    Observed(Box<Observation>),
    /// A reading failed.
    ObserveFailed {
        /// The error.
        error: Foreign,
        /// What to do about it.
        hints: Vec<Sentence>,
        /// Whether trying again can help. Credentials that expired and cannot be renewed do not.
        may_heal: bool,
    },
    /// The end of a log was read, or could not be.
    LogRead(Option<LogTail>),
    /// StopServiceDeployment was accepted: ECS goes back by itself.
    StopAccepted,
    /// Who registered a revision was read, or could not be.
    RegistrantRead(Option<Foreign>),
    /// The run is being cancelled.
    Cancelled,
}

/// What a rollout wants next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Next {
    /// Carry this out and report back.
    Act(Act),
    /// Read the service after this time, on the run's clock.
    Observe {
        /// How long to wait first.
        after: Duration,
        /// What to read besides the service.
        look: Look,
    },
    /// It is over.
    Finish(Verdict),
}

/// A single call that a rollout wants made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Act {
    /// RegisterTaskDefinition with the plan's document.
    Register,
    /// Look for a revision equal to the plan's document.
    SearchRevision,
    /// UpdateService.
    Update {
        /// The revision to go to.
        revision: RevisionArn,
        /// `forceNewDeployment`.
        force: bool,
    },
    /// StopServiceDeployment with ROLLBACK.
    StopDeployment {
        /// What to stop.
        service_deployment: ServiceDeploymentArn,
    },
    /// Read who registered a revision.
    ReadRegistrant {
        /// The revision.
        revision: RevisionArn,
    },
    /// Read the end of a container's log.
    ReadLog {
        /// The task.
        task: String,
        /// The container.
        container: String,
        /// Whether its last lines may still be on their way: it ended by itself a moment ago.
        fresh: bool,
    },
}

/// What to read besides the service itself.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Look {
    /// Stopped tasks of the service, but for those with these ids: nothing changes about them.
    pub stopped_tasks: Option<Arc<HashSet<String>>>,
    /// Running tasks of the service.
    pub running_tasks: bool,
    /// Health of these target groups' targets.
    pub targets: Vec<String>,
    /// This service deployment.
    pub service_deployment: Option<ServiceDeploymentArn>,
}

/// What a step brought.
#[derive(Debug)]
pub struct Step {
    /// What happened, in order.
    pub events: Vec<EventKind>,
    /// What to do next.
    pub next: Next,
}

/// What was there before this run changed anything: needed to tell our deployment from the last one.
#[derive(Debug, Clone, Default)]
pub struct Before {
    /// Every deployment, the PRIMARY one and those that are being replaced.
    pub deployments: Vec<DeploymentId>,
    /// The service deployment that was current.
    pub service_deployment: Option<ServiceDeploymentArn>,
}

impl Before {
    /// Takes it from a service that was just read.
    pub fn of(service: &Service) -> Self {
        Self {
            deployments: service.deployments.iter().map(|d| d.id.clone()).collect(),
            service_deployment: service.current_service_deployment.clone(),
        }
    }
}

/// The deployment of one service.
#[derive(Debug)]
pub struct Rollout {
    plan: ServicePlan,
    before: Before,
    phase: Phase,
}

#[derive(Debug)]
enum Phase {
    Starting(Start),
    /// What was deployed is to be undone.
    Undoing(Box<Doomed>),
    Watching(Box<Watch>),
    GoingBack(Box<Back>),
    Leaving(Leaving),
    Done(Verdict),
}

impl Rollout {
    /// Makes a rollout that will carry out this plan.
    pub fn new(plan: ServicePlan, before: Before) -> Self {
        Self {
            plan,
            before,
            phase: Phase::Starting(Start::default()),
        }
    }

    /// Makes a rollout that undoes what a plan has deployed: the service goes to the plan's
    /// fallback. `None` if the service, read anew, does not ask for this revision any more.
    pub fn undo(
        plan: ServicePlan,
        service: &Service,
        revision: &RevisionArn,
        why: Foreign,
    ) -> Option<Self> {
        let doomed = Doomed::undone(service, revision, why)?;
        Some(Self {
            before: Before::of(service),
            plan,
            phase: Phase::Undoing(Box::new(doomed)),
        })
    }

    /// The plan it carries out.
    pub fn plan(&self) -> &ServicePlan {
        &self.plan
    }

    /// Takes one input at `now`, a duration since the run began, and says what comes next.
    ///
    /// After [`Next::Finish`] every further input gets the same verdict again and no event.
    pub fn step(&mut self, input: Input, now: Duration) -> Step {
        let mut events = Vec::new();
        let next = match (&mut self.phase, input) {
            (Phase::Done(verdict), _) => Next::Finish(verdict.clone()),
            (Phase::Leaving(leaving), input) => leaving.step(input),
            (_, Input::Cancelled) => self.cancel(),
            (Phase::Starting(start), input) => {
                match start.step(&self.plan, &self.before, input, now, &mut events) {
                    start::Outcome::Next(next) => next,
                    start::Outcome::Watch(watch, first) => {
                        self.phase = Phase::Watching(watch);
                        first
                    }
                }
            }
            (Phase::Undoing(doomed), _) => {
                let doomed = Doomed::clone(doomed);
                let (back, next) = Back::begin(doomed, &self.plan, now, &mut events);
                self.phase = Phase::GoingBack(Box::new(back));
                next
            }
            (Phase::Watching(watch), input) => {
                match watch.step(&self.plan, input, now, &mut events) {
                    Course::On(next) => next,
                    Course::Back(doomed) => {
                        let (back, next) = Back::begin(*doomed, &self.plan, now, &mut events);
                        self.phase = Phase::GoingBack(Box::new(back));
                        next
                    }
                }
            }
            (Phase::GoingBack(back), input) => back.step(&self.plan, input, now, &mut events),
        };
        if let Next::Finish(verdict) = &next {
            self.phase = Phase::Done(verdict.clone());
        }
        Step { events, next }
    }

    /// Ends the rollout early, by the stage's `on-cancel`.
    fn cancel(&mut self) -> Next {
        match &self.phase {
            Phase::Starting(start) => Next::Finish(Verdict::Cancelled {
                left: start.left(&self.plan),
                hints: vec![],
            }),
            Phase::Watching(watch) => {
                let (next, leaving) = watch.cancel(&self.plan);
                if let Some(leaving) = leaving {
                    self.phase = Phase::Leaving(leaving);
                }
                next
            }
            Phase::Undoing(doomed) => Next::Finish(Verdict::Cancelled {
                left: Sentence::own("service ")
                    .code(&self.plan.service)
                    .then(" stays with ")
                    .code(doomed.ours.revision.short()),
                hints: vec![],
            }),
            Phase::GoingBack(back) => Next::Finish(back.cancelled(&self.plan)),
            Phase::Leaving(leaving) => Next::Finish(leaving.unanswered()),
            Phase::Done(verdict) => Next::Finish(verdict.clone()),
        }
    }
}
