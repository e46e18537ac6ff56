//! When a call may be made that a rollout asked for: within what AWS allows an account.
//!
//! Others share the account's buckets, so a call may be refused all the same; the session then
//! tries again.

use super::bucket::Bucket;
use foghorn_deploy::rollout::Act;
use std::time::Duration;

/// The buckets of one stage. Each is a little smaller than AWS's own: there are others.
/// Source: ECS API reference, "Request throttling for the Amazon ECS API"; CloudWatch Logs quotas.
pub(super) struct Turns {
    /// AWS's: 20 at once, then one a second.
    register: Bucket,
    /// AWS's: 50 at once, then five a second.
    update: Bucket,
    /// AWS's: ten a second in some regions. A log may be read twice.
    log: Bucket,
    /// Whether there is no time to wait for turns.
    hurried: bool,
}

impl Turns {
    pub(super) fn new() -> Self {
        Self {
            register: Bucket::new(18, Duration::from_millis(1050)),
            update: Bucket::new(40, Duration::from_millis(250)),
            log: Bucket::new(4, Duration::from_millis(250)),
            hurried: false,
        }
    }

    /// Makes every turn come at once: the run was cancelled.
    pub(super) fn hurry(&mut self) {
        self.hurried = true;
    }

    /// Gives a call its turn: now, or later.
    pub(super) fn give(&mut self, act: &Act, now: Duration) -> Duration {
        if self.hurried {
            return now;
        }
        match act {
            Act::Register => self.register.take(now),
            Act::Update { .. } => self.update.take(now),
            Act::ReadLog { .. } => self.log.take(now),
            // No limit is published for the first; the others come one at a time, and rarely.
            Act::StopDeployment { .. } | Act::SearchRevision | Act::ReadRegistrant { .. } => now,
        }
    }
}
