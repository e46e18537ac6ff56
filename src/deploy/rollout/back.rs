//! Going back: our deployment cannot succeed, and by the stage's policy the service is to run what
//! ran before.
//!
//! Owns the way back and its end. StopServiceDeployment comes first, since ECS then goes back to
//! exactly what was there; where the deployment has ended already, or may not be stopped, the last
//! successful revision is deployed, by a rollout of its own. At most one of each is ever accepted.

mod doomed;

pub(super) use doomed::Doomed;

use super::assessment::{Assessment, assess};
use super::pace::HEARTBEAT;
use super::watch::STALE;
use super::{Act, Before, Input, Look, Next, Rollout};
use crate::event::{EventKind, Progress, WayBack};
use crate::foreign::{Foreign, Sentence};
use crate::name::{DeploymentId, RevisionArn, ServiceDeploymentArn};
use crate::observation::{Observation, Service};
use crate::plan::{Change, OnFailure, ServicePlan};
use crate::verdict::{RolledBackBy, Unknown, Verdict};
use std::time::Duration;

/// How often StopServiceDeployment is sent when its answers keep getting lost. Asking twice does
/// no harm. Source: ECS developer guide, "Stopping service deployments".
const SENDS: u32 = 3;
/// Readings in a row that must agree before a state is believed that a stale answer could imitate.
const AGREEING: u32 = 3;
/// Between two readings.
const EVERY: Duration = Duration::from_secs(2);

/// A service on its way back.
#[derive(Debug)]
pub(super) struct Back {
    doomed: Doomed,
    began: Duration,
    said_at: Duration,
    way: Way,
    /// Every deployment that was read, so that one that goes back can be told from them.
    deployments: Vec<DeploymentId>,
    /// Counts of what the service goes back to.
    progress: Progress,
}

#[derive(Debug)]
enum Way {
    /// StopServiceDeployment is under way.
    Stopping { sends: u32 },
    /// ECS goes back, or did not take the request: readings tell.
    Following {
        accepted: bool,
        assessment: Assessment,
        streak: u32,
        /// Since when the readings agree.
        since: Duration,
        /// The service was shown to run the old revision again: nothing is to be done any more.
        back: bool,
    },
    /// UpdateService to the last successful revision.
    Redeploying {
        rollout: Box<Rollout>,
        to: RevisionArn,
        /// The last reading showed that revision, by a deployment that was there before.
        back: bool,
    },
}

impl Back {
    /// Begins to go back.
    pub(super) fn begin(
        doomed: Doomed,
        plan: &ServicePlan,
        now: Duration,
        events: &mut Vec<EventKind>,
    ) -> (Self, Next) {
        let mut back = Self {
            doomed,
            began: now,
            said_at: now,
            way: Way::Stopping { sends: 0 },
            deployments: Vec::new(),
            progress: Progress::default(),
        };
        back.deployments.append(&mut back.doomed.deployments);
        back.deployments.push(back.doomed.ours.id.clone());
        let next = match back.doomed.service_deployment.clone() {
            Some(arn) if !back.doomed.ended => {
                events.push(EventKind::RollbackRequested {
                    way: WayBack::StopServiceDeployment,
                    to: plan.fallback.clone(),
                });
                back.stop(arn)
            }
            Some(_) | None => back.redeploy(plan, now, events),
        };
        (back, next)
    }

    pub(super) fn step(
        &mut self,
        plan: &ServicePlan,
        input: Input,
        now: Duration,
        events: &mut Vec<EventKind>,
    ) -> Next {
        if self.was_back_already(&input) {
            return self.follow(false, true);
        }
        let shown = self.shows_a_known_one(&input);
        if let Way::Redeploying { rollout, to, back } = &mut self.way {
            *back = shown.unwrap_or(*back);
            let step = rollout.step(input, now);
            events.extend(step.events);
            return match step.next {
                // What UpdateService did is not known, but readings can still tell the end.
                Next::Finish(Verdict::Unknown {
                    why: Unknown::LostAnswer { .. },
                    ..
                }) if *back => self.follow(false, true),
                Next::Finish(verdict) => Next::Finish(self.doomed.after(verdict, to.clone())),
                next @ (Next::Act(_) | Next::Observe { .. }) => next,
            };
        }
        match input {
            Input::StopAccepted => self.follow(true, false),
            Input::Refused { error, hints } => {
                events.push(EventKind::Warned {
                    warning: Sentence::own("the deployment could not be stopped: ")
                        .foreign(error.raw()),
                    hints,
                });
                self.follow(false, false)
            }
            Input::AnswerLost { .. } => match (&self.way, self.doomed.service_deployment.clone()) {
                (Way::Stopping { sends }, Some(arn)) if *sends < SENDS => self.stop(arn),
                _ => self.follow(false, false),
            },
            Input::Observed(reading) => self.observed(plan, &reading, now, events),
            Input::ObserveFailed {
                error,
                hints,
                may_heal,
            } => {
                if self.out_of_time(plan, now) || !may_heal {
                    return self.unknown(Unknown::Unobservable { error, hints });
                }
                self.observe(EVERY * 2)
            }
            Input::Begin
            | Input::Registered { .. }
            | Input::RevisionSearched(_)
            | Input::Updated(_)
            | Input::LogRead(_)
            | Input::RegistrantRead(_)
            | Input::Cancelled => self.observe(EVERY),
        }
    }

