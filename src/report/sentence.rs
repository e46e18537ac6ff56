//! Events, plans and verdicts in words.
//!
//! Owns the words. Must not know the sink: foreign text stays a part of its own until a reporter
//! escapes it.

pub mod aftermath;
pub mod change;
pub mod difference;
pub mod evidence;
pub mod happening;
pub mod image;
pub mod outcome;
pub mod plan;
pub mod progress;
pub mod verdict;

use crate::escape::log;
use foghorn_deploy::foreign::{Part, Sentence};

/// Returns the sentence as one plain line for a terminal or a log, what is to be copied in backticks.
pub fn plain(sentence: &Sentence) -> String {
    sentence
        .0
        .iter()
        .map(|part| match part {
            Part::Own(words) => log::line(words),
            Part::Code(literal) => format!("`{}`", log::line(literal)),
            Part::Foreign(text) => log::line(text.raw()),
        })
        .collect()
}
