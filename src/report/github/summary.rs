//! The job's summary: a page of Markdown in the file that `GITHUB_STEP_SUMMARY` names.

use crate::history::History;
use crate::markdown::{self, LIMIT};
use crate::reporter::Reporter;
use foghorn_deploy::event::{Event, EventKind};
use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::PathBuf;

/// Appends the page once the run has ended.
pub struct SummaryFile {
    path: PathBuf,
    history: History,
}

impl SummaryFile {
    /// Appends to `path`.
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self {
            path: path.into(),
            history: History::default(),
        }
    }
}

impl Reporter for SummaryFile {
    fn name(&self) -> &'static str {
        "the file of GITHUB_STEP_SUMMARY"
    }

    fn report(&mut self, event: &Event) -> io::Result<()> {
        self.history.take(event);
        if !matches!(event.kind, EventKind::RunFinished { .. }) {
            return Ok(());
        }
        // The same step may have written something before.
        let written = fs::metadata(&self.path).map_or(0, |file| file.len());
        let written = usize::try_from(written).unwrap_or(LIMIT);
        let page = markdown::page(&self.history, LIMIT.saturating_sub(written));
        OpenOptions::new()
            .append(true)
            .create(true)
            .open(&self.path)?
            .write_all(page.as_bytes())
    }
}
