//! The causes found so far, grouped, with their evidence.
//!
//! Owns the rule that tells a mistake from a hiccup: a deterministic cause counts at once, an
//! uncertain one when a task of a later launch round stops the same way, a settling one when a task
//! still stops this way two minutes after the first, a transient one never.
//! Tasks that were started together stop together, and count once.

mod found;

use crate::cause::{Cause, CauseKind, Class, Evidence, LogTail, Rank};
use crate::diagnosis;
use crate::foreign::Foreign;
use crate::name::DeploymentId;
use crate::observation::{ESSENTIAL_CONTAINER_EXITED, Target, Task};
use crate::rollout::Act;
use crate::task_definition::TaskDefinition;
use crate::time::AwsTime;
use crate::verdict::Failure;
use found::{Found, LogState, SETTLING, Said};
use std::collections::HashSet;
use std::sync::Arc;

/// So many characters of a cause's text tell that an event passes it on; ids come later in it.
const SAME_TEXT: usize = 60;
/// Events kept as evidence.
const EVENTS_SHOWN: usize = 5;

#[derive(Debug, Default)]
pub(super) struct Causes {
    /// Stopped tasks that were taken, of whichever deployment.
    tasks_seen: Arc<HashSet<String>>,
    found: Vec<Found>,
    events: Vec<Foreign>,
    targets: Vec<Target>,
}

impl Causes {
    /// Takes the stopped and stopping tasks of our deployment that are new.
    pub(super) fn take_tasks(
        &mut self,
        ours: &DeploymentId,
        tasks: &[Task],
        definition: Option<&TaskDefinition>,
    ) {
        let seen = Arc::make_mut(&mut self.tasks_seen);
        let mut stopped: Vec<&Task> = tasks
            .iter()
            .filter(|t| t.stop_code.is_some() && seen.insert(t.id.clone()))
            .filter(|t| t.started_by.as_deref() == Some(ours.as_str()))
            .collect();
        stopped.sort_by_key(|t| (t.stopped_at, t.id.clone()));
        for task in stopped {
            if let Some(cause) = diagnosis::stopped_task(task) {
                let cause = diagnosis::with_targets(cause, &self.targets);
                let cause = self.events.iter().fold(cause, diagnosis::with_event);
                let cause = match definition {
                    Some(definition) => diagnosis::with_definition(cause, definition),
                    None => cause,
                };
                self.take_task_cause(task, cause);
            }
        }
    }

    fn take_task_cause(&mut self, task: &Task, cause: Cause) {
        // What an event named, a task now says better; and then that ECS gave up says nothing more.
        self.found.retain(|f| {
            f.by_task || !(f.cause.kind == cause.kind || says_only_that_it_failed(f.cause.kind))
        });
        match self.found.iter_mut().find(|f| f.cause.same_as(&cause)) {
            Some(found) => found.add_task(task),
            None => {
                let mut found = Found::new(cause);
                found.add_task(task);
                self.found.push(found);
            }
        }
    }

    /// Returns the ids of the stopped tasks that were taken.
    pub(super) fn tasks_seen(&self) -> Arc<HashSet<String>> {
        Arc::clone(&self.tasks_seen)
    }

    /// Takes a cause that an event of the service names. It is said, but an event does not tell
    /// which deployment it is about, so it ends nothing unless no task can say more.
    pub(super) fn take_event(&mut self, cause: Cause, message: &Foreign, at: AwsTime) {
        self.note_event(message);
        for found in &mut self.found {
            found.cause = diagnosis::with_event(found.cause.clone(), message);
            found.fatal |= found.by_task && found.cause.class == Class::Deterministic;
        }
        let known = self.found.iter().any(|f| f.cause.kind == cause.kind);
        // That ECS gave up is no cause when one is known.
        let says_nothing = says_only_that_it_failed(cause.kind) && !self.found.is_empty();
        if !known && !says_nothing {
            let mut found = Found::new(cause);
            found.told_at = Some(at);
            found.fatal = ends_the_deployment(found.cause.kind);
            self.found.push(found);
        }
    }

    /// Lets a settling cause that only an event names count as fatal once it has had its time: ECS
    /// tells it once, and while it lasts there is no task that could say more.
    pub(super) fn settle(&mut self, now: AwsTime) {
        for found in &mut self.found {
            let had_its_time = found.told_at.is_some_and(|at| now.since(at) >= SETTLING);
            found.fatal |= !found.by_task && found.cause.class == Class::Settling && had_its_time;
        }
    }

