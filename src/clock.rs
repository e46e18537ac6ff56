//! The run's one clock. Only `drive` and what starts a run may ask it; nothing else knows the time.
//!
//! Beside real time it knows two others, both in step with a simulated AWS, so that nothing in the
//! waiting has to be different for them: time that runs faster, for a rehearsal that a person
//! watches, and time that passes in steps, for tests whose stories must not depend on how busy the
//! machine is.

mod stepped;

pub(crate) use stepped::Work;

use std::time::{Duration, Instant};
use stepped::Stepped;

/// The clock of a run.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Clock(Course);

/// How time passes.
#[derive(Debug, Clone, Copy)]
enum Course {
    Running { began: Instant, scale: u32 },
    // A run has one clock, which lives as long as the process.
    Stepped(&'static Stepped),
}

impl Clock {
    /// Starts a clock that runs `scale` times as fast as real time; 1 for real deployments.
    pub(crate) fn start(scale: u32) -> Self {
        Self(Course::Running {
            began: Instant::now(),
            scale: scale.max(1),
        })
    }

    /// Starts a clock that moves itself and the simulated AWS at this address, `HOST:PORT`, to the
    /// next moment that somebody waits for, whenever nothing else is under way.
    pub(crate) fn stepped(simulator: String) -> Self {
        Self(Course::Stepped(Box::leak(Box::new(Stepped::new(
            simulator,
        )))))
    }

    /// Returns how long the run has lasted, on its own clock.
    pub(crate) fn now(self) -> Duration {
        match self.0 {
            Course::Running { began, scale } => {
                Instant::now().saturating_duration_since(began) * scale
            }
            Course::Stepped(stepped) => stepped.now(),
        }
    }

    /// Sleeps until the run has lasted this long.
    pub(crate) async fn sleep_until(self, moment: Duration) {
        match self.0 {
            Course::Running { scale, .. } => {
                let left = moment.saturating_sub(self.now());
                tokio::time::sleep(left / scale).await;
            }
            Course::Stepped(stepped) => stepped.sleep_until(moment).await,
        }
    }

    /// Says that something is under way until the answer is dropped: time that passes in steps
    /// stands still meanwhile, unless whoever is at work sleeps.
    pub(crate) fn work(self) -> Work {
        match self.0 {
            Course::Running { .. } => Work::untold(),
            Course::Stepped(stepped) => stepped.work(),
        }
    }
}
