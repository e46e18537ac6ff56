//! Recorded events, rendered again.

use crate::reporter::Reporter;
use foghorn_deploy::event::Event;
use std::io::{self, BufRead};

/// Why a recording cannot be rendered.
#[derive(Debug, thiserror::Error)]
pub enum ReplayError {
    /// The recording could not be read.
    #[error("the recording cannot be read after line {line}")]
    Unreadable {
        /// The last line that was read, from 1; 0 if there is none.
        line: usize,
        /// Why.
        source: io::Error,
    },
    /// A line is no event.
    #[error("line {line} of the recording is not an event of this version of foghorn")]
    NotAnEvent {
        /// The line, from 1.
        line: usize,
        /// Why.
        source: serde_json::Error,
    },
    /// The reporter failed.
    #[error("{reporter} failed")]
    Reporter {
        /// Its name.
        reporter: String,
        /// Why.
        source: io::Error,
    },
}

/// Passes recorded JSON lines to a reporter, as if the run happened again. Empty lines are skipped.
///
/// # Errors
///
/// At the first line that is no event, with its number; what came before was reported.
pub fn replay(lines: impl BufRead, reporter: &mut dyn Reporter) -> Result<(), ReplayError> {
    for (number, line) in lines.lines().enumerate() {
        let line = line.map_err(|source| ReplayError::Unreadable {
            line: number,
            source,
        })?;
        if line.trim().is_empty() {
            continue;
        }
        let event: Event =
            serde_json::from_str(&line).map_err(|source| ReplayError::NotAnEvent {
                line: number + 1,
                source,
            })?;
        reporter
            .report(&event)
            .map_err(|source| failed(reporter, source))?;
    }
    reporter.finish().map_err(|source| failed(reporter, source))
}

fn failed(reporter: &dyn Reporter, source: io::Error) -> ReplayError {
    ReplayError::Reporter {
        reporter: reporter.name().to_owned(),
        source,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;
    use crate::json::Lines;
    use foghorn_deploy::event::EventKind;

    #[test]
    fn what_was_recorded_is_replayed() {
        let event = Event {
            seq: 1,
            at_ms: 5,
            stage: None,
            service: None,
            kind: EventKind::DirtyTreeNoticed,
        };
        let mut recorded = Vec::new();
        Lines::new(&mut recorded).report(&event).unwrap();
        let mut again = Vec::new();
        replay(&*recorded, &mut Lines::new(&mut again)).unwrap();
        assert_eq!(again, recorded);
    }

    #[test]
    fn a_broken_line_is_named() {
        let error = replay(&b"\n{\"seq\":1}\n"[..], &mut Lines::new(Vec::new())).unwrap_err();
        assert!(
            matches!(error, ReplayError::NotAnEvent { line: 2, .. }),
            "{error:?}"
        );
    }
}
