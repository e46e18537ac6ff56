//! The tasks of a service. A copy of a service is made for every moment that can be looked back to,
//! and shares the tasks that have not changed since.

use super::task::Task;
use std::collections::BTreeMap;
use std::ops::Index;
use std::sync::Arc;

/// Tasks by their numbers.
#[derive(Debug, Clone, Default)]
pub(crate) struct Tasks(BTreeMap<u64, Arc<Task>>);

impl Tasks {
    /// Returns a task.
    pub(crate) fn get(&self, number: u64) -> Option<&Task> {
        self.0.get(&number).map(Arc::as_ref)
    }

    /// Returns a task to be changed, and only in this copy.
    pub(crate) fn get_mut(&mut self, number: u64) -> Option<&mut Task> {
        self.0.get_mut(&number).map(Arc::make_mut)
    }

    /// Adds a task.
    pub(crate) fn insert(&mut self, number: u64, task: Task) {
        self.0.insert(number, Arc::new(task));
    }

    /// Forgets a task.
    pub(crate) fn remove(&mut self, number: u64) {
        self.0.remove(&number);
    }

    /// Returns every task, in the order of their numbers.
    pub(crate) fn values(&self) -> impl Iterator<Item = &Task> {
        self.0.values().map(Arc::as_ref)
    }

    /// Returns the numbers, in order.
    #[cfg(test)]
    pub(crate) fn keys(&self) -> impl Iterator<Item = &u64> {
        self.0.keys()
    }
}

impl Index<&u64> for Tasks {
    type Output = Task;

    fn index(&self, number: &u64) -> &Task {
        &self.0[number]
    }
}
