//! Points in time, as data. Nothing here reads a clock.
//!
//! There are two clocks and they are never mixed: AWS's, which dates everything AWS shows, and the
//! run's own, a [`std::time::Duration`] since the run began.

use serde::{Deserialize, Serialize};
use std::time::Duration;

/// A moment on AWS's clock, in milliseconds since 1970-01-01 UTC.
///
/// Ages of tasks, events and deployments are differences of two of these, both AWS's: the local
/// clock of a CI runner may be wrong by minutes.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
pub struct AwsTime(pub i64);

/// Returns whole milliseconds, as events count them.
pub fn millis(span: Duration) -> u64 {
    u64::try_from(span.as_millis()).unwrap_or(u64::MAX)
}

impl AwsTime {
    /// Returns how long before `self` the other moment was; zero if it was not before.
    pub fn since(self, earlier: Self) -> Duration {
        Duration::from_millis(u64::try_from(self.0.saturating_sub(earlier.0)).unwrap_or(0))
    }

    /// Returns the moment `by` later.
    pub fn plus(self, by: Duration) -> Self {
        Self(
            self.0
                .saturating_add(i64::try_from(by.as_millis()).unwrap_or(i64::MAX)),
        )
    }
}
