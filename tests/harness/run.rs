//! What a child left behind: everything the user saw, and the exit code.

use super::redaction;
use std::fmt;
use std::time::Duration;

/// A finished run. Its `Display`, for snapshots, shows everything the user saw, redacted.
#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) stdout: String,
    pub(crate) stderr: String,
    /// The exit code; `None` when a signal killed it.
    pub(crate) code: Option<i32>,
    /// Real time from start to end.
    pub(crate) took: Duration,
}

impl fmt::Display for Run {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&redaction::redacted(&self.stdout))?;
        writeln!(f, "------- stderr -------")?;
        f.write_str(&redaction::redacted(&self.stderr))?;
        match self.code {
            Some(code) => write!(f, "[exit status: {code}]"),
            None => write!(f, "[killed by a signal]"),
        }
    }
}
