//! Secrets that are known by their form alone: tokens with their issuer's prefix, private keys,
//! passwords in URLs, credentials in headers.
//!
//! Owns the list of forms and how they are masked. It must not guess: a text that only looks random
//! (a digest, a commit, base64 of anything) is left alone. Every search passes once over the text.

mod header;
mod jwt;
mod lines;
mod named;
mod pem;
mod prefixed;
mod url;

use std::borrow::Cow;
use std::ops::Range;

pub use lines::{Lines, mask_lines};

/// What stands in the place of a secret.
const MASK: &str = "***";

/// A secret in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// What it is, for people, to be put after "a" or "an": `GitHub personal access token`.
    pub format: &'static str,
    /// Where it is, in bytes, between characters.
    pub range: Range<usize>,
}

/// Finds secrets, in the order of the text. No two of them overlap.
pub fn find(text: &str) -> impl Iterator<Item = Found> {
    let mut found = Vec::new();
    for search in [
        prefixed::find,
        named::find,
        header::find,
        jwt::find,
        url::find,
        pem::find,
    ] {
        search(text, &mut found);
    }
    disjoint(found).into_iter()
}

/// Returns the text with `***` in the place of every secret.
pub fn mask(text: &str) -> Cow<'_, str> {
    let mut masked = String::new();
    let mut done = 0;
    for Found { range, .. } in find(text) {
        masked.push_str(&text[done..range.start]);
        masked.push_str(MASK);
        done = range.end;
    }
    if done == 0 {
        return Cow::Borrowed(text);
    }
    masked.push_str(&text[done..]);
    Cow::Owned(masked)
}

/// Puts finds in order. Where two overlap, such as a token that is a password in a URL, all of it
/// is one find under the name of the inner one, which says more.
fn disjoint(mut all: Vec<Found>) -> Vec<Found> {
    all.sort_by_key(|found| (found.range.start, found.range.end));
    let mut kept: Vec<Found> = Vec::with_capacity(all.len());
    for found in all {
        match kept.last_mut() {
            Some(last) if found.range.start < last.range.end => {
                if found.range.len() < last.range.len() {
                    last.format = found.format;
                }
                last.range.end = last.range.end.max(found.range.end);
            }
            Some(_) | None => kept.push(found),
        }
    }
    kept
}

/// Returns how many bytes at the start of `bytes` are of an alphabet, counted up to `most`.
fn run(bytes: &[u8], alphabet: fn(u8) -> bool, most: usize) -> usize {
    bytes
        .iter()
        .take(most)
        .take_while(|byte| alphabet(**byte))
        .count()
}

/// Base64 as in RFC 4648, section 4, without padding.
fn base64(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'+' || byte == b'/'
}

/// Base64 as in RFC 4648, section 5, without padding.
fn base64url(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_'
}

#[cfg(test)]
mod tests;
