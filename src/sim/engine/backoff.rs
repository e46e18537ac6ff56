//! The growing pause between launches of tasks that never reach RUNNING. It knows rounds, not
//! tasks: tasks launched together fail together and count once.

use super::Millis;

/// The longest pause. Source: ECS developer guide, "service throttle logic".
const LONGEST: Millis = 27 * 60 * 1000;
const FIRST: Millis = 5_000;
/// From this round on ECS says that it cannot start tasks consistently; the guide names no
/// number, this one is an inference.
const IMPAIRED: u32 = 3;

/// The start-failure back-off of one service.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Backoff {
    rounds: u32,
    until: Millis,
}

impl Backoff {
    /// Notes that a task launched at `launched` failed at `at` before it ran; returns whether the
    /// service is impaired now.
    pub(crate) fn failed(&mut self, launched: Millis, at: Millis) -> bool {
        if launched >= self.until {
            self.rounds += 1;
            let pause = FIRST << self.rounds.saturating_sub(1).min(20);
            self.until = at + pause.min(LONGEST);
        }
        self.rounds >= IMPAIRED
    }

    /// Returns the moment from which tasks may be launched.
    pub(crate) fn until(&self) -> Millis {
        self.until
    }

    /// Ends the back-off: a task runs, or another task definition was asked for.
    pub(crate) fn reset(&mut self) {
        *self = Self::default();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pause_doubles_by_round_up_to_27_minutes() {
        let mut backoff = Backoff::default();
        let mut at = 1_000_000;
        let mut pauses = Vec::new();
        for _ in 0..12 {
            let launched = at.max(backoff.until());
            at = launched + 20_000;
            backoff.failed(launched, at);
            backoff.failed(launched, at + 1);
            pauses.push((backoff.until() - at) / 1000);
        }
        assert_eq!(pauses[..4], [5, 10, 20, 40]);
        assert_eq!(pauses[10..], [1620, 1620]);
    }
}
