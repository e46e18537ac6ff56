//! Runs `git` to read, never to write. It owns the settings under which `git` answers alike
//! everywhere.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use super::SourceError;

/// `git` in one directory.
pub(super) struct Git {
    directory: PathBuf,
}

impl Git {
    pub(super) fn in_directory(directory: &Path) -> Self {
        Self {
            directory: directory.to_owned(),
        }
    }

    /// Asks a question that may have no answer: `None` when `git` is missing, fails or says
    /// nothing.
    pub(super) fn ask(&self, args: &[&str]) -> Option<String> {
        let output = self.run(args.iter().map(OsStr::new)).ok()?;
        let text = String::from_utf8_lossy(&output.stdout);
        let line = text.strip_suffix('\n').unwrap_or(&text);
        (output.status.success() && !line.is_empty()).then(|| line.to_owned())
    }

    /// Asks a question that must have an answer.
    pub(super) fn read(&self, args: &[&OsStr]) -> Result<Vec<u8>, SourceError> {
        let failed = |message: String| SourceError::Git {
            command: args
                .first()
                .map(|arg| arg.to_string_lossy().into_owned())
                .unwrap_or_default(),
            path: self.directory.clone(),
            message,
        };
        let output = self
            .run(args.iter().copied())
            .map_err(|error| failed(error.to_string()))?;
        if output.status.success() {
            return Ok(output.stdout);
        }
        let text = String::from_utf8_lossy(&output.stderr);
        Err(failed(
            text.lines().next().unwrap_or("no message").to_owned(),
        ))
    }

    fn run<'a>(&self, args: impl IntoIterator<Item = &'a OsStr>) -> std::io::Result<Output> {
        Command::new("git")
            // In a container the checkout often belongs to another user, and git refuses to read
            // it. What follows keeps the repository's own settings from running programs.
            .args(["-c", "safe.directory=*", "-c", "core.fsmonitor=false"])
            .args([
                "-c",
                "core.quotePath=false",
                "-c",
                "diff.ignoreSubmodules=none",
            ])
            .args(args)
            .current_dir(&self.directory)
            .env("GIT_OPTIONAL_LOCKS", "0")
            .env("GIT_TERMINAL_PROMPT", "0")
            .env("LC_ALL", "C")
            // Set inside git hooks; they would point at another repository.
            .env_remove("GIT_DIR")
            .env_remove("GIT_WORK_TREE")
            .env_remove("GIT_INDEX_FILE")
            .env_remove("GIT_PREFIX")
            .stdin(Stdio::null())
            .output()
    }
}
