//! The one interface between a run and everything that reports it.
//!
//! Owns the contract of a reporter. Must not know any of them.

use foghorn_deploy::event::Event;
use foghorn_deploy::foreign::Sentence;
use std::io;

/// Something that reports a run while it happens.
///
/// A reporter sees every event once, in order. An error switches it off for the rest of the run;
/// it never ends the run.
pub trait Reporter: Send {
    /// What a person calls it when it fails: `the events file`, `the log`.
    fn name(&self) -> &str;

    /// Reports one event.
    fn report(&mut self, event: &Event) -> io::Result<()>;

    /// Shows that time has passed, `at_ms` milliseconds since the run began. Only what rewrites
    /// itself in place cares.
    fn tick(&mut self, at_ms: u64) -> io::Result<()> {
        let _ = at_ms;
        Ok(())
    }

    /// Says something about the reporting itself, such as that another reporter failed.
    fn notice(&mut self, notice: &Sentence) -> io::Result<()> {
        let _ = notice;
        Ok(())
    }

    /// Ends the report. Called once, after the last event, also when the run is cut short.
    fn finish(&mut self) -> io::Result<()> {
        Ok(())
    }
}
