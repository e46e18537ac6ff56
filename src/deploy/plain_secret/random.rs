//! Owns the guess that a text is random: long, of one alphabet, and no character much more common
//! than the others.

use std::collections::BTreeMap;

/// Shorter texts are words as often as keys.
const SHORTEST: usize = 20;
/// As many hexadecimal digits as 128 bits have.
const SHORTEST_HEX: usize = 32;
/// Bits a character. Random base64 of 20 characters has 4.0 and more, English has about 3.5.
const BITS: f64 = 3.8;
/// Of hexadecimal digits, 4 at most.
const BITS_HEX: f64 = 3.0;

/// Returns whether a text looks random.
pub(super) fn looks_random(text: &str) -> bool {
    let text = text.trim();
    if text.is_ascii() && text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return text.len() >= SHORTEST_HEX
            && bits(text) >= BITS_HEX
            && text.bytes().any(|byte| byte.is_ascii_alphabetic());
    }
    let alphabet = |byte: u8| byte.is_ascii_alphanumeric() || b"+/=_-".contains(&byte);
    if text.len() < SHORTEST || !text.bytes().all(alphabet) {
        return false;
    }
    // A path, or words with dashes between, is made of pieces that are no longer than words.
    let pieces = text.split(['/', '-', '_']);
    if pieces.map(str::len).max().unwrap_or(0) < 12 {
        return false;
    }
    let has = |of: fn(&u8) -> bool| text.bytes().filter(of).count();
    let mixed = has(u8::is_ascii_digit) >= 2
        && has(u8::is_ascii_lowercase) >= 2
        && has(u8::is_ascii_uppercase) >= 2;
    mixed && bits(text) >= BITS
}

/// Shannon's entropy, in bits a character.
#[expect(clippy::cast_precision_loss, reason = "a text is not that long")]
fn bits(text: &str) -> f64 {
    let mut counts: BTreeMap<u8, usize> = BTreeMap::new();
    for byte in text.bytes() {
        *counts.entry(byte).or_default() += 1;
    }
    let length = text.len() as f64;
    let shares = counts.values().map(|count| *count as f64 / length);
    -shares.map(|share| share * share.log2()).sum::<f64>()
}
