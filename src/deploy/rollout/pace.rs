//! How long to wait before the next reading.
//!
//! Quick when a verdict is near, slow when nothing can happen: a whole wait stays under 25 calls a
//! minute on average and far under the token buckets of the ECS API (100 burst, 20 a second for
//! DescribeServices; source: ECS developer guide, "request throttling").

use std::time::Duration;

/// What the pace depends on.
#[derive(Debug, Clone, Copy)]
pub(super) struct Pace {
    /// Since the deployment started.
    pub(super) age: Duration,
    /// Whether the last reading showed our deployment.
    pub(super) seen: bool,
    /// Whether all tasks of ours run.
    pub(super) all_running: bool,
    /// Whether tasks of other deployments are still there.
    pub(super) old_left: bool,
    /// Whether ECS goes back.
    pub(super) rolling_back: bool,
}

/// A Fargate task takes longer than this from its making to the first way it can fail.
const QUIET: Duration = Duration::from_secs(8);
/// After this a deployment is slow, and a second more does not matter.
const LONG: Duration = Duration::from_mins(15);

impl Pace {
    /// Returns the time until the next reading.
    pub(super) fn after(self) -> Duration {
        if !self.seen {
            return Duration::from_secs(1);
        }
        if self.all_running && !self.old_left {
            return Duration::from_millis(1200);
        }
        if self.rolling_back {
            return Duration::from_secs(2);
        }
        if self.age < QUIET {
            return QUIET.saturating_sub(self.age).max(Duration::from_secs(2));
        }
        if self.age > LONG {
            return Duration::from_secs(6);
        }
        Duration::from_millis(2700)
    }
}

/// How long the next look at stopped tasks may be off, even if nothing hints at one: events are
/// de-duplicated for six hours and `failedTasks` can stay 0. Source: ECS developer guide,
/// "service event messages"; ECS API model, `Deployment.failedTasks`.
pub(super) const STOPPED_TASKS_EVERY: Duration = Duration::from_secs(20);

/// How often to say that nothing has changed.
pub(super) const HEARTBEAT: Duration = Duration::from_secs(30);
