//! How quickly manifests may follow one another: ECR takes ten PutImage a second.
//! Source: ECR User Guide, "Service quotas".

use std::time::Duration;

use tokio::time::{Instant, sleep_until};

/// As many as go at once.
const BURST: u32 = 10;
/// The time in which another one may go.
const EACH: Duration = Duration::from_millis(100);

/// A bucket that fills again with time.
#[derive(Debug, Default)]
pub(super) struct Pace {
    /// When the bucket will be full; `None` before the first turn.
    full: Option<Instant>,
}

impl Pace {
    /// Waits until the next one may go.
    pub(super) async fn turn(&mut self) {
        let now = Instant::now();
        let full = self.full.map_or(now, |full| full.max(now));
        // So long before it is full there is room for one more.
        if let Some(free) = full.checked_sub(EACH * (BURST - 1)) {
            sleep_until(free).await;
        }
        self.full = Some(full + EACH);
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use tokio::time::Instant;

    use super::Pace;

    #[tokio::test(start_paused = true)]
    async fn ten_at_once_then_ten_a_second() {
        let (mut pace, began) = (Pace::default(), Instant::now());
        for (turns, after) in [(10, 0), (1, 100), (10, 1100), (5, 1600)] {
            for _ in 0..turns {
                pace.turn().await;
            }
            assert_eq!(began.elapsed(), Duration::from_millis(after), "{turns}");
        }
        tokio::time::sleep(Duration::from_secs(9)).await;
        let rested = Instant::now();
        for _ in 0..10 {
            pace.turn().await;
        }
        assert_eq!(rested.elapsed(), Duration::ZERO);
    }
}
