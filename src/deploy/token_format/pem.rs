//! Private keys in PEM. Source: RFC 7468, section 2; OpenPGP's armour (RFC 9580, section 6.2) is alike.

use super::{Found, base64};
use std::ops::Range;

const KEY: &str = "PRIVATE KEY";
/// The longest word before it: `ENCRYPTED `, `OPENSSH `, …
const LABEL: usize = 24;

/// A line that begins or ends a key.
pub(super) struct Marker {
    pub(super) begins: bool,
    pub(super) range: Range<usize>,
}

/// Returns the markers in a text.
pub(super) fn markers(text: &str) -> impl Iterator<Item = Marker> {
    text.match_indices(KEY)
        .filter_map(|(at, _)| marker(text, at))
}

fn marker(text: &str, key: usize) -> Option<Marker> {
    let rest = &text[key + KEY.len()..];
    let block = rest.strip_prefix(" BLOCK").unwrap_or(rest);
    let after = block.strip_prefix("-----")?;
    let label = text.as_bytes()[..key]
        .iter()
        .rev()
        .take(LABEL)
        .take_while(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || **byte == b' ')
        .count();
    let dashes = text[..key - label].strip_suffix("-----")?;
    let label = &text[key - label..key];
    let begins = label.starts_with("BEGIN ");
    (begins || label.starts_with("END ")).then(|| Marker {
        begins,
        range: dashes.len()..text.len() - after.len(),
    })
}

pub(super) fn find(text: &str, found: &mut Vec<Found>) {
    let mut key = |range| {
        found.push(Found {
            format: "private key",
            range,
        });
    };
    let mut open = None;
    let mut done = 0;
    for Marker { begins, range } in markers(text) {
        if begins {
            open = open.or(Some(range.start));
        } else {
            let start = open.take().unwrap_or_else(|| body(text, done, range.start));
            key(start..range.end);
            done = range.end;
        }
    }
    // The end is missing: nobody knows where the key stops.
    if let Some(start) = open {
        key(start..text.len());
    }
}

/// Returns where the base64 begins that goes on up to `end`, with the ends of lines in it.
fn body(text: &str, from: usize, end: usize) -> usize {
    let body = text.as_bytes()[from..end].iter().rev();
    let part = |byte: &&u8| base64(**byte) || b"=\r\n\\".contains(byte);
    end - body.take_while(part).count()
}
