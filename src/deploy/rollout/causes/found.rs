//! One cause, the tasks that stopped for it, and when that is enough to end the wait.

use crate::cause::{Cause, Class, Evidence};
use crate::diagnosis;
use crate::observation::Task;
use crate::time::AwsTime;
use std::time::Duration;

/// Task ids kept as evidence of one cause.
const TASKS_SHOWN: usize = 5;
/// How long a role that was just made may take until ECS can assume it.
/// Source: observed; IAM changes spread in seconds to about two minutes.
pub(super) const SETTLING: Duration = Duration::from_mins(2);

/// A cause and its evidence.
#[derive(Debug)]
pub(super) struct Found {
    pub(super) cause: Cause,
    pub(super) evidence: Evidence,
    /// When the first task stopped this way.
    first_stop: Option<AwsTime>,
    /// When an event named it, before any task did.
    pub(super) told_at: Option<AwsTime>,
    /// Whether it rests on a task of ours, not only on an event.
    pub(super) by_task: bool,
    pub(super) log: LogState,
    pub(super) fatal: bool,
    pub(super) said: Said,
}

/// Whether the log of a container that failed is worth reading.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum LogState {
    NotWanted,
    Wanted { task: String, container: String },
    Settled,
}

/// What has been said of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Said {
    No,
    AsWarning,
    AsFatal,
}

impl Found {
    pub(super) fn new(cause: Cause) -> Self {
        Self {
            cause,
            evidence: Evidence::default(),
            first_stop: None,
            told_at: None,
            by_task: false,
            log: LogState::NotWanted,
            fatal: false,
            said: Said::No,
        }
    }

    /// Takes a task that stopped this way.
    pub(super) fn add_task(&mut self, task: &Task) {
        let later_round = match (self.first_stop, task.created_at) {
            (Some(first), Some(created)) => created >= first,
            (Some(_), None) | (None, _) => false,
        };
        let still_after_settling = match (self.first_stop, task.stopped_at) {
            (Some(first), Some(stopped)) => stopped.since(first) >= SETTLING,
            (Some(_), None) | (None, _) => false,
        };
        self.fatal |= match self.cause.class {
            Class::Deterministic => true,
            Class::Uncertain => later_round,
            Class::Settling => still_after_settling,
            Class::Transient => false,
        };
        if self.first_stop.is_none() {
            self.first_stop = task.stopped_at;
            self.evidence.stop_code.clone_from(&task.stop_code);
            if let Some(container) = container_with_log(&self.cause, task) {
                self.log = LogState::Wanted {
                    task: task.id.clone(),
                    container,
                };
            }
        }
        self.by_task = true;
        self.evidence.count += 1;
        if self.evidence.tasks.len() < TASKS_SHOWN {
            self.evidence.tasks.push(task.id.clone());
        }
    }
}

/// Returns the container whose log can say more.
fn container_with_log(cause: &Cause, task: &Task) -> Option<String> {
    if !diagnosis::log_is_worth_reading(cause) {
        return None;
    }
    cause
        .container
        .clone()
        .or_else(|| task.containers.first().map(|c| c.name.clone()))
}
