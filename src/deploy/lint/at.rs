//! Owns `At`: a value of a document together with its place, to be asked what it is.
//!
//! It does not judge. What stands for something else (a placeholder) answers as if it were not
//! known, so that no rule judges it.

use std::ops::Range;

use crate::document::{Content, Document, Node, Path, Source};
use crate::problem::Place;
use crate::task_definition::placeholder;

/// A value and its place.
#[derive(Clone)]
pub(super) struct At<'d> {
    document: &'d Document,
    node: &'d Node,
    key_span: Option<&'d Range<usize>>,
    pub(super) path: Path,
}

impl<'d> At<'d> {
    pub(super) fn root(document: &'d Document) -> Self {
        Self {
            document,
            node: &document.root,
            key_span: None,
            path: Path::root(),
        }
    }

    /// The value under a key, unless it is `null`.
    pub(super) fn get(&self, key: &str) -> Option<Self> {
        let entry = self.node.entry(key)?;
        let found = Self {
            document: self.document,
            node: &entry.value,
            key_span: Some(&entry.key_span),
            path: self.path.key(key),
        };
        (!matches!(found.node.content, Content::Null)).then_some(found)
    }

    /// The items of the list under a key.
    pub(super) fn list(&self, key: &str) -> Vec<Self> {
        self.get(key).map_or_else(Vec::new, |list| list.items())
    }

    /// The items, if it is a list.
    pub(super) fn items(&self) -> Vec<Self> {
        let items = self.node.items().iter().enumerate();
        items
            .map(|(index, node)| Self {
                document: self.document,
                node,
                key_span: None,
                path: self.path.index(index),
            })
            .collect()
    }

    /// The keys, if it is a mapping.
    pub(super) fn keys(&self) -> impl Iterator<Item = &'d str> + use<'d> {
        self.node.entries().iter().map(|entry| entry.key.as_str())
    }

    /// The text, if it is one that stands for itself.
    pub(super) fn text(&self) -> Option<&'d str> {
        self.node.as_str().filter(|text| !placeholder::is_in(text))
    }

    /// The text, placeholder or not.
    pub(super) fn raw_text(&self) -> Option<&'d str> {
        self.node.as_str()
    }

    /// The text under a key, if it stands for itself.
    pub(super) fn text_of(&self, key: &str) -> Option<&'d str> {
        self.get(key)?
            .node
            .as_str()
            .filter(|text| !placeholder::is_in(text))
    }

    /// The number, if it is a whole one.
    pub(super) fn number(&self) -> Option<i64> {
        match &self.node.content {
            Content::Number(number, _) => number.as_i64(),
            Content::Null
            | Content::Boolean(..)
            | Content::String(_)
            | Content::List(_)
            | Content::Mapping(_) => None,
        }
    }

    /// The number under a key.
    pub(super) fn number_of(&self, key: &str) -> Option<i64> {
        self.get(key)?.number()
    }

    /// Whether it is `true`, or `false`.
    pub(super) fn boolean(&self) -> Option<bool> {
        match &self.node.content {
            Content::Boolean(value, _) => Some(*value),
            Content::Null
            | Content::Number(..)
            | Content::String(_)
            | Content::List(_)
            | Content::Mapping(_) => None,
        }
    }

    /// Whether it says anything: `false`, "", [] and {} are what DescribeTaskDefinition shows
    /// where nothing was given.
    pub(super) fn is_set(&self) -> bool {
        match &self.node.content {
            Content::Null => false,
            Content::Boolean(value, _) => *value,
            Content::Number(..) => true,
            Content::String(text) => !text.is_empty(),
            Content::List(items) => !items.is_empty(),
            Content::Mapping(entries) => !entries.is_empty(),
        }
    }

    /// How many bytes it has as JSON.
    pub(super) fn size(&self) -> usize {
        self.node.to_json().to_string().len()
    }

    /// Where it is: the value of a scalar, the key of everything that may have many lines.
    pub(super) fn place(&self) -> Place {
        let nested = matches!(self.node.content, Content::List(_) | Content::Mapping(_));
        let span = match self.key_span {
            Some(key) if nested => key,
            Some(_) | None => &self.node.span,
        };
        self.document.place(span, &self.path)
    }

    /// Where a key is that should be here: what stands nearest to that is the value itself.
    pub(super) fn place_for(&self, key: &str) -> Place {
        match self.get(key) {
            Some(found) => found.place(),
            None if self.path.is_root() => Place::file(self.document.source.name()),
            None => self.place(),
        }
    }

    /// The file that it is in.
    pub(super) const fn file(&self) -> &'d Source {
        &self.document.source
    }

    /// Whether the file has the value itself, and no `${...}` in its place.
    pub(super) fn is_literal(&self) -> bool {
        !self
            .document
            .source
            .slice(&self.node.defined)
            .contains("${")
    }

    /// Whether the definition is inside `taskDefinition` in the file.
    pub(super) fn is_wrapped(&self) -> bool {
        let before = 0..self.document.root.span.start;
        self.document
            .source
            .slice(&before)
            .contains("taskDefinition")
    }

    /// The value for a message, unless it may not be shown.
    pub(super) fn shown(&self) -> String {
        match &self.node.content {
            Content::String(_) | Content::Number(..) | Content::Boolean(..) if self.node.sealed => {
                "a value that is not shown here".to_owned()
            }
            Content::String(text) if text.chars().count() > 80 => "a long text".to_owned(),
            Content::String(text) => format!("`{text}`"),
            Content::Null
            | Content::Boolean(..)
            | Content::Number(..)
            | Content::List(_)
            | Content::Mapping(_) => self.node.description(),
        }
    }
}
