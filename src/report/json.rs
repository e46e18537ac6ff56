//! Events and the summary for machines.
//!
//! Owns the form, one JSON object per line, in exactly the shape of [`Event`]; what is in it is
//! `foghorn-deploy`'s. The text may pass through a terminal or a CI log without commanding it.

use crate::escape;
use crate::reporter::Reporter;
use foghorn_deploy::event::{ErrorReport, Event, EventKind, Running};
use foghorn_deploy::outcome::Outcome;
use serde::Serialize;
use std::io::{self, Write};

/// Writes every event as a line of JSON (`--events FILE`).
pub struct Lines<W> {
    out: W,
}

impl<W: Write> Lines<W> {
    /// Writes to `out`, and flushes after each event, so that a killed run leaves what it had.
    pub fn new(out: W) -> Self {
        Self { out }
    }
}

impl<W: Write + Send> Reporter for Lines<W> {
    fn name(&self) -> &'static str {
        "the events file"
    }

    fn report(&mut self, event: &Event) -> io::Result<()> {
        write_line(&mut self.out, event)
    }
}

/// Writes how the run ended as one line of JSON (`--output json`).
pub struct Summary<W> {
    out: W,
}

/// How a run ended, for machines.
#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Ended<'a> {
    outcome: Outcome,
    exit_code: u8,
    took_ms: u64,
    running: &'a [Running],
    error: Option<&'a ErrorReport>,
}

impl<W: Write> Summary<W> {
    /// Writes to `out` when the run has ended.
    pub fn new(out: W) -> Self {
        Self { out }
    }
}

impl<W: Write + Send> Reporter for Summary<W> {
    fn name(&self) -> &'static str {
        "the JSON summary"
    }

    fn report(&mut self, event: &Event) -> io::Result<()> {
        if let EventKind::RunFinished {
            outcome,
            running,
            error,
        } = &event.kind
        {
            let ended = Ended {
                outcome: *outcome,
                exit_code: outcome.exit_code(),
                took_ms: event.at_ms,
                running,
                error: error.as_ref(),
            };
            write_line(&mut self.out, &ended)?;
        }
        Ok(())
    }
}

fn write_line(out: &mut impl Write, value: &impl Serialize) -> io::Result<()> {
    let json = serde_json::to_string(value).map_err(io::Error::from)?;
    // One write, so that lines of two writers to one file do not mix.
    out.write_all(format!("{}\n", escape::json::text(&json)).as_bytes())?;
    out.flush()
}
