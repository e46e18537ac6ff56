//! The run's one clock. Only `drive` and what starts a run may ask it; nothing else knows the time.
//!
//! It can run faster than real time, in step with the simulated AWS, so that a rehearsal of three
//! minutes takes seconds and nothing in the waiting has to be different for it.

use std::time::{Duration, Instant};

/// The clock of a run.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Clock {
    began: Instant,
    scale: u32,
}

impl Clock {
    /// Starts a clock that runs `scale` times as fast as real time; 1 for real deployments.
    pub(crate) fn start(scale: u32) -> Self {
        Self {
            began: Instant::now(),
            scale: scale.max(1),
        }
    }

    /// Returns how long the run has lasted, on its own clock.
    pub(crate) fn now(self) -> Duration {
        Instant::now().saturating_duration_since(self.began) * self.scale
    }

    /// Sleeps until the run has lasted this long.
    pub(crate) async fn sleep_until(self, moment: Duration) {
        let left = moment.saturating_sub(self.now());
        tokio::time::sleep(left / self.scale).await;
    }
}
