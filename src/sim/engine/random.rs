//! All chance of a region, from one seed: durations, ids and addresses. The same seed and the
//! same calls give the same world.

use super::Millis;
use super::timing::Span;

/// A small seeded generator (splitmix64).
#[derive(Debug, Clone)]
pub(crate) struct Chance {
    state: u64,
}

impl Chance {
    pub(crate) fn new(seed: u64) -> Self {
        Self { state: seed }
    }

    fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.state;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// Returns a length of time within the span, both ends included.
    pub(crate) fn within(&mut self, span: Span) -> Millis {
        let width = span.to.saturating_sub(span.from).max(0).unsigned_abs();
        let offset = self.next() % (width + 1);
        span.from + i64::try_from(offset).unwrap_or(0)
    }

    /// Returns `length` hexadecimal digits, as in task ids.
    pub(crate) fn hex(&mut self, length: usize) -> String {
        self.letters(length, b"0123456789abcdef")
    }

    /// Returns a number of exactly `length` digits, as in `ecs-svc/1234567890123456789`.
    pub(crate) fn digits(&mut self, length: usize) -> String {
        let first = self.letters(1, b"123456789");
        first + &self.letters(length.saturating_sub(1), b"0123456789")
    }

    /// Returns the mixed letters and digits of a service deployment's id.
    pub(crate) fn token(&mut self, length: usize) -> String {
        self.letters(
            length,
            b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789",
        )
    }

    /// Returns a UUID, as in event and request ids.
    pub(crate) fn uuid(&mut self) -> String {
        [8, 4, 4, 4, 12].map(|length| self.hex(length)).join("-")
    }

    fn letters(&mut self, length: usize, alphabet: &[u8]) -> String {
        let count = alphabet.len() as u64;
        (0..length)
            .filter_map(|_| {
                let index = usize::try_from(self.next() % count).unwrap_or(0);
                alphabet.get(index).copied().map(char::from)
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_gives_the_same_ids_of_the_right_length() {
        let (mut one, mut two) = (Chance::new(7), Chance::new(7));
        assert_eq!(one.digits(19), two.digits(19));
        assert_eq!(one.hex(32).len(), 32);
        assert_eq!(one.digits(19).len(), 19);
        let span = Span { from: 5, to: 7 };
        assert!((0..100).all(|_| (5..=7).contains(&one.within(span))));
    }
}
