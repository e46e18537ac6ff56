//! Chance that is the same for the same seed. Owns the numbers; what is drawn is the caller's.

/// A sequence of numbers. Source: "SplitMix64", Steele, Lea and Flood, 2014.
pub(super) struct Chance(u64);

impl Chance {
    /// Starts the sequence of a seed and a word.
    pub(super) fn new(seed: u64, word: &str) -> Self {
        let start = word.bytes().fold(seed, |sum, byte| {
            sum.wrapping_mul(0x0100_0000_01b3) ^ u64::from(byte)
        });
        Self(start)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// Draws a whole number, both ends included.
    pub(super) fn within(&mut self, from: i64, to: i64) -> i64 {
        let width = u64::try_from(to - from + 1).unwrap();
        from + i64::try_from(self.next() % width).unwrap()
    }

    /// Draws `true` once in `many` times.
    pub(super) fn one_in(&mut self, many: i64) -> bool {
        self.within(1, many) == 1
    }

    /// Draws one of some things.
    pub(super) fn pick<T: Clone>(&mut self, from: &[T]) -> T {
        let last = i64::try_from(from.len()).unwrap() - 1;
        from[usize::try_from(self.within(0, last)).unwrap()].clone()
    }
}
