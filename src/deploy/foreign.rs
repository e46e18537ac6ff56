//! Text that foghorn did not write, and sentences that contain some.
//!
//! Owns the rule that foreign text (build output, log lines, stopped reasons, anything AWS or a
//! registry says) has a type of its own, so that no reporter can print it unescaped by accident:
//! there is no `Display`. Escaping is the reporter's work, since it depends on the sink.

use serde::{Deserialize, Serialize};

/// Text from outside foghorn.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Foreign(String);

impl Foreign {
    /// Takes text from outside.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text as it came, for classifying and for escaping; never for printing.
    pub fn raw(&self) -> &str {
        &self.0
    }
}

/// A piece of a [`Sentence`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Part {
    /// foghorn's own words.
    Own(String),
    /// Something to copy literally, of foghorn's own: a command, a setting, a name from the configuration.
    Code(String),
    /// Text from outside.
    Foreign(Foreign),
}

/// Words of foghorn with foreign text in between. Reporters escape and style the parts.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Sentence(pub Vec<Part>);

impl Sentence {
    /// Starts a sentence with foghorn's own words.
    pub fn own(words: impl Into<String>) -> Self {
        Self(vec![Part::Own(words.into())])
    }

    /// Starts a sentence with something to copy literally.
    pub fn code_only(literal: impl Into<String>) -> Self {
        Self(vec![Part::Code(literal.into())])
    }

    /// Goes on with foghorn's own words.
    #[must_use]
    pub fn then(mut self, words: impl Into<String>) -> Self {
        self.0.push(Part::Own(words.into()));
        self
    }

    /// Goes on with something to copy literally.
    #[must_use]
    pub fn code(mut self, literal: impl Into<String>) -> Self {
        self.0.push(Part::Code(literal.into()));
        self
    }

    /// Goes on with text from outside.
    #[must_use]
    pub fn foreign(mut self, text: impl Into<String>) -> Self {
        self.0.push(Part::Foreign(Foreign::new(text)));
        self
    }

    /// Goes on with another sentence.
    #[must_use]
    pub fn followed_by(mut self, other: Self) -> Self {
        self.0.extend(other.0);
        self
    }

    /// Returns whether nothing was said.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}
