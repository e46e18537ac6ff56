//! All services of a stage or none (`together`): what becomes of those that were deployed when
//! another one was not.

use super::{Change, ServicePlan};
use crate::verdict::Verdict;

/// What to do once every service of the stage has ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Together {
    /// Nothing: all are deployed, or none is.
    Stands,
    /// Some failed, so that those which were deployed go back.
    Undo {
        /// The services that go back, by their places.
        deployed: Vec<usize>,
        /// Those that failed, by name.
        failed: Vec<String>,
    },
    /// Some are deployed, and of others it is not known, or not this run's affair, what becomes of
    /// them: going back could tear apart what comes together yet.
    Torn {
        /// The services that are deployed, by their places.
        deployed: Vec<usize>,
        /// The others, by name.
        open: Vec<String>,
    },
}

/// Decides it. What was deployed before this run is not undone by it.
pub fn together<'v>(ended: impl IntoIterator<Item = (&'v ServicePlan, &'v Verdict)>) -> Together {
    let (mut deployed, mut failed, mut open) = (Vec::new(), Vec::new(), Vec::new());
    let mut cancelled = false;
    for (place, (plan, verdict)) in ended.into_iter().enumerate() {
        match verdict {
            Verdict::Deployed { .. } => match &plan.change {
                Change::Unchanged { .. } => {}
                Change::Adopt { .. }
                | Change::Redeploy { .. }
                | Change::Reuse { .. }
                | Change::Deploy { .. } => deployed.push(place),
            },
            Verdict::Unchanged { .. } | Verdict::Idle { .. } => {}
            Verdict::RolledBack { .. }
            | Verdict::RollbackFailed { .. }
            | Verdict::Failed { .. }
            | Verdict::NotStarted { .. } => failed.push(plan.service.clone()),
            Verdict::Superseded { .. } | Verdict::Unknown { .. } => open.push(plan.service.clone()),
            Verdict::Cancelled { .. } => {
                cancelled = true;
                open.push(plan.service.clone());
            }
        }
    }
    if deployed.is_empty() || failed.is_empty() && open.is_empty() {
        return Together::Stands;
    }
    // A run that was cancelled begins nothing new.
    if failed.is_empty() || cancelled {
        open.append(&mut failed);
        return Together::Torn { deployed, open };
    }
    Together::Undo { deployed, failed }
}

#[cfg(test)]
mod tests;
