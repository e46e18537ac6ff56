//! Owns how one finding looks to a person: as problems of files look, with or without a place.
//!
//! What is foreign in it is not escaped here.

use annotate_snippets::Level;

use super::{Answer, Finding, words};
use crate::problem::Screen;

impl Finding {
    /// The finding with its source line, what else there is to know of it, and what to do about it.
    pub fn render(&self, notes: &[String]) -> String {
        let level = match &self.answer {
            Answer::Ok => Level::INFO.with_name("ok"),
            Answer::Warning => Level::WARNING,
            Answer::Problem => Level::ERROR.with_name("problem"),
            Answer::CouldNotLook { .. } => Level::WARNING.with_name("could not look"),
        };
        let help: Vec<String> = self.fix.iter().map(words).collect();
        let help = help.join("\n");
        Screen {
            level,
            message: &words(&self.text),
            place: self.place.as_ref(),
            notes,
            help: Some(help.as_str()).filter(|help| !help.is_empty()),
        }
        .render()
    }
}
