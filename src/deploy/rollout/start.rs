//! From the plan to a deployment that is known by its id: register, update, bind.
//!
//! Owns the care for lost answers: neither RegisterTaskDefinition nor UpdateService has an
//! idempotency token, so after a lost answer it looks before it repeats.

use super::pace::HEARTBEAT;
use super::watch::Watch;
use super::{Act, Before, Input, Look, Next};
use crate::event::{EventKind, Progress};
use crate::foreign::{Foreign, Sentence};
use crate::name::RevisionArn;
use crate::observation::{Deployment, Service};
use crate::plan::{Change, ServicePlan};
use crate::verdict::{Unknown, Verdict};
use std::time::Duration;

/// How often a write is sent when its answers keep getting lost.
const SENDS: u32 = 3;
/// How long to look for what a lost UpdateService did before sending it again.
const SETTLE: Duration = Duration::from_secs(6);

/// What has been done so far.
#[derive(Debug, Default)]
pub(super) struct Start {
    revision: Option<RevisionArn>,
    registers: u32,
    updates: u32,
    /// When UpdateService was answered or its answer was lost.
    updated: Option<Updated>,
}

#[derive(Debug)]
struct Updated {
    at: Duration,
    lost: Option<Foreign>,
    said_at: Duration,
}

pub(super) enum Outcome {
    Next(Next),
    Watch(Box<Watch>, Next),
}

impl Start {
    pub(super) fn step(
        &mut self,
        plan: &ServicePlan,
        before: &Before,
        input: Input,
        now: Duration,
        events: &mut Vec<EventKind>,
    ) -> Outcome {
        match input {
            Input::Begin => self.begin(plan, before, now, events),
            Input::Registered {
                revision,
                not_echoed,
            } => {
                events.push(EventKind::RevisionRegistered {
                    revision: revision.clone(),
                    not_echoed,
                });
                self.update(plan, revision)
            }
            Input::RevisionSearched(Some(revision)) => {
                events.push(EventKind::RevisionRegistered {
                    revision: revision.clone(),
                    not_echoed: Vec::new(),
                });
                self.update(plan, revision)
            }
            Input::RevisionSearched(None) => self.register(),
            Input::Updated(service) => {
                self.updated = Some(Updated {
                    at: now,
                    lost: None,
                    said_at: now,
                });
                self.bind(plan, before, &service, now, events)
            }
            Input::Observed(reading) => match &reading.service {
                Some(service) => self.bind(plan, before, service, now, events),
                None => Outcome::Next(Next::Finish(Verdict::Unknown {
                    why: Unknown::ServiceGone,
                    failure: None,
                })),
            },
            Input::Refused { error, hints } => Outcome::Next(Next::Finish(Verdict::NotStarted {
                call: self.call().to_owned(),
                error,
                hints,
            })),
            Input::AnswerLost { error } => self.lost(error, now),
            Input::ObserveFailed { error, hints, .. } => {
                self.unreadable(plan, error, hints, now, events)
            }
            Input::LogRead(_)
            | Input::StopAccepted
            | Input::RegistrantRead(_)
            | Input::Cancelled => Outcome::Next(observe(Duration::from_secs(1))),
        }
    }

    fn begin(
        &mut self,
        plan: &ServicePlan,
        before: &Before,
        now: Duration,
        events: &mut Vec<EventKind>,
    ) -> Outcome {
        match &plan.change {
            Change::Unchanged { revision, .. } if plan.desired == 0 => {
                Outcome::Next(Next::Finish(Verdict::Idle {
                    revision: revision.clone(),
                }))
            }
            Change::Unchanged { revision, running } => {
                Outcome::Next(Next::Finish(Verdict::Unchanged {
                    revision: revision.clone(),
                    running: *running,
                }))
            }
            Change::Adopt {
                revision,
                deployment,
                service_deployment,
            } => {
                events.push(EventKind::DeploymentAdopted {
                    deployment: deployment.clone(),
                    revision: revision.clone(),
                });
                let mut watch = Watch::new(deployment.clone(), revision.clone(), None, now);
                watch.bind_service_deployment(service_deployment.clone());
                if service_deployment.is_none() {
                    // What the service shows is of another deployment.
                    watch.not_before(before.service_deployment.clone());
                }
                Outcome::Watch(Box::new(watch), observe(Duration::ZERO))
            }
            Change::Redeploy { revision, .. } | Change::Reuse { revision, .. } => {
                self.update(plan, revision.clone())
            }
            Change::Deploy { .. } => self.register(),
        }
    }

    fn register(&mut self) -> Outcome {
        self.registers += 1;
        Outcome::Next(Next::Act(Act::Register))
    }

    fn update(&mut self, plan: &ServicePlan, revision: RevisionArn) -> Outcome {
        self.updates += 1;
        self.revision = Some(revision.clone());
        self.updated = None;
        let force = matches!(plan.change, Change::Redeploy { .. });
        Outcome::Next(Next::Act(Act::Update { revision, force }))
    }

    fn lost(&mut self, error: Foreign, now: Duration) -> Outcome {
        if self.revision.is_some() {
            self.updated = Some(Updated {
                at: now,
                lost: Some(error),
                said_at: now,
            });
            return Outcome::Next(observe(Duration::from_secs(1)));
        }
        if self.registers < SENDS {
            return Outcome::Next(Next::Act(Act::SearchRevision));
        }
        Outcome::Next(Next::Finish(lost_answer("RegisterTaskDefinition", error)))
    }

