//! Owns the rule which values of a document are never shown.
//!
//! The rule is by the name of the key above a value, and wide on purpose: a misspelled
//! `enviroment` hides its values as well. It does not know what substitution brought in.

use std::ops::Range;

use crate::document::node::{Content, Node};

/// Keys whose values are never shown: those of task definitions (Source: ECS API model,
/// `ContainerDefinition.environment`, `.secrets`, `LogConfiguration.secretOptions`) and those of
/// foghorn's own configuration.
const KEYS: [&str; 5] = [
    "environment",
    "secrets",
    "secretoptions",
    "values",
    "buildargs",
];

/// Keys whose strings say where a secret is, or what it is called, not what it is.
const NAMES: [&str; 4] = ["name", "id", "env", "file"];

/// Marks every value that may not be shown.
pub(super) fn seal(node: &mut Node) {
    match &mut node.content {
        Content::Mapping(entries) => {
            for entry in entries {
                if is_sensitive(&entry.key) {
                    seal_all(&mut entry.value);
                } else {
                    seal(&mut entry.value);
                }
            }
        }
        Content::List(items) => items.iter_mut().for_each(seal),
        Content::Null | Content::Boolean(..) | Content::Number(..) | Content::String(_) => {}
    }
}

/// Marks everything below a sensitive key. In a list of mappings (`- name: A`) the name is open; in
/// a mapping, `name` is a variable like any other.
fn seal_all(node: &mut Node) {
    match &mut node.content {
        Content::Mapping(entries) => entries
            .iter_mut()
            .for_each(|entry| seal_all(&mut entry.value)),
        Content::List(items) => items.iter_mut().for_each(seal_item),
        Content::Null | Content::Boolean(..) | Content::Number(..) | Content::String(_) => {
            node.sealed = true;
        }
    }
}

fn seal_item(item: &mut Node) {
    let Content::Mapping(entries) = &mut item.content else {
        return seal_all(item);
    };
    for entry in entries {
        let is_open = entry.value.as_str().is_some_and(|text| {
            NAMES.contains(&entry.key.as_str()) || (entry.key == "valueFrom" && is_reference(text))
        });
        if !is_open {
            seal_all(&mut entry.value);
        }
    }
}

/// Whether a `valueFrom` plainly is a reference (an ARN, or a path of a parameter, perhaps with
/// `${...}` in it), not the secret itself, put there by mistake: base64 can begin with `/`, too.
pub(crate) fn is_reference(value_from: &str) -> bool {
    let in_path = |c: char| c.is_ascii_alphanumeric() || "/_.-${}".contains(c);
    value_from.starts_with("arn:")
        || (value_from.starts_with('/') && value_from.chars().all(in_path))
}

/// Whether the values under a key are never shown.
fn is_sensitive(key: &str) -> bool {
    let key = key.to_lowercase().replace(['-', '_'], "");
    KEYS.iter().any(|known| {
        let tolerance = if known.len() > 7 { 2 } else { 1 };
        // `value` is not a misspelled `values`: tags and the like have it, and may be shown.
        key != "value" && key != "secret" && strsim::damerau_levenshtein(&key, known) <= tolerance
    })
}

/// What to hide on a line of a text that could not be parsed, so that it is not known what its
/// values are: once a sensitive key was seen, everything behind the line's first key.
pub(super) fn unparsed_line(text: &str, line: &Range<usize>) -> Option<Range<usize>> {
    let seen = text[..line.end].to_lowercase().replace(['-', '_'], "");
    let words = seen.split(|c: char| !c.is_alphanumeric());
    if !words.into_iter().any(is_sensitive) {
        return None;
    }
    let shown = &text[line.clone()];
    let indent = shown.len() - shown.trim_start().len();
    let is_key = |key: &str| {
        let key = key
            .trim()
            .trim_start_matches(['-', '{', '[', ' '])
            .trim_matches('"');
        !key.is_empty()
            && key
                .chars()
                .all(|c| c.is_alphanumeric() || c == '-' || c == '_')
    };
    let from = match shown.split_once(':') {
        Some((key, _)) if is_key(key) => key.len() + 1,
        Some(_) | None => indent,
    };
    let (from, to) = (line.start + from, line.end);
    (from < to).then_some(from..to)
}
