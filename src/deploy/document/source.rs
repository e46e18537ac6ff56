//! Owns `Source`: the text of a file, its lines and columns, and the parts of it that are masked.
//!
//! It does not parse; who parses tells it which ranges hold values that may not be shown.

use std::fmt;
use std::ops::Range;

use crate::document::sensitive;
use crate::sealed::MASK;

/// How many characters of a long line are shown on each side of the place meant.
const WINDOW: usize = 70;
/// How many bytes from the place meant on are looked at: a line can be a whole file, and many places
/// in it may be meant. Enough for two windows of the widest characters.
const AHEAD: usize = 20 * WINDOW;

/// A file's name and text.
#[derive(Clone)]
pub struct Source {
    name: String,
    text: String,
    /// Where each line starts: many places are looked up in one file.
    starts: Vec<usize>,
    /// The byte ranges that may not be shown, in order; none overlaps another.
    hidden: Vec<Range<usize>>,
    /// Whether all values are in the tree, so that `hidden` has all that may not be shown.
    understood: bool,
}

/// One line of a source, fit to be shown.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Excerpt {
    /// The line, with values that may not be shown replaced by `***`, and cut when it is long.
    pub text: String,
    /// The byte range of `text` that is meant.
    pub marked: Range<usize>,
}

impl Source {
    /// A source that was not parsed yet. A byte-order mark is left out.
    pub fn new(name: &str, text: &str) -> Self {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let after = text.match_indices('\n').map(|(at, _)| at + 1);
        Self {
            name: name.to_owned(),
            text: text.to_owned(),
            starts: std::iter::once(0).chain(after).collect(),
            hidden: Vec::new(),
            understood: false,
        }
    }

    /// The file's name, as the user gave it.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The whole text. Not to be shown.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The text in a range, empty if there is no such range. Not to be shown.
    pub fn slice(&self, span: &Range<usize>) -> &str {
        self.text.get(span.clone()).unwrap_or_default()
    }

    /// Says which ranges may not be shown. All others may from now on, if the text was understood
    /// as a whole; the values of duplicated keys, for one, are in no tree.
    pub(super) fn mask(&mut self, mut ranges: Vec<Range<usize>>, understood: bool) {
        ranges.sort_by_key(|range| range.start);
        ranges.dedup_by(|next, range| {
            let overlaps = next.start < range.end;
            if overlaps {
                range.end = range.end.max(next.end);
            }
            overlaps
        });
        self.hidden = ranges;
        self.understood = understood;
    }

    /// The line and the column of a byte, both from 1; the column counts characters.
    pub fn position(&self, offset: usize) -> (usize, usize) {
        let offset = self.floor(offset);
        let number = self.line_number(offset);
        let start = self.starts[number - 1];
        (number, self.text[start..offset].chars().count() + 1)
    }

    /// The line in which a range starts, with the part of the range that is on it marked.
    pub fn excerpt(&self, span: &Range<usize>) -> Excerpt {
        let line = self.line_around(span.start);
        let start = self.floor(span.start);
        let end = self.floor(span.end).clamp(start, line.end);
        let mut text = String::new();
        let mut marked = None::<Range<usize>>;
        let hidden = self.hidden_on(&line);
        let from = self.shown_from(&line, start, &hidden);
        let mut masked_until = from;
        let mut hidden = hidden.into_iter().peekable();
        for (at, character) in self.text[from..line.end].char_indices() {
            let at = from + at;
            if at < masked_until {
                continue;
            }
            if marked
                .as_ref()
                .is_some_and(|marked| text.len() - marked.start > AHEAD)
            {
                break;
            }
            let before = text.len();
            while hidden.next_if(|range| range.end <= at).is_some() {}
            let upto = if let Some(range) = hidden.peek().filter(|range| range.contains(&at)) {
                text.push_str(MASK);
                masked_until = range.end;
                range.end
            } else {
                text.push(if character.is_control() && character != '\t' {
                    '\u{fffd}'
                } else {
                    character
                });
                at + character.len_utf8()
            };
            if at < end.max(start + 1) && upto > start {
                let from = marked.map_or(before, |range| range.start);
                marked = Some(from..text.len());
            }
        }
        let marked = marked.unwrap_or(text.len()..text.len());
        window(&text, &marked)
    }

    /// Where on a line to begin, so that more than a window is shown before `start`.
    fn shown_from(&self, line: &Range<usize>, start: usize, hidden: &[Range<usize>]) -> usize {
        let mut at = start;
        let mut shown = 0;
        while at > line.start && shown < 2 * WINDOW {
            let before = hidden.partition_point(|range| range.start < at);
            let range = before.checked_sub(1).and_then(|last| hidden.get(last));
            if let Some(range) = range.filter(|range| range.end >= at) {
                at = range.start;
                shown += MASK.len();
            } else {
                at = self.floor(at - 1);
                shown += 1;
            }
        }
        at.max(line.start)
    }