    fn stop(&mut self, service_deployment: ServiceDeploymentArn) -> Next {
        let sends = match self.way {
            Way::Stopping { sends } => sends + 1,
            Way::Following { .. } | Way::Redeploying { .. } => 1,
        };
        self.way = Way::Stopping { sends };
        Next::Act(Act::StopDeployment { service_deployment })
    }

    /// Whether a reading shows the revision to go back to, by a deployment that was there before.
    fn shows_a_known_one(&self, input: &Input) -> Option<bool> {
        let (Way::Redeploying { to, .. }, Input::Observed(reading)) = (&self.way, input) else {
            return None;
        };
        let primary = reading.service.as_ref()?.primary()?;
        Some(primary.task_definition == *to && self.deployments.contains(&primary.id))
    }

    /// Whether UpdateService answered with a deployment that was there before: ECS had gone back to
    /// it by itself, and readings did not show it yet. The answer to a write is never old.
    fn was_back_already(&self, input: &Input) -> bool {
        let (Way::Redeploying { to, .. }, Input::Updated(service)) = (&self.way, input) else {
            return false;
        };
        service
            .primary()
            .is_some_and(|p| p.task_definition == *to && self.deployments.contains(&p.id))
    }

    fn follow(&mut self, accepted: bool, back: bool) -> Next {
        self.way = Way::Following {
            accepted,
            assessment: Assessment::NotSeenYet,
            streak: 0,
            since: Duration::ZERO,
            back,
        };
        self.observe(if accepted { EVERY } else { Duration::ZERO })
    }

    /// Deploys the last successful revision, if there is one that is not ours.
    fn redeploy(&mut self, plan: &ServicePlan, now: Duration, events: &mut Vec<EventKind>) -> Next {
        let Some(to) = plan
            .fallback
            .clone()
            .filter(|to| *to != self.doomed.ours.revision)
        else {
            return Next::Finish(self.doomed.nowhere_to_go());
        };
        events.push(EventKind::RollbackRequested {
            way: WayBack::PreviousRevision,
            to: Some(to.clone()),
        });
        let back = ServicePlan {
            current: Some(self.doomed.ours.revision.clone()),
            change: Change::Reuse {
                revision: to.clone(),
                differences: Vec::new(),
            },
            images: Vec::new(),
            fallback: None,
            on_failure: OnFailure::StopWaiting,
            limits: crate::plan::Limits {
                soak: Duration::ZERO,
                ..plan.limits
            },
            // What goes back is another revision, whose definition is not at hand.
            definition: None,
            ..plan.clone()
        };
        let before = Before {
            deployments: self.deployments.clone(),
            service_deployment: self.doomed.service_deployment.clone(),
        };
        let mut rollout = Box::new(Rollout::new(back, before));
        let step = rollout.step(Input::Begin, now);
        events.extend(step.events);
        self.way = Way::Redeploying {
            rollout,
            to,
            back: false,
        };
        step.next
    }