    /// Takes the alarms that ended the deployment.
    pub(super) fn take_alarms(&mut self, triggered: &[String]) {
        let known =
            |f: &Found| f.cause.kind == CauseKind::AlarmTriggered && f.cause.resource.is_some();
        if triggered.is_empty() || self.found.iter().any(known) {
            return;
        }
        let names = triggered.join(", ");
        let mut found = Found::new(Cause {
            kind: CauseKind::AlarmTriggered,
            class: Class::Deterministic,
            role: None,
            action: None,
            resource: Some(Foreign::new(&names)),
            container: None,
            exit_code: None,
            text: Foreign::new(format!("deployment alarm in state ALARM: {names}")),
        });
        found.fatal = true;
        // An event that tells of it, and may have come first, does not name it.
        self.found
            .retain(|f| f.cause.kind != CauseKind::AlarmTriggered);
        self.found.push(found);
    }

    /// Takes ECS's reason for ending the deployment, where it says why: the event that tells of it
    /// may not be shown yet.
    pub(super) fn take_reason(&mut self, reason: &Foreign) {
        let Some(cause) = diagnosis::deployment_reason(reason) else {
            return;
        };
        let mut found = self.found.iter();
        if ends_the_deployment(cause.kind) && !found.any(|f| f.cause.kind == cause.kind) {
            let mut found = Found::new(cause);
            found.fatal = true;
            self.found.push(found);
        }
    }

    /// Returns when an event told of an alarm that has no name yet.
    pub(super) fn alarm_without_name(&self) -> Option<AwsTime> {
        let mut found = self.found.iter().filter(|f| nameless_alarm(&f.cause));
        found.find_map(|f| f.told_at)
    }

    /// Returns whether an alarm ended the deployment.
    pub(super) fn alarmed(&self) -> bool {
        self.found
            .iter()
            .any(|f| f.cause.kind == CauseKind::AlarmTriggered && f.fatal)
    }

    /// Keeps an event that says more than plain progress, as evidence.
    pub(super) fn note_event(&mut self, message: &Foreign) {
        if self.events.len() < EVENTS_SHOWN && !self.events.contains(message) {
            self.events.push(message.clone());
        }
    }

    /// Keeps what the load balancer says of unhealthy targets. Targets vanish once they are drained.
    pub(super) fn take_targets(&mut self, targets: &[Target]) {
        let unhealthy: Vec<Target> = targets
            .iter()
            .filter(|t| t.state == "unhealthy")
            .cloned()
            .collect();
        if unhealthy.is_empty() {
            return;
        }
        for found in &mut self.found {
            found.cause = diagnosis::with_targets(found.cause.clone(), &unhealthy);
        }
        self.targets = unhealthy;
    }

    /// Reads the next log that is worth it.
    pub(super) fn log_wanted(&self) -> Option<Act> {
        self.found.iter().find_map(|f| match &f.log {
            LogState::Wanted { task, container } => Some(Act::ReadLog {
                task: task.clone(),
                container: container.clone(),
                fresh: f.evidence.stop_code.as_deref() == Some(ESSENTIAL_CONTAINER_EXITED),
            }),
            LogState::NotWanted | LogState::Settled => None,
        })
    }

    /// Takes the log that was asked for.
    pub(super) fn take_log(&mut self, tail: Option<LogTail>) {
        if let Some(found) = self
            .found
            .iter_mut()
            .find(|f| matches!(f.log, LogState::Wanted { .. }))
        {
            found.log = LogState::Settled;
            if let Some(LogTail {
                lines: Ok(lines), ..
            }) = &tail
                && let Some(cause) = diagnosis::from_log(&found.cause, lines)
            {
                found.fatal |= cause.class == Class::Deterministic;
                found.cause = cause;
            }
            found.evidence.log = tail;
        }
    }

    /// Lets causes known only from events count as fatal: no task came to say more.
    pub(super) fn trust_events(&mut self, definition: Option<&TaskDefinition>) {
        for found in self
            .found
            .iter_mut()
            .filter(|f| !f.by_task && f.cause.class == Class::Deterministic)
        {
            found.fatal = true;
        }
        self.define_events(definition);
    }

