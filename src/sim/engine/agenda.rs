//! What is due when. It owns the order of events only: earlier first, and of two at the same
//! moment the one noted first, so that one large step in time equals many small ones.

use std::collections::BTreeMap;

use super::Millis;
use super::script::Act;
use super::task::Step;

/// Something that happens at a moment.
#[derive(Debug, Clone)]
pub(crate) enum Due {
    /// The scheduler looks at a service.
    Schedule {
        /// The index of the service in the region.
        service: usize,
    },
    /// A task takes a step, unless it has been told to stop since.
    Task {
        /// The index of the service.
        service: usize,
        /// The task's number.
        task: u64,
        /// The task's turn when the step was planned; a later turn makes the step void.
        turn: u32,
        /// The step.
        step: Step,
    },
    /// The circuit breaker decides about a deployment.
    Breaker {
        /// The index of the service.
        service: usize,
        /// The deployment's id.
        deployment: String,
    },
    /// Somebody else does something to the service.
    Act {
        /// The index of the service.
        service: usize,
        /// What they do.
        act: Act,
    },
}

/// The events to come.
#[derive(Debug, Clone, Default)]
pub(crate) struct Agenda {
    entries: BTreeMap<(Millis, u64), Due>,
    sequence: u64,
}

impl Agenda {
    pub(crate) fn add(&mut self, at: Millis, due: Due) {
        self.sequence += 1;
        self.entries.insert((at, self.sequence), due);
    }

    /// Takes the next event that is due by `now`, with its moment.
    pub(crate) fn next(&mut self, now: Millis) -> Option<(Millis, Due)> {
        let (&(at, sequence), _) = self.entries.first_key_value()?;
        if at > now {
            return None;
        }
        self.entries.remove(&(at, sequence)).map(|due| (at, due))
    }
}
