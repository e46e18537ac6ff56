//! stdout, which is for data: lines for people, and JSON for programs.

use serde::Serialize;
use std::io::{self, Write};

/// Prints lines.
pub(super) fn lines<L: std::fmt::Display>(lines: impl IntoIterator<Item = L>) -> io::Result<()> {
    let mut out = io::stdout().lock();
    for line in lines {
        writeln!(out, "{line}")?;
    }
    Ok(())
}

/// Prints a value as JSON, over several lines.
pub(super) fn json(value: &impl Serialize) -> io::Result<()> {
    let mut out = io::stdout().lock();
    serde_json::to_writer_pretty(&mut out, value)?;
    writeln!(out)
}
