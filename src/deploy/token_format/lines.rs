//! Lines that belong together, such as those of a log: a private key goes over several of them.
//!
//! Owns which lines are part of a key; what is masked in a line alone is the other modules' work.

use super::{MASK, base64, mask, pem};
use std::borrow::Cow;

/// A key of 16384 bits has 200 lines; whatever goes on for longer is none.
const MOST: usize = 256;
/// What stands in a line of a key, unless it is the last one. OpenSSH has 70, all others 64.
const FULL: usize = 40;

/// Masks one line after the other, as they come.
#[derive(Debug, Default)]
pub struct Lines {
    key: Option<Key>,
}

/// A key that has begun.
#[derive(Debug)]
struct Key {
    /// Lines since then.
    lines: usize,
    /// Words of the line before, if that was part of it: a time or the number of a step may stand
    /// before the key itself.
    words: Option<usize>,
}

impl Lines {
    /// Returns the next line with `***` in the place of every secret.
    pub fn mask<'t>(&mut self, line: &'t str) -> Cow<'t, str> {
        if !line.contains('\n') {
            return self.one(line);
        }
        let lines: Vec<_> = line.split('\n').map(|line| self.one(line)).collect();
        Cow::Owned(lines.join("\n"))
    }

    fn one<'t>(&mut self, line: &'t str) -> Cow<'t, str> {
        if let Some(marker) = pem::markers(line).last() {
            self.key = marker.begins.then_some(Key {
                lines: 0,
                words: None,
            });
        } else if let Some(key) = &mut self.key {
            key.lines += 1;
            let words = words(line);
            let part = body(line).filter(|part| part.len() >= FULL || key.words == Some(words));
            key.words = part.map(|_| words);
            if let Some(part) = part {
                return masked(line, part);
            }
            if key.lines > MOST {
                self.key = None;
            }
        }
        mask(line)
    }
}

/// Returns lines, of which the first may be in the middle of a key, with `***` in the place of
/// every secret.
pub fn mask_lines<'t>(lines: impl IntoIterator<Item = &'t str>) -> Vec<String> {
    let mut state = Lines::default();
    let mut masked: Vec<Vec<Line<'t>>> = Vec::new();
    for line in lines {
        let parts = line.split('\n').map(|text| Line {
            text,
            in_key: state.key.is_some(),
            shown: state.one(text),
        });
        masked.push(parts.collect());
    }
    without_tails(masked.iter_mut().flatten().collect());
    masked
        .into_iter()
        .map(|parts| {
            let parts: Vec<_> = parts.into_iter().map(|line| line.shown).collect();
            parts.join("\n")
        })
        .collect()
}

struct Line<'t> {
    text: &'t str,
    /// A key had begun before it.
    in_key: bool,
    shown: Cow<'t, str>,
}

/// Masks the lines before the end of a key whose beginning is not there.
fn without_tails(mut lines: Vec<&mut Line<'_>>) {
    for end in 0..lines.len() {
        let marker = pem::markers(lines[end].text).next();
        let Some(marker) = marker.filter(|marker| !marker.begins && !lines[end].in_key) else {
            continue;
        };
        let before = words(&lines[end].text[..marker.range.start]);
        for (back, line) in lines[..end].iter_mut().rev().take(MOST).enumerate() {
            // The last line is short, and so is the checksum of OpenPGP behind it.
            let last = back < 2 && words(line.text) == before + 1;
            let part = body(line.text).filter(|part| last || part.len() >= FULL);
            let Some(part) = part else { break };
            line.shown = masked(line.text, part);
        }
    }
}

fn words(text: &str) -> usize {
    text.split_whitespace().count()
}

/// Returns the last word if it may be a line of a key, however it is quoted.
fn body(line: &str) -> Option<&str> {
    let word = line.split_whitespace().next_back()?;
    let inner = word.trim_matches(|c| "\"',;".contains(c));
    let part = |byte| base64(byte) || byte == b'=' || byte == b'\\';
    (!inner.is_empty() && inner.bytes().all(part)).then_some(word)
}

/// Masks the last word of a line.
fn masked<'t>(line: &'t str, part: &str) -> Cow<'t, str> {
    let before = line.trim_end().len() - part.len();
    Cow::Owned(format!("{}{MASK}", &line[..before]))
}
