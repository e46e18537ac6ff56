//! Identifiers that only have to be unique and look right: request ids, keys, tokens. All come
//! from one counter, so that a run is repeatable; none of them is secret in any real sense.

use sha2::{Digest, Sha256};

/// Hands out identifiers.
#[derive(Debug)]
pub(crate) struct Identifiers {
    seed: u64,
    next: u64,
}

impl Identifiers {
    pub(crate) fn new(seed: u64) -> Self {
        Self { seed, next: 0 }
    }

    /// Returns 64 lower-case hex digits.
    pub(crate) fn hex(&mut self) -> String {
        self.next += 1;
        hex(&Sha256::digest(format!("{}:{}", self.seed, self.next)))
    }

    /// Returns a UUID in form (the version is that of a random one).
    pub(crate) fn uuid(&mut self) -> String {
        let hex = self.hex();
        format!(
            "{}-{}-4{}-a{}-{}",
            &hex[..8],
            &hex[8..12],
            &hex[13..16],
            &hex[17..20],
            &hex[20..32]
        )
    }

    /// Returns an access key id of a session: `ASIA` and sixteen characters.
    pub(crate) fn session_key(&mut self) -> String {
        format!("ASIA{}", &self.hex()[..16].to_uppercase())
    }
}

/// Writes bytes as lower-case hex.
pub(crate) fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    bytes
        .iter()
        .flat_map(|byte| [byte >> 4, byte & 15])
        .map(|digit| char::from(DIGITS[usize::from(digit)]))
        .collect()
}
