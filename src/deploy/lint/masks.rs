//! Owns what of a problem is masked: values that `values` and `env` brought into the definition, and
//! tokens that stand on the line of a problem.
//!
//! Rules may so quote what they judge. Values of `environment` they never quote.

use crate::document::{Content, Node};
use crate::problem::Problem;
use crate::sealed::MASK;
use crate::token_format;

/// Keys whose values no rule quotes; other texts may be the same as one of them by chance.
const UNQUOTED: [&str; 2] = ["value", "valueFrom"];

/// Everything that a rule could quote and may not be shown, the longest first.
pub(super) fn sealed(root: &Node) -> Vec<String> {
    let mut found = Vec::new();
    collect(root, &mut found);
    found.sort_by_key(|text| std::cmp::Reverse(text.len()));
    found.dedup();
    found
}

fn collect(node: &Node, found: &mut Vec<String>) {
    match &node.content {
        Content::List(items) => items.iter().for_each(|item| collect(item, found)),
        Content::Mapping(entries) => {
            let quoted = entries
                .iter()
                .filter(|entry| !UNQUOTED.contains(&entry.key.as_str()));
            quoted.for_each(|entry| collect(&entry.value, found));
        }
        Content::String(text) | Content::Number(_, text) | Content::Boolean(_, text)
            if node.sealed && !text.is_empty() =>
        {
            found.push(text.clone());
        }
        Content::Null | Content::Boolean(..) | Content::Number(..) | Content::String(_) => {}
    }
}

/// The problem as it may be shown.
pub(super) fn applied(mut problem: Problem, sealed: &[String]) -> Problem {
    let mask = |text: &str| {
        let text = token_format::mask(text).into_owned();
        sealed
            .iter()
            .fold(text, |text, value| without(&text, value))
    };
    for text in std::iter::once(&mut problem.message).chain(&mut problem.help) {
        *text = mask(text);
    }
    if let Some(spot) = &mut problem.place.spot {
        let masked = token_format::mask(&spot.excerpt.text).into_owned();
        if masked != spot.excerpt.text {
            // What was meant has moved; most often it is the first mask.
            let start = masked.find(MASK).unwrap_or(0);
            spot.excerpt.marked = start..start + MASK.len().min(masked.len() - start);
            spot.excerpt.text = masked;
        }
    }
    problem
}

/// The text with a mask wherever a value stands as a word of its own.
fn without(text: &str, value: &str) -> String {
    let mut out = String::new();
    let mut done = 0;
    for (at, _) in text.match_indices(value) {
        let end = at + value.len();
        let inside = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
        let whole = !inside(text[..at].chars().next_back()) && !inside(text[end..].chars().next());
        if at >= done && (whole || value.len() > 8) {
            out.push_str(&text[done..at]);
            out.push_str(MASK);
            done = end;
        }
    }
    out.push_str(&text[done..]);
    out
}
