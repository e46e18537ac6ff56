//! Owns `Problem` and `Problems`: what is wrong in a file the user wrote, and where.
//!
//! A problem is plain data that needs no source any more: its line is in it, with the values that
//! may not be shown already masked. Reading goes on after a problem, so that all are found at once.

mod nearest;
mod render;

use std::fmt;
use std::ops::Range;

use serde::Serialize;

pub use crate::document::source::Excerpt;
use crate::document::{Path, Source};
pub use nearest::nearest;
pub(crate) use render::Screen;

/// How much a problem matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// The file cannot be used.
    Error,
    /// The file can be used; someone should look at it.
    Warning,
}

/// Where in which file something is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Place {
    /// The file's name, as the user gave it.
    pub file: String,
    /// Line and column, unless the whole file is meant.
    pub spot: Option<Spot>,
    /// The way to the value inside the document; empty for the document itself.
    pub path: Path,
}

/// A line and a column.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Spot {
    /// The line, from 1.
    pub line: usize,
    /// The column in characters, from 1.
    pub column: usize,
    /// The line's text, fit to be shown.
    pub excerpt: Excerpt,
}

impl Place {
    /// The place of a range of bytes.
    pub fn at(source: &Source, span: &Range<usize>, path: &Path) -> Self {
        let (line, column) = source.position(span.start);
        let spot = Spot {
            line,
            column,
            excerpt: source.excerpt(span),
        };
        Self {
            file: source.name().to_owned(),
            spot: Some(spot),
            path: path.clone(),
        }
    }

    /// A whole file.
    pub fn file(name: &str) -> Self {
        Self {
            file: name.to_owned(),
            spot: None,
            path: Path::root(),
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.spot {
            Some(spot) => write!(f, "{}:{}:{}", self.file, spot.line, spot.column),
            None => f.write_str(&self.file),
        }
    }
}

/// One thing that is wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// How much it matters.
    pub severity: Severity,
    /// Where it is.
    pub place: Place,
    /// What is wrong: a lowercase fragment.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
}

impl Problem {
    /// An error at a place.
    pub fn error(place: Place, message: impl Into<String>) -> Self {
        Self {
            severity: Severity::Error,
            place,
            message: message.into(),
            help: None,
        }
    }

    /// A warning at a place.
    pub fn warning(place: Place, message: impl Into<String>) -> Self {
        Self {
            severity: Severity::Warning,
            place,
            message: message.into(),
            help: None,
        }
    }

    /// The same as a warning.
    #[must_use]
    pub(crate) fn into_warning(self) -> Self {
        Self {
            severity: Severity::Warning,
            ..self
        }
    }

    /// Adds what to do about it.
    pub fn help(self, help: impl Into<String>) -> Self {
        Self {
            help: Some(help.into()),
            ..self
        }
    }

    /// Adds "did you mean", if one of the words is near enough to what was written.
    pub fn did_you_mean<'a>(self, written: &str, words: impl IntoIterator<Item = &'a str>) -> Self {
        match nearest(written, words) {
            Some(word) => self.help(format!("did you mean `{word}`?")),
            None => self,
        }
    }
}

/// One line, as `file:line:column: message (help)`.
impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.message)?;
        match &self.help {
            Some(help) => write!(f, " ({help})"),
            None => Ok(()),
        }
    }
}

/// Everything that is wrong, by file and position.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
#[serde(transparent)]
pub struct Problems(Vec<Problem>);

impl Problems {
    /// None yet.
    pub const fn new() -> Self {
        Self(Vec::new())
    }

    /// Adds one; the same problem at the same place is kept once (an alias can repeat it).
    pub fn push(&mut self, problem: Problem) {
        if !self.0.contains(&problem) {
            self.0.push(problem);
        }
    }

    /// Whether there is nothing at all.
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How many there are, warnings included.
    pub const fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether this is one of them.
    pub(crate) fn contains(&self, problem: &Problem) -> bool {
        self.0.contains(problem)
    }

    /// Whether one of them is an error.
    pub fn has_errors(&self) -> bool {
        self.0
            .iter()
            .any(|problem| problem.severity == Severity::Error)
    }

    /// The problems, one by one.
    pub fn iter(&self) -> std::slice::Iter<'_, Problem> {
        self.0.iter()
    }

    /// Orders them by line and column; what concerns the whole file comes first.
    pub fn sorted(mut self) -> Self {
        self.0.sort_by_key(|problem| {
            let spot = problem.place.spot.as_ref();
            (
                problem.place.file.clone(),
                spot.map(|spot| (spot.line, spot.column)),
            )
        });
        self
    }
}

impl Extend<Problem> for Problems {
    fn extend<I: IntoIterator<Item = Problem>>(&mut self, problems: I) {
        problems.into_iter().for_each(|problem| self.push(problem));
    }
}

impl FromIterator<Problem> for Problems {
    fn from_iter<I: IntoIterator<Item = Problem>>(problems: I) -> Self {
        let mut all = Self::new();
        all.extend(problems);
        all
    }
}

impl IntoIterator for Problems {
    type Item = Problem;
    type IntoIter = std::vec::IntoIter<Problem>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<'a> IntoIterator for &'a Problems {
    type Item = &'a Problem;
    type IntoIter = std::slice::Iter<'a, Problem>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl From<Problem> for Problems {
    fn from(problem: Problem) -> Self {
        Self(vec![problem])
    }
}

/// The full form with source lines and carets, without colour; see [`Problems::render`].
impl fmt::Display for Problems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.render())
    }
}

impl std::error::Error for Problems {}
