//! Owns `Node`: a JSON-like tree that remembers where each key and value was written.
//!
//! It does not parse and does not judge; `Document` parses, `SchemaTable` judges.

use std::fmt;
use std::ops::Range;

use serde_json::{Map, Number, Value};

use crate::sealed::MASK;

/// A value and its place in the source, as bytes.
#[derive(Clone, PartialEq)]
pub struct Node {
    /// Where the value is written; for a YAML alias, where the alias is.
    pub span: Range<usize>,
    /// Where the value itself is written; differs from `span` for a YAML alias only.
    pub defined: Range<usize>,
    /// Whether the value may not be shown.
    pub sealed: bool,
    /// The value.
    pub content: Content,
}

/// The value of a [`Node`].
#[derive(Clone, PartialEq)]
pub enum Content {
    /// `null`, `~` or nothing at all.
    Null,
    /// `true` or `false`.
    Boolean(bool, Written),
    /// A number.
    Number(Number, Written),
    /// Any other scalar.
    String(String),
    /// A list.
    List(Vec<Node>),
    /// A mapping, in the order in which it was written.
    Mapping(Vec<Entry>),
}

/// The text of a scalar in the source: `1.10` is a number, but as a string it is "1.10".
pub type Written = String;

/// A key of a mapping and its value.
#[derive(Clone, PartialEq)]
pub struct Entry {
    /// The key.
    pub key: String,
    /// Where the key is written.
    pub key_span: Range<usize>,
    /// The value.
    pub value: Node,
}

impl Node {
    /// A value that nobody wrote, or whose place is known by other means.
    pub fn new(span: Range<usize>, content: Content) -> Self {
        Self {
            defined: span.clone(),
            span,
            sealed: false,
            content,
        }
    }

    /// The entries of a mapping; none for anything else.
    pub fn entries(&self) -> &[Entry] {
        match &self.content {
            Content::Mapping(entries) => entries,
            Content::Null
            | Content::Boolean(..)
            | Content::Number(..)
            | Content::String(_)
            | Content::List(_) => &[],
        }
    }

    /// The items of a list; none for anything else.
    pub fn items(&self) -> &[Self] {
        match &self.content {
            Content::List(items) => items,
            Content::Null
            | Content::Boolean(..)
            | Content::Number(..)
            | Content::String(_)
            | Content::Mapping(_) => &[],
        }
    }

    /// The entry with a key.
    pub fn entry(&self, key: &str) -> Option<&Entry> {
        self.entries().iter().find(|entry| entry.key == key)
    }

    /// The entry with a key, to be changed.
    pub fn entry_mut(&mut self, key: &str) -> Option<&mut Entry> {
        match &mut self.content {
            Content::Mapping(entries) => entries.iter_mut().find(|entry| entry.key == key),
            Content::Null
            | Content::Boolean(..)
            | Content::Number(..)
            | Content::String(_)
            | Content::List(_) => None,
        }
    }

    /// The value under a key.
    pub fn get(&self, key: &str) -> Option<&Self> {
        self.entry(key).map(|entry| &entry.value)
    }

    /// The string, if this is one.
    pub fn as_str(&self) -> Option<&str> {
        match &self.content {
            Content::String(text) => Some(text),
            Content::Null
            | Content::Boolean(..)
            | Content::Number(..)
            | Content::List(_)
            | Content::Mapping(_) => None,
        }
    }

    /// What the value is, in words, for "expected …, found …". A sealed value is not quoted.
    pub fn description(&self) -> String {
        match &self.content {
            Content::Null => "nothing".to_owned(),
            Content::Boolean(..) | Content::Number(..) | Content::String(_) if self.sealed => {
                "a value that is not shown here".to_owned()
            }
            Content::Boolean(value, _) => format!("`{value}`"),
            Content::Number(_, written) => format!("the number {written}"),
            Content::String(text) if text.chars().count() > 60 => "a long string".to_owned(),
            Content::String(text) => format!("the string {text:?}"),
            Content::List(_) => "a list".to_owned(),
            Content::Mapping(_) => "a mapping".to_owned(),
        }
    }

    /// The value as JSON, sealed or not.
    pub fn to_json(&self) -> Value {
        match &self.content {
            Content::Null => Value::Null,
            Content::Boolean(value, _) => Value::Bool(*value),
            Content::Number(value, _) => Value::Number(value.clone()),
            Content::String(text) => Value::String(text.clone()),
            Content::List(items) => items.iter().map(Self::to_json).collect(),
            Content::Mapping(entries) => Value::Object(
                entries
                    .iter()
                    .map(|entry| (entry.key.clone(), entry.value.to_json()))
                    .collect::<Map<_, _>>(),
            ),
        }
    }
}

impl fmt::Debug for Node {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.content {
            Content::List(items) => f.debug_list().entries(items).finish(),
            Content::Mapping(entries) => f
                .debug_map()
                .entries(entries.iter().map(|entry| (&entry.key, &entry.value)))
                .finish(),
            Content::Null => f.write_str("null"),
            Content::Boolean(..) | Content::Number(..) | Content::String(_) if self.sealed => {
                f.write_str(MASK)
            }
            Content::Boolean(_, written) | Content::Number(_, written) => f.write_str(written),
            Content::String(text) => fmt::Debug::fmt(text, f),
        }
    }
}
