//! A finished run as a page of Markdown, as GitHub and GitLab show it.
//!
//! Owns the order: how it ended and why, what runs where, images, changes, evidence, timeline; and
//! that the page stays below a size whatever happened. Foreign text is always code, never markup.

mod changes;
mod evidence;
mod head;
mod images;
mod notes;
mod plan;
mod sheet;
mod table;
mod timeline;

pub use plan::plan;

use crate::escape::markdown as escape;
use crate::history::History;
use crate::reporter::Reporter;
use foghorn_deploy::event::{Event, EventKind};
use foghorn_deploy::foreign::{Part, Sentence};
use sheet::Sheet;
use std::io::{self, Write};

/// Longest page, in bytes. GitHub takes nothing at all of a summary above 1 MiB, and masking may
/// make it longer. Source: actions/runner, `CreateStepSummaryCommand.AttachmentSizeLimit`.
pub(crate) const LIMIT: usize = 900 * 1024;

/// Writes the page once the run has ended.
pub struct Page<W> {
    out: W,
    history: History,
}

impl<W: Write> Page<W> {
    /// Writes to `out`.
    pub fn new(out: W) -> Self {
        Self {
            out,
            history: History::default(),
        }
    }
}

impl<W: Write + Send> Reporter for Page<W> {
    fn name(&self) -> &'static str {
        "the summary"
    }

    fn report(&mut self, event: &Event) -> io::Result<()> {
        self.history.take(event);
        if matches!(event.kind, EventKind::RunFinished { .. }) {
            self.out.write_all(page(&self.history, LIMIT).as_bytes())?;
        }
        self.out.flush()
    }
}

/// Renders the page, in at most `limit` bytes. Empty while the run has not ended.
pub(crate) fn page(history: &History, limit: usize) -> String {
    let Some(end) = &history.end else {
        return String::new();
    };
    let mut sheet = Sheet::new(limit, &head::footer(history, end));
    sheet.add("the result", &head::headline(end));
    for (what, block) in head::reasons(end) {
        sheet.add(&what, &block);
    }
    sheet.add("the services", &table::services(history, end));
    for block in notes::blocks(history) {
        sheet.add("warnings", &block);
    }
    sheet.add("the images", &images::list(history));
    for (what, block) in changes::blocks(history) {
        sheet.add(&what, &block);
    }
    for (what, block) in evidence::blocks(end) {
        sheet.add(&what, &block);
    }
    sheet.add("the timeline", &timeline::chart(history, end));
    sheet.finish()
}

/// A sentence on one line. What is foreign or to be copied is a code span.
fn sentence(sentence: &Sentence) -> String {
    let parts = sentence.0.iter().map(|part| match part {
        Part::Own(words) => escape::text(words),
        Part::Code(literal) => escape::code(literal),
        // Nothing, or a blank between two pieces, is no text to show as code.
        Part::Foreign(text) if text.raw().trim().is_empty() => escape::text(text.raw()),
        Part::Foreign(text) => escape::code(text.raw()),
    });
    parts.collect()
}

/// Something to open, with a summary that is Markdown already.
fn details(summary: &str, open: bool, body: &str) -> String {
    let open = if open { " open" } else { "" };
    format!("<details{open}><summary>{summary}</summary>\n\n{body}\n</details>\n")
}
