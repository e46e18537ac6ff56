//! A token bucket, as AWS limits calls with: so many at once, then so many a second.

use std::time::Duration;

/// A token bucket on the run's clock.
#[derive(Debug)]
pub(crate) struct Bucket {
    /// How long an empty one takes to hold all but one of its tokens.
    depth: Duration,
    every: Duration,
    /// When it will be full again.
    full: Duration,
}

impl Bucket {
    /// Holds `burst` tokens and gets one `every` so long.
    pub(crate) fn new(burst: u32, every: Duration) -> Self {
        Self {
            depth: every * burst.saturating_sub(1),
            every,
            full: Duration::ZERO,
        }
    }

    /// Takes a token and returns when it is there: `now`, or later.
    pub(crate) fn take(&mut self, now: Duration) -> Duration {
        let turn = self.turn(now);
        self.full = self.full.max(turn) + self.every;
        turn
    }

    /// Takes a token if there is one now.
    pub(crate) fn try_take(&mut self, now: Duration) -> bool {
        let there = self.turn(now) <= now;
        if there {
            self.take(now);
        }
        there
    }

    fn turn(&self, now: Duration) -> Duration {
        self.full.saturating_sub(self.depth).max(now)
    }
}

#[cfg(test)]
mod tests {
    use super::Bucket;
    use std::time::Duration;

    #[test]
    fn the_first_go_at_once_and_the_others_in_turn() {
        let mut bucket = Bucket::new(3, Duration::from_secs(1));
        // (now, when its turn comes), in seconds
        for (now, turn) in [
            (5, 5),
            (5, 5),
            (5, 5),
            (5, 6),
            (5, 7),
            (9, 9),
            (9, 9),
            (9, 10),
            (60, 60),
        ] {
            let took = bucket.take(Duration::from_secs(now));
            assert_eq!(took, Duration::from_secs(turn), "at {now}");
        }
    }

    #[test]
    fn what_is_not_there_is_not_taken() {
        let mut bucket = Bucket::new(2, Duration::from_secs(3));
        let mut take = |now| bucket.try_take(Duration::from_secs(now));
        assert_eq!(
            [take(0), take(0), take(0), take(2)],
            [true, true, false, false]
        );
        assert_eq!([take(3), take(3), take(6)], [true, false, true]);
    }
}