    /// What is hidden on a line, in order: a line can be a whole file, and is gone through once.
    fn hidden_on(&self, line: &Range<usize>) -> Vec<Range<usize>> {
        let from = self.hidden.partition_point(|range| range.end <= line.start);
        let known = self.hidden[from..].iter();
        let known = known.take_while(|range| range.start < line.end);
        let known = known.map(|range| range.start.max(line.start)..range.end.min(line.end));
        let guessed = (!self.understood).then(|| sensitive::unparsed_line(&self.text, line));
        let mut all: Vec<Range<usize>> = known.chain(guessed.flatten()).collect();
        all.sort_by_key(|range| range.start);
        all
    }

    /// The line around a byte, without its end.
    fn line_around(&self, offset: usize) -> Range<usize> {
        let number = self.line_number(self.floor(offset));
        let start = self.starts[number - 1];
        let next = self.starts.get(number);
        let end = next.map_or(self.text.len(), |next| next - 1);
        let end = if self.text[start..end].ends_with('\r') {
            end - 1
        } else {
            end
        };
        start..end.max(start)
    }

    /// The number of the line that a byte is on, from 1. The first line starts at 0.
    fn line_number(&self, offset: usize) -> usize {
        self.starts.partition_point(|start| *start <= offset).max(1)
    }

    /// The nearest boundary of a character at or before a byte.
    fn floor(&self, offset: usize) -> usize {
        let mut offset = offset.min(self.text.len());
        while !self.text.is_char_boundary(offset) {
            offset -= 1;
        }
        offset
    }
}

/// Cuts a long line around the marked part.
fn window(text: &str, marked: &Range<usize>) -> Excerpt {
    let from = text[..marked.start]
        .char_indices()
        .rev()
        .nth(WINDOW)
        .map_or(0, |(at, _)| at);
    let marked_end = text[marked.start..marked.end]
        .char_indices()
        .nth(WINDOW)
        .map_or(marked.end, |(at, _)| marked.start + at);
    let to = text[marked_end..]
        .char_indices()
        .nth(WINDOW)
        .map_or(text.len(), |(at, _)| marked_end + at);
    let mut cut = String::new();
    if from > 0 {
        cut.push('…');
    }
    let shift = cut.len();
    cut.push_str(&text[from..to]);
    if to < text.len() {
        cut.push('…');
    }
    Excerpt {
        text: cut,
        marked: marked.start - from + shift..marked_end - from + shift,
    }
}

impl fmt::Debug for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Source")
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn masked(text: &str, hidden: Option<Range<usize>>) -> Source {
        let mut source = Source::new("f", text);
        source.mask(hidden.into_iter().collect(), true);
        source
    }

    #[test]
    fn positions_count_characters_from_one() {
        let source = Source::new("f", "\u{feff}é: 1\r\nb: 2");
        for (offset, position) in [
            (0, (1, 1)),
            (2, (1, 2)),
            (4, (1, 4)),
            (7, (2, 1)),
            (99, (2, 5)),
        ] {
            assert_eq!(source.position(offset), position, "{offset}");
        }
    }

    #[test]
    fn hidden_values_are_masked_and_still_marked() {
        let text = "a: 1\nvalue: hunter2, b: x\n";
        let source = masked(text, Some(12..19));
        assert_eq!(
            source.excerpt(&(12..19)),
            Excerpt {
                text: "value: ***, b: x".to_owned(),
                marked: 7..10
            }
        );
        assert_eq!(
            source.excerpt(&(21..22)),
            Excerpt {
                text: "value: ***, b: x".to_owned(),
                marked: 12..13
            }
        );
        assert_eq!(source.excerpt(&(0..1)).text, "a: 1");
    }

    #[test]
    fn long_lines_are_cut_around_the_place() {
        let text = format!("{}X{}", "a".repeat(500), "b".repeat(500));
        let excerpt = masked(&text, None).excerpt(&(500..501));
        assert_eq!(&excerpt.text[excerpt.marked.clone()], "X");
        assert!(excerpt.text.chars().count() < 150, "{}", excerpt.text);
    }

    #[test]
    fn a_file_on_one_line_is_cut_the_same_everywhere_and_masked() {
        let item = "[name, hunter2 hunter2],";
        let mut source = Source::new("f", &item.repeat(400));
        let at = |number: usize| number * item.len();
        // What overlaps is one range.
        let hidden = |number| {
            [
                at(number) + 7..at(number) + 18,
                at(number) + 12..at(number) + 22,
            ]
        };
        source.mask((0..400).flat_map(hidden).collect(), true);
        let meant = |number| source.excerpt(&(at(number) + 1..at(number) + 5));
        let one = meant(200);
        assert_eq!(one, meant(300));
        assert_eq!(&one.text[one.marked.clone()], "name");
        assert!(one.text.starts_with('…') && one.text.ends_with('…'));
        assert!(one.text.contains("],[name, ***],[") && !one.text.contains("hunter2"));
        assert!(!meant(0).text.starts_with('…'));
        assert!(!meant(399).text.ends_with('…'));
        // A whole that is hidden in parts.
        let all = source.excerpt(&(0..at(400)));
        assert!(all.text.starts_with("[name, ***],") && all.text.ends_with('…'));
    }

    #[test]
    fn a_range_beyond_the_end_marks_the_end() {
        let excerpt = masked("abc", None).excerpt(&(9..12));
        assert_eq!(
            excerpt,
            Excerpt {
                text: "abc".to_owned(),
                marked: 3..3
            }
        );
    }
}