    fn observed(
        &mut self,
        plan: &ServicePlan,
        reading: &Observation,
        now: Duration,
        events: &mut Vec<EventKind>,
    ) -> Next {
        let Way::Following {
            accepted,
            assessment: last,
            streak,
            since,
            back,
        } = &mut self.way
        else {
            return self.observe(EVERY);
        };
        if let Some(service) = &reading.service {
            let read = service.deployments.iter().map(|d| d.id.clone());
            self.deployments.extend(read);
            self.deployments.sort();
            self.deployments.dedup();
            self.progress = progress(service, &self.doomed.ours.id);
        }
        let assessment = assess(&self.doomed.ours, reading);
        if std::mem::discriminant(last) == std::mem::discriminant(&assessment) {
            *streak += 1;
        } else {
            (*streak, *since) = (1, now);
        }
        last.clone_from(&assessment);
        let (accepted, believed) = (*accepted, *streak >= AGREEING);
        let for_long = believed && now.saturating_sub(*since) >= STALE;
        let act = believed && !*back;
        match assessment {
            Assessment::RolledBack {
                reason,
                to,
                confirmed,
            } if confirmed || for_long => {
                let by = by(accepted, reason.as_ref());
                Next::Finish(Verdict::RolledBack {
                    by,
                    failure: self.doomed.rolled_back(by, reason),
                    to,
                })
            }
            Assessment::RollbackFailed { reason } => Next::Finish(Verdict::RollbackFailed {
                failure: self.doomed.failure.clone(),
                reason,
            }),
            Assessment::Superseded { by, revision } => Next::Finish(Verdict::Superseded {
                by,
                revision,
                registered_by: None,
            }),
            Assessment::ServiceGone if believed => self.unknown(Unknown::ServiceGone),
            // It ended before it could be stopped, and did not go back.
            Assessment::Failed { .. } if act => self.redeploy(plan, now, events),
            Assessment::Succeeded { confirmed } if act || confirmed && !*back => {
                self.redeploy(plan, now, events)
            }
            Assessment::Progressing | Assessment::NotSeenYet if act && !accepted => {
                self.redeploy(plan, now, events)
            }
            Assessment::RolledBack { .. }
            | Assessment::PlatformRollingBack { .. }
            | Assessment::ServiceGone
            | Assessment::Failed { .. }
            | Assessment::Succeeded { .. }
            | Assessment::Progressing
            | Assessment::NotSeenYet => self.wait(plan, now, events),
        }
    }

    fn wait(&mut self, plan: &ServicePlan, now: Duration, events: &mut Vec<EventKind>) -> Next {
        let waiting_for = Sentence::own("ECS to finish the rollback");
        if self.out_of_time(plan, now) {
            return self.unknown(Unknown::Timeout { waiting_for });
        }
        if now.saturating_sub(self.said_at) >= HEARTBEAT {
            self.said_at = now;
            events.push(EventKind::Waited {
                progress: self.progress,
                waiting_for,
            });
        }
        self.observe(EVERY)
    }

    fn observe(&self, after: Duration) -> Next {
        Next::Observe {
            after,
            look: Look {
                service_deployment: self.doomed.service_deployment.clone(),
                ..Look::default()
            },
        }
    }

    /// Going back has as much time as the deployment had.
    fn out_of_time(&self, plan: &ServicePlan, now: Duration) -> bool {
        now >= self.began + plan.limits.timeout
    }

    fn unknown(&self, why: Unknown) -> Next {
        Next::Finish(Verdict::Unknown {
            why,
            failure: Some(self.doomed.failure.clone()),
        })
    }

    /// Says what a run that is cancelled now leaves behind.
    pub(super) fn cancelled(&self, plan: &ServicePlan) -> Verdict {
        let service = Sentence::own("service ").code(&plan.service);
        let to = match &self.way {
            Way::Redeploying { to, .. } => Some(to),
            Way::Stopping { .. } | Way::Following { .. } => plan.fallback.as_ref(),
        };
        let left = match to {
            Some(to) => service
                .then(" was told to go back to ")
                .code(to.short())
                .then(", which ECS goes on with"),
            None => service.then(" was told to go back, which ECS goes on with"),
        };
        Verdict::Cancelled {
            left,
            hints: vec![],
        }
    }
}

/// Counts the tasks of what the service goes back to; those of ours are the old ones now.
fn progress(service: &Service, ours: &DeploymentId) -> Progress {
    let Some(primary) = service.primary().filter(|p| p.id != *ours) else {
        return Progress {
            desired: service.desired,
            ..Progress::default()
        };
    };
    Progress {
        desired: primary.desired.max(service.desired),
        pending: primary.pending,
        running: primary.running,
        failed: primary.failed,
        old: service
            .deployment(ours)
            .map_or(0, |d| d.running + d.pending),
        targets: None,
    }
}

/// Says who went back: ECS may have come first.
fn by(accepted: bool, reason: Option<&Foreign>) -> RolledBackBy {
    let ecs = super::watch::rolled_back_by(reason);
    match ecs {
        RolledBackBy::CircuitBreaker | RolledBackBy::Alarm | RolledBackBy::LifecycleHook => ecs,
        RolledBackBy::Foghorn
        | RolledBackBy::Together
        | RolledBackBy::Person
        | RolledBackBy::Ecs
            if accepted =>
        {
            RolledBackBy::Foghorn
        }
        RolledBackBy::Foghorn
        | RolledBackBy::Together
        | RolledBackBy::Person
        | RolledBackBy::Ecs => ecs,
    }
}