    /// Looks for our deployment in an answer. A new one has an id that was not PRIMARY before.
    fn bind(
        &mut self,
        plan: &ServicePlan,
        before: &Before,
        service: &Service,
        now: Duration,
        events: &mut Vec<EventKind>,
    ) -> Outcome {
        let (Some(revision), Some(updated)) = (self.revision.clone(), &self.updated) else {
            return Outcome::Next(observe(Duration::from_secs(1)));
        };
        if let Some(entry) = ours(service, &revision, before) {
            let service_deployment = service
                .current_service_deployment
                .clone()
                .filter(|arn| before.service_deployment.as_ref() != Some(arn));
            events.push(EventKind::DeploymentStarted {
                deployment: entry.id.clone(),
                service_deployment: service_deployment.clone(),
                revision: revision.clone(),
            });
            let mut watch = Watch::new(entry.id.clone(), revision, entry.created_at, now);
            watch.not_before(before.service_deployment.clone());
            watch.bind_service_deployment(service_deployment);
            return Outcome::Watch(Box::new(watch), observe(Duration::from_secs(2)));
        }
        // Somebody else has deployed since. Sending ours again would undo that.
        if let Some(newer) = service.primary().filter(|p| is_new(p, before)) {
            return Outcome::Next(Next::Finish(Verdict::Superseded {
                by: Some(newer.id.clone()),
                revision: Some(newer.task_definition.clone()),
                registered_by: None,
            }));
        }
        if now.saturating_sub(updated.at) < SETTLE {
            return Outcome::Next(observe(Duration::from_secs(1)));
        }
        match &updated.lost {
            // Looked for long enough: it was not carried out, so it may be sent again.
            Some(_) if self.updates < SENDS => self.update(plan, revision),
            Some(error) => Outcome::Next(Next::Finish(lost_answer("UpdateService", error.clone()))),
            // Accepted but not shown yet: AWS is eventually consistent, so go on looking.
            None if now.saturating_sub(updated.at) < plan.limits.timeout => {
                self.heartbeat(now, events);
                Outcome::Next(observe(Duration::from_secs(2)))
            }
            None => Outcome::Next(Next::Finish(Verdict::Unknown {
                why: Unknown::Timeout {
                    waiting_for: Sentence::own("ECS to show the new deployment"),
                },
                failure: None,
            })),
        }
    }

    /// Says now and then that ECS does not show the deployment yet.
    fn heartbeat(&mut self, now: Duration, events: &mut Vec<EventKind>) {
        if let Some(updated) = &mut self.updated
            && now.saturating_sub(updated.said_at) >= HEARTBEAT
        {
            updated.said_at = now;
            events.push(EventKind::Waited {
                progress: Progress::default(),
                waiting_for: Sentence::own("ECS to show the new deployment"),
            });
        }
    }

    fn unreadable(
        &self,
        plan: &ServicePlan,
        error: Foreign,
        hints: Vec<Sentence>,
        now: Duration,
        events: &mut Vec<EventKind>,
    ) -> Outcome {
        let since = self.updated.as_ref().map_or(now, |u| u.at);
        if now.saturating_sub(since) >= plan.limits.timeout {
            return Outcome::Next(Next::Finish(Verdict::Unknown {
                why: Unknown::Unobservable { error, hints },
                failure: None,
            }));
        }
        events.push(EventKind::ObservationFailed { error });
        Outcome::Next(observe(Duration::from_secs(3)))
    }

    fn call(&self) -> &'static str {
        if self.revision.is_some() {
            "UpdateService"
        } else {
            "RegisterTaskDefinition"
        }
    }

    /// Says what a run that is cancelled now leaves behind.
    pub(super) fn left(&self, plan: &ServicePlan) -> Sentence {
        match (&self.revision, &self.updated) {
            (Some(revision), Some(_)) => Sentence::own("service ")
                .code(&plan.service)
                .then(" was told to go to ")
                .code(revision.short())
                .then(", which ECS goes on with"),
            // The revision is known from the moment that UpdateService is sent.
            (Some(revision), None) => Sentence::own("service ")
                .code(&plan.service)
                .then(" was being told to go to ")
                .code(revision.short())
                .then("; whether it was is not known"),
            (None, _) => Sentence::own("service ")
                .code(&plan.service)
                .then(" was not changed"),
        }
    }
}

/// Returns the deployment that runs our revision and was not there before. It may be replaced
/// already, or given up, when it is first seen.
fn ours<'a>(
    service: &'a Service,
    revision: &RevisionArn,
    before: &Before,
) -> Option<&'a Deployment> {
    let ours = |d: &&Deployment| d.task_definition == *revision && is_new(d, before);
    service.deployments.iter().find(ours)
}

fn is_new(deployment: &Deployment, before: &Before) -> bool {
    !before.deployments.contains(&deployment.id)
}

fn observe(after: Duration) -> Next {
    Next::Observe {
        after,
        look: Look::default(),
    }
}

fn lost_answer(call: &str, error: Foreign) -> Verdict {
    Verdict::Unknown {
        why: Unknown::LostAnswer {
            call: call.to_owned(),
            error,
        },
        failure: None,
    }
}
