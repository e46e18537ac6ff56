//! AWS's time in the simulation: it starts somewhere and runs `scale` times as fast as ours. Where
//! that is 0 it stands still but for what it is told to let pass.

use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Instant, SystemTime, UNIX_EPOCH};

use crate::engine::Millis;
use crate::world;

/// The running clock. Signatures are checked on [`wall`] instead, since clients sign with their
/// own clock, which does not run faster.
#[derive(Debug)]
pub(crate) struct Clock {
    started: Instant,
    started_at: Millis,
    scale: f64,
    passed: AtomicI64,
}

impl Clock {
    pub(crate) fn start(clock: &world::Clock) -> Self {
        Self {
            started: Instant::now(),
            started_at: clock.start.unwrap_or_else(wall),
            scale: if clock.scale.is_finite() {
                clock.scale.max(0.0)
            } else {
                1.0
            },
            passed: AtomicI64::new(0),
        }
    }

    /// Lets time pass at once.
    pub(crate) fn pass(&self, by: Millis) {
        self.passed.fetch_add(by.max(0), Ordering::SeqCst);
    }

    /// AWS's time now.
    #[expect(
        clippy::cast_possible_truncation,
        reason = "a float's cast to i64 saturates"
    )]
    pub(crate) fn now(&self) -> Millis {
        let elapsed = self.started.elapsed().as_secs_f64() * 1000.0 * self.scale;
        self.started_at
            .saturating_add(elapsed as Millis)
            .saturating_add(self.passed.load(Ordering::SeqCst))
    }
}

/// The time of this machine, epoch milliseconds.
pub(crate) fn wall() -> Millis {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .ok()
        .and_then(|since| Millis::try_from(since.as_millis()).ok())
        .unwrap_or(0)
}
