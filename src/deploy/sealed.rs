//! Owns the types for values that must not be shown: `Sealed` and `Text`.
//!
//! A value is sealed where it enters the program. It must never gain a second way out: `expose`
//! is the only one, so that a review can search for that word.

use std::fmt;

use serde::{Serialize, Serializer};

/// What is shown in the place of a sealed value.
pub const MASK: &str = "***";

/// A value that is carried but never shown: `Debug`, `Display` and `Serialize` give `***`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Sealed<T>(T);

impl<T> Sealed<T> {
    /// Seals a value.
    pub const fn new(value: T) -> Self {
        Self(value)
    }

    /// The value itself. Only for what is sent to AWS, to a builder or to a registry.
    pub const fn expose(&self) -> &T {
        &self.0
    }

    /// Gives the value up. Only for what is sent to AWS, to a builder or to a registry.
    pub fn into_exposed(self) -> T {
        self.0
    }
}

impl<T> fmt::Debug for Sealed<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(MASK)
    }
}

impl<T> fmt::Display for Sealed<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(MASK)
    }
}

impl<T> Serialize for Sealed<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(MASK)
    }
}

/// A text that is either open or sealed, as it comes out of a substitution.
#[derive(Clone, PartialEq, Eq)]
pub enum Text {
    /// May be shown.
    Open(String),
    /// Contains a value that may not be shown; so the whole text may not.
    Sealed(Sealed<String>),
}

impl Text {
    /// Makes a text, sealed or open.
    pub fn new(text: String, sealed: bool) -> Self {
        if sealed {
            Self::Sealed(Sealed::new(text))
        } else {
            Self::Open(text)
        }
    }

    /// Whether the text may not be shown.
    pub const fn is_sealed(&self) -> bool {
        matches!(self, Self::Sealed(_))
    }

    /// The text itself. Only for what is sent to AWS, to a builder or to a registry.
    pub fn expose(&self) -> &str {
        match self {
            Self::Open(text) => text,
            Self::Sealed(text) => text.expose(),
        }
    }
}

impl fmt::Debug for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Open(text) => fmt::Debug::fmt(text, f),
            Self::Sealed(text) => fmt::Debug::fmt(text, f),
        }
    }
}

impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Open(text) => f.write_str(text),
            Self::Sealed(text) => fmt::Display::fmt(text, f),
        }
    }
}

impl Serialize for Text {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_sealed_is_shown() {
        let sealed = Sealed::new("hunter2".to_owned());
        let text = Text::new("x-hunter2".to_owned(), true);
        for shown in [
            format!("{sealed:?} {sealed} {sealed:#?}"),
            format!("{text:?} {text}"),
            serde_json::json!([sealed, text]).to_string(),
        ] {
            assert!(!shown.contains("hunter2"), "{shown}");
            assert!(shown.contains(MASK), "{shown}");
        }
        assert_eq!(sealed.expose(), "hunter2");
        assert_eq!(text.expose(), "x-hunter2");
    }

    #[test]
    fn open_text_is_shown() {
        let text = Text::new("debug".to_owned(), false);
        assert_eq!(format!("{text} {text:?}"), "debug \"debug\"");
        assert_eq!(serde_json::json!(text), "debug");
    }
}
