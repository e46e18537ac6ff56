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
    /// Whether the deployment stands still by design: it bakes, or waits for an answer.
    pub(super) standing: bool,
    /// Whether ECS goes back.
    pub(super) rolling_back: bool,
    /// Until the soak can be over, counted from the first reading that showed all tasks running;
    /// how long it has been over is not counted.
    pub(super) soak_left: Duration,
}

/// A verdict is near: it comes within two seconds of ECS's own.
const NEAR: Duration = Duration::from_millis(1800);
/// All tasks of ours run and the others are gone, but the soak is not over: no verdict is near.
const SOAKING: Duration = Duration::from_secs(4);
/// A deployment that bakes or waits for an answer does so for minutes or hours; an alarm that ends
/// it is told this late at most.
const STANDING: Duration = Duration::from_secs(5);
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
        if self.rolling_back {
            return NEAR;
        }
        if self.standing {
            return STANDING;
        }
        if self.all_running && !self.old_left {
            return self.soak_left.clamp(NEAR, SOAKING);
        }
        if self.age < QUIET {
            return QUIET.saturating_sub(self.age).max(Duration::from_secs(2));
        }
        if self.age > LONG {
            return Duration::from_secs(6);
        }
        Duration::from_millis(2900)
    }
}

/// How long the next look at stopped tasks may be off, even if nothing hints at one: events are
/// de-duplicated for six hours and `failedTasks` can stay 0. Source: ECS developer guide,
/// "service event messages"; ECS API model, `Deployment.failedTasks`.
pub(super) const STOPPED_TASKS_EVERY: Duration = Duration::from_secs(15);

/// How often to say that nothing has changed.
pub(super) const HEARTBEAT: Duration = Duration::from_secs(30);
