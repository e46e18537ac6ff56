//! Colours, or none.

use crate::escape::log;
use anstyle::{AnsiColor, Style};
use foghorn_deploy::foreign::{Part, Sentence};

/// The styles in use; without colour every one of them leaves the text as it is.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Palette {
    colour: bool,
}

impl Palette {
    pub(crate) fn new(colour: bool) -> Self {
        Self { colour }
    }

    /// What went well.
    pub(crate) fn good(self, text: &str) -> String {
        self.paint(AnsiColor::Green.on_default().bold(), text)
    }

    /// What went wrong.
    pub(crate) fn bad(self, text: &str) -> String {
        self.paint(AnsiColor::Red.on_default().bold(), text)
    }

    /// What to look at.
    pub(crate) fn warn(self, text: &str) -> String {
        self.paint(AnsiColor::Yellow.on_default(), text)
    }

    /// What to do.
    pub(crate) fn hint(self, text: &str) -> String {
        self.paint(AnsiColor::Cyan.on_default(), text)
    }

    /// What names a part of the page.
    pub(crate) fn strong(self, text: &str) -> String {
        self.paint(Style::new().bold(), text)
    }

    /// What may be skipped.
    pub(crate) fn faint(self, text: &str) -> String {
        self.paint(Style::new().dimmed(), text)
    }

    /// A sentence on one line; what is to be copied stands in backticks.
    pub(crate) fn sentence(self, sentence: &Sentence) -> String {
        sentence
            .0
            .iter()
            .map(|part| match part {
                Part::Own(words) => log::line(words),
                Part::Code(literal) => self.hint(&format!("`{}`", log::line(literal))),
                Part::Foreign(text) => log::line(text.raw()),
            })
            .collect()
    }

    fn paint(self, style: Style, text: &str) -> String {
        if self.colour {
            format!("{style}{text}{style:#}")
        } else {
            text.to_owned()
        }
    }
}