    /// Takes causes known only from events to be about our definition, which may name what an event
    /// does not: no task came to say more, or the deployment is over.
    pub(super) fn define_events(&mut self, definition: Option<&TaskDefinition>) {
        let Some(definition) = definition else {
            return;
        };
        for found in self
            .found
            .iter_mut()
            .filter(|f| !f.by_task && f.cause.class == Class::Deterministic)
        {
            found.cause = diagnosis::with_definition(found.cause.clone(), definition);
        }
    }

    /// Returns whether a deterministic cause is known from an event, and no task says more.
    pub(super) fn only_by_event(&self) -> bool {
        !self.fatal()
            && self
                .found
                .iter()
                .any(|f| !f.by_task && f.cause.class == Class::Deterministic)
    }

    /// Returns whether a cause ends the wait.
    pub(super) fn fatal(&self) -> bool {
        self.found.iter().any(|f| f.fatal)
    }

    /// Returns whether tasks of ours have stopped for any reason that is a failure.
    pub(super) fn any(&self) -> bool {
        !self.found.is_empty()
    }

    /// Returns whether a cause is known that says why, not only that the deployment failed. An event
    /// that names nothing does not: the task that it is about says more.
    pub(super) fn explained(&self) -> bool {
        self.found.iter().any(|f| {
            !says_only_that_it_failed(f.cause.kind) && (f.by_task || names_something(&f.cause))
        })
    }

    /// Returns what has not been said yet: cause, evidence, whether it ends the wait. An alarm that
    /// has no name yet is left out if its name is still to come.
    pub(super) fn unsaid(&mut self, alarm_to_be_named: bool) -> Vec<(Cause, Evidence, bool)> {
        let mut out = Vec::new();
        for found in &mut self.found {
            if alarm_to_be_named && nameless_alarm(&found.cause) {
                continue;
            }
            let due = if found.fatal {
                Said::AsFatal
            } else {
                Said::AsWarning
            };
            if found.said == Said::AsFatal || found.said == due {
                continue;
            }
            found.said = due;
            out.push((
                found.cause.clone(),
                with_context(found, &self.targets, &self.events),
                found.fatal,
            ));
        }
        out
    }

    /// Returns everything found, the root cause first.
    pub(super) fn failure(&self, reason: Option<Foreign>) -> Failure {
        let mut found: Vec<&Found> = self.found.iter().collect();
        found.sort_by_key(|f| {
            let certain = f.fatal || f.cause.class == Class::Deterministic;
            (
                // What only follows from something else is never the root.
                f.cause.kind.rank() == Rank::Consequence,
                !certain,
                f.cause.class == Class::Transient,
                f.cause.kind.rank(),
                !f.by_task,
                std::cmp::Reverse(f.evidence.count),
            )
        });
        let causes = found
            .iter()
            .map(|f| {
                (
                    f.cause.clone(),
                    with_context(f, &self.targets, &self.events),
                )
            })
            .collect();
        Failure { causes, reason }
    }
}

fn with_context(found: &Found, targets: &[Target], events: &[Foreign]) -> Evidence {
    let mut evidence = found.evidence.clone();
    if found.cause.kind == CauseKind::LoadBalancerUnhealthy {
        evidence.targets = targets.to_vec();
    }
    // An event that passes the cause's own text on shows nothing new.
    let start: String = found.cause.text.raw().chars().take(SAME_TEXT).collect();
    let repeats = |event: &&Foreign| !start.is_empty() && event.raw().contains(&start);
    evidence.events = events.iter().filter(|e| !repeats(e)).cloned().collect();
    evidence
}

/// Kinds that are about the deployment as a whole: no task can say more.
fn ends_the_deployment(kind: CauseKind) -> bool {
    matches!(
        kind,
        CauseKind::LifecycleHookFailed | CauseKind::AlarmTriggered
    )
}

fn names_something(cause: &Cause) -> bool {
    cause.resource.is_some() || cause.role.is_some() || cause.container.is_some()
}

/// Whether it is an alarm, and not known which.
fn nameless_alarm(cause: &Cause) -> bool {
    cause.kind == CauseKind::AlarmTriggered && cause.resource.is_none()
}

/// Kinds that say that the deployment failed, and not why.
fn says_only_that_it_failed(kind: CauseKind) -> bool {
    matches!(
        kind,
        CauseKind::CircuitBreakerTripped
            | CauseKind::DeploymentFailed
            | CauseKind::TasksNotStarting
    )
}

#[cfg(test)]
mod tests;
