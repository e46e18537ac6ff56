//! JSON Web Tokens: `HEADER.PAYLOAD.SIGNATURE`, where header and payload are JSON objects in base64.
//! Source: RFC 7519, section 3; `eyJ` is `{"` in base64.

use super::{Found, base64url, run};

const OBJECT: &[u8] = b"eyJ";
/// The shortest header or payload that says anything: `{"alg":1}`.
const SHORTEST: usize = 12;

pub(super) fn find(text: &str, found: &mut Vec<Found>) {
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        let word = run(&bytes[at..], base64url, usize::MAX);
        match token(bytes, at, word) {
            Some((start, end)) => {
                found.push(Found {
                    format: "JSON Web Token",
                    range: start..end,
                });
                at = end;
            }
            None => at += word.max(1),
        }
    }
}

/// Returns where a token begins and ends whose header is this word. What stands right before it may
/// look like a part of it: `\n` in JSON, `%3D` in a URL, a colour of a terminal.
fn token(bytes: &[u8], at: usize, word: usize) -> Option<(usize, usize)> {
    let header = &bytes[at..at + word];
    let start = header
        .windows(OBJECT.len())
        .position(|part| part == OBJECT)?;
    if header.len() < start + SHORTEST {
        return None;
    }
    let payload = object(bytes, at + word)?;
    let end = match bytes.get(payload) {
        Some(b'.') => payload + 1 + run(&bytes[payload + 1..], base64url, usize::MAX),
        // Cut off, or printed without: still nobody's business.
        Some(_) | None => payload,
    };
    Some((at + start, end))
}

/// Returns the end of a dot with an object behind it.
fn object(bytes: &[u8], dot: usize) -> Option<usize> {
    let rest = bytes[dot..].strip_prefix(b".")?;
    let length = run(rest, base64url, usize::MAX);
    (rest.starts_with(OBJECT) && length >= SHORTEST).then_some(dot + 1 + length)
}
