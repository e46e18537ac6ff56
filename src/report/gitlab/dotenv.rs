//! The dotenv report for GitLab: the same outputs as on GitHub, as `FOGHORN_IMAGE=…`.

use crate::escape::dotenv;
use crate::outputs::Outputs;
use crate::reporter::Reporter;
use foghorn_deploy::event::{Event, EventKind};
use std::io;
use std::path::PathBuf;

/// GitLab refuses larger files, and more than 20 variables. Source: GitLab documentation,
/// `artifacts:reports:dotenv`, 5 KB. There are never as many as 20 outputs.
const LARGEST: usize = 5 * 1000;

/// Writes the dotenv file once the run has ended.
pub struct Dotenv {
    path: PathBuf,
    outputs: Outputs,
}

impl Dotenv {
    /// Writes to `path`, replacing what is there.
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self {
            path: path.into(),
            outputs: Outputs::default(),
        }
    }
}

impl Reporter for Dotenv {
    fn name(&self) -> &'static str {
        "the dotenv file"
    }

    fn report(&mut self, event: &Event) -> io::Result<()> {
        self.outputs.take(event);
        if !matches!(event.kind, EventKind::RunFinished { .. }) {
            return Ok(());
        }
        let mut text = String::new();
        for (key, value) in self.outputs.values() {
            let key = key.replace('-', "_").to_ascii_uppercase();
            let line = format!("FOGHORN_{key}={}\n", dotenv::value(&value));
            // A whole line is left out rather than a file that GitLab takes as none at all.
            if text.len() + line.len() <= LARGEST {
                text.push_str(&line);
            }
        }
        std::fs::write(&self.path, text)
    }
}
