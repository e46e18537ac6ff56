//! A text of AWS's, ready to be searched.
//!
//! Owns folding (case, apostrophes, length) and cutting pieces out. Must not know any pattern.

use crate::foreign::Foreign;

/// No text of AWS's that foghorn knows is a quarter as long; what comes after is not searched, so
/// that a hostile text costs nothing.
const SEARCHED_BYTES: usize = 8 * 1024;

/// A text of AWS's: folded for searching, and with its case kept for cutting names out.
pub(crate) struct Text {
    kept: String,
    lower: String,
    cut: bool,
}

/// Where AWS cuts a task's and a container's reason, in characters; dots at the end are not certain.
/// Source: ECS API model, `Container.reason`; observed.
const CUT_AT: [usize; 2] = [255, 1024];

impl Text {
    /// Folds a text. The ECS agent writes `can’t` with U+2019, the documentation with `'`.
    pub(crate) fn of(text: &Foreign) -> Self {
        let length = text.raw().chars().take(CUT_AT[1] + 1).count();
        Self::from_raw(text.raw(), CUT_AT.contains(&length))
    }

    fn from_raw(raw: &str, cut: bool) -> Self {
        let end = raw.floor_char_boundary(SEARCHED_BYTES);
        let kept = raw[..end].replace('\u{2019}', "'");
        let lower = kept.to_ascii_lowercase();
        Self { kept, lower, cut }
    }

    /// Returns whether the text contains this, given in lower case.
    pub(crate) fn has(&self, needle: &str) -> bool {
        self.lower.contains(needle)
    }

    /// Returns whether the text begins with this, given in lower case.
    pub(crate) fn starts_with(&self, piece: &str) -> bool {
        self.lower.starts_with(piece)
    }

    /// Returns what follows each occurrence of a marker, given in lower case.
    pub(crate) fn all_after(&self, marker: &str) -> impl Iterator<Item = &str> {
        self.lower
            .match_indices(marker)
            .filter_map(|(at, found)| self.kept.get(at + found.len()..))
    }

    /// Returns what follows the first occurrence of a marker, given in lower case.
    pub(crate) fn after(&self, marker: &str) -> Option<&str> {
        // ASCII lower case keeps every byte where it was.
        let start = self.lower.find(marker)? + marker.len();
        self.kept.get(start..)
    }

    /// Returns the text without the prefix that ECS puts before a service's events:
    /// `(service NAME)`, `(service NAME, taskSet ID)`, in the documentation `service (NAME)`.
    pub(crate) fn without_service(&self) -> Self {
        let body = ["(service ", "service ("]
            .iter()
            .find(|prefix| self.lower.starts_with(**prefix))
            .and_then(|_| self.kept.split_once(") "))
            .map_or(self.kept.as_str(), |(_, body)| body);
        Self::from_raw(body, self.cut)
    }

    /// Returns the single word after a marker, or `None` if there is none or AWS cut it off.
    pub(crate) fn word_after(&self, marker: &str) -> Option<String> {
        self.word(self.after(marker)?)
    }

    /// Returns what stands between a marker and the next `end`; `None` if AWS cut it off.
    pub(crate) fn between(&self, marker: &str, end: char) -> Option<String> {
        let (inside, _) = self.after(marker)?.split_once(end)?;
        (!inside.is_empty()).then(|| inside.to_owned())
    }

    /// Returns the names of a list such as `a,b` or `a, b` after a marker, as one text.
    pub(crate) fn list_after(&self, marker: &str) -> Option<String> {
        let rest = self.after(marker)?;
        let mut names = Vec::new();
        let mut pieces = rest.split(',').peekable();
        while let Some(piece) = pieces.next() {
            // Only the last one can be cut off.
            let name = match pieces.peek() {
                Some(_) => word(piece),
                None => self.word(piece),
            };
            let Some(name) = name else { break };
            let alone = piece.trim() == name;
            names.push(name);
            if !alone {
                break;
            }
        }
        (!names.is_empty()).then(|| names.join(", "))
    }

    /// Returns the first id with this prefix, such as `subnet-`; inside a longer word it is none.
    pub(crate) fn id(&self, prefix: &str) -> Option<String> {
        let (at, _) = self.lower.match_indices(prefix).find(|(at, _)| {
            !self.lower[..*at].ends_with(|c: char| c.is_ascii_alphanumeric() || c == '-')
        })?;
        let rest = self.kept.get(at..)?;
        let end = rest
            .find(|c: char| !c.is_ascii_alphanumeric() && c != '-')
            .unwrap_or(rest.len());
        let cut = rest[end..].starts_with("...") || self.cut && end == rest.len();
        (end > prefix.len() && !cut).then(|| rest[..end].to_owned())
    }

    /// Returns the first ARN of this AWS service.
    pub(crate) fn arn_of(&self, service: &str) -> Option<String> {
        let field = format!(":{service}:");
        self.lower
            .match_indices("arn:")
            .filter_map(|(at, _)| self.word(self.kept.get(at..)?))
            .find(|arn| arn.contains(&field))
    }

    /// The word that a rest of this text begins with, or `None` if there is none or AWS cut it off.
    fn word(&self, rest: &str) -> Option<String> {
        let word = word(rest)?;
        let reaches_end = rest.trim_start_matches(QUOTES) == word;
        (!(self.cut && reaches_end)).then_some(word)
    }
}

/// What may stand before a name.
const QUOTES: [char; 5] = [' ', '\'', '"', '(', '`'];

/// The word that a text begins with, without the punctuation around it. AWS marks a cut with `...`.
fn word(text: &str) -> Option<String> {
    let text = text.trim_start_matches(QUOTES);
    let end = text
        .find(|c: char| c.is_whitespace() || c.is_control() || "'\"()[]{},;`".contains(c))
        .unwrap_or(text.len());
    let word = &text[..end];
    if word.ends_with("...") || word.ends_with('\u{2026}') {
        return None;
    }
    let word = word.trim_end_matches([':', '.']);
    (!word.is_empty()).then(|| word.to_owned())
}
