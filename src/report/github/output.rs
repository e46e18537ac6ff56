//! The step's outputs, in the file that `GITHUB_OUTPUT` names.

use crate::escape::github;
use crate::outputs::Outputs;
use crate::reporter::Reporter;
use foghorn_deploy::event::{Event, EventKind};
use std::fs::OpenOptions;
use std::io::{self, Write};
use std::path::PathBuf;

/// Appends the outputs to the file once the run has ended.
///
/// A file that cannot be written switches this reporter off and is mentioned by the others: it is no
/// reason to call a good deployment failed.
pub struct OutputFile {
    path: PathBuf,
    delimiter: String,
    outputs: Outputs,
    more: Vec<(&'static str, String)>,
}

impl OutputFile {
    /// Appends to `path`. `delimiter` is random: nothing from outside may be able to guess it.
    pub fn new(path: impl Into<PathBuf>, delimiter: impl Into<String>) -> Self {
        Self {
            path: path.into(),
            delimiter: delimiter.into(),
            outputs: Outputs::default(),
            more: Vec::new(),
        }
    }

    /// Adds an output that no event tells.
    #[must_use]
    pub fn and(mut self, key: &'static str, value: impl Into<String>) -> Self {
        self.more.push((key, value.into()));
        self
    }
}

impl Reporter for OutputFile {
    fn name(&self) -> &'static str {
        "the file of GITHUB_OUTPUT"
    }

    fn report(&mut self, event: &Event) -> io::Result<()> {
        self.outputs.take(event);
        if !matches!(event.kind, EventKind::RunFinished { .. }) {
            return Ok(());
        }
        let mut text = String::new();
        let more = self.more.iter().cloned();
        for (key, value) in self.outputs.values().into_iter().chain(more) {
            text.push_str(&github::output(key, &value, &self.delimiter));
        }
        OpenOptions::new()
            .append(true)
            .create(true)
            .open(&self.path)?
            .write_all(text.as_bytes())
    }
}
