//! How long to wait before the next reading.
//!
//! Quick when a verdict is near, slow when nothing can happen: a healthy deployment costs about 25
//! calls a minute, half of what a tool makes that asks once a second, and far under the token buckets
//! of the ECS API (100 burst, 20 a second for DescribeServices; source: ECS developer guide, "request
//! throttling"). A failing one costs more a minute and ends sooner.

use std::time::Duration;

/// What the pace depends on.
#[derive(Debug, Clone, Copy)]
pub(super) struct Pace {
    /// Since the deployment started.
    pub(super) age: Duration,
    /// Since the counts of its own tasks changed.
    pub(super) unchanged: Duration,
    /// Whether the last reading showed our deployment.
    pub(super) seen: bool,
    /// Whether all tasks of ours run.
    pub(super) all_running: bool,
    /// Whether tasks of other deployments are still there.
    pub(super) old_left: bool,
    /// Whether its strategy shifts traffic.
    pub(super) shifts_traffic: bool,
    /// Whether the deployment stands still by design: it bakes, or waits for an answer.
    pub(super) standing: bool,
    /// Whether ECS goes back.
    pub(super) rolling_back: bool,
    /// Until the soak can be over, counted from the first reading that showed all tasks running;
    /// how long it has been over is not counted.
    pub(super) soak_left: Duration,
}

/// Only ECS's word is missing: the verdict comes within two and a half seconds of it.
const NEAR: Duration = Duration::from_millis(2400);
/// ECS goes back.
const ROLLING_BACK: Duration = Duration::from_secs(2);
/// Tasks were just started, stopped or replaced: what can fail fails soon after.
const LIVELY: Duration = Duration::from_millis(1900);
/// So long after their counts changed, while some are still to run.
const LIVELY_TO_START: Duration = Duration::from_secs(25);
/// So long after their counts changed, once all run.
const LIVELY_TO_RUN: Duration = Duration::from_secs(6);
/// Tasks are still to run: a large image is pulled, or capacity is missing.
const STARTING: Duration = Duration::from_secs(3);
/// Tasks of ours run, and the old ones drain.
const DRAINING: Duration = Duration::from_millis(3500);
/// Traffic is shifted from the old tasks to ours, which takes two calls to see.
const SHIFTING: Duration = Duration::from_secs(4);
/// All tasks of ours run, but the soak is not over: no verdict is near.
const SOAKING: Duration = Duration::from_millis(4400);
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
            return ROLLING_BACK;
        }
        if self.standing {
            return STANDING;
        }
        if self.age < QUIET {
            return QUIET.saturating_sub(self.age).max(Duration::from_secs(2));
        }
        let lively_for = if self.all_running {
            LIVELY_TO_RUN
        } else {
            LIVELY_TO_START
        };
        if self.unchanged < lively_for {
            return LIVELY;
        }
        if self.all_running && self.shifts_traffic {
            return SHIFTING;
        }
        if self.all_running {
            let nearest = if self.old_left { DRAINING } else { NEAR };
            return self.soak_left.clamp(nearest, SOAKING);
        }
        if self.age > LONG {
            return Duration::from_secs(6);
        }
        STARTING
    }
}

/// How long the next look at stopped tasks may be off, even if nothing hints at one: events are
/// de-duplicated for six hours and `failedTasks` can stay 0. Source: ECS developer guide,
/// "service event messages"; ECS API model, `Deployment.failedTasks`.
pub(super) const STOPPED_TASKS_EVERY: Duration = Duration::from_secs(15);

/// How often to say that nothing has changed.
pub(super) const HEARTBEAT: Duration = Duration::from_secs(30);
