//! Something that a test does in the middle of a client's work: right before a call is carried out,
//! or right after it, before its answer is sent. The client never gets that answer.
//!
//! Calls are counted over all services and registries, in the order in which they come.

use crate::wire::listener::Dropped;
use std::fmt;
use std::sync::{Mutex, PoisonError};

/// When it happens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Moment {
    /// The call is not carried out.
    Before,
    /// The call has been carried out.
    After,
}

type Act = Box<dyn FnOnce() + Send>;

/// What is still to come.
struct Planned {
    /// Calls that go by first.
    left: usize,
    moment: Moment,
    act: Act,
}

/// At most one thing that a test wants to happen.
#[derive(Default)]
pub(crate) struct Interruption(Mutex<Option<Planned>>);

/// A call that is interrupted.
pub(crate) struct Interrupted {
    moment: Moment,
    act: Act,
}

impl Interruption {
    /// Plans it for the call with this number, counted from 1 and from now.
    pub(crate) fn plan(&self, call: usize, moment: Moment, act: Act) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(Planned {
            left: call.saturating_sub(1),
            moment,
            act,
        });
    }

    /// Counts a call, and does what happens right before it: the call is not carried out then.
    /// Returns what happens right after it.
    pub(crate) fn before(&self) -> Result<Option<Interrupted>, Dropped> {
        match self.count() {
            Some(before) if before.moment == Moment::Before => {
                before.strike();
                Err(Dropped)
            }
            after => Ok(after),
        }
    }

    /// Counts a call, and returns what happens to it.
    fn count(&self) -> Option<Interrupted> {
        let mut planned = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let next = planned.as_mut()?;
        if next.left > 0 {
            next.left -= 1;
            return None;
        }
        let Planned { moment, act, .. } = planned.take()?;
        Some(Interrupted { moment, act })
    }
}

impl Interrupted {
    /// Does it. Nothing else is answered meanwhile.
    pub(crate) fn strike(self) {
        (self.act)();
    }
}

impl fmt::Debug for Interruption {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Interruption").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::{Interruption, Moment};

    #[test]
    fn it_happens_once_at_its_call() {
        for wanted in [1, 2, 4] {
            let interruption = Interruption::default();
            interruption.plan(wanted, Moment::After, Box::new(|| ()));
            let hit: Vec<bool> = (1..=5).map(|_| interruption.count().is_some()).collect();
            let expected: Vec<bool> = (1..=5).map(|call| call == wanted).collect();
            assert_eq!(hit, expected);
        }
    }
}
