//! Recorded events, rendered again.
//!
//! Owns reading a recording, also one that a killed run left behind, and telling where it is broken.

use crate::reporter::Reporter;
use foghorn_deploy::event::{Event, EventKind};
use std::io::{self, BufRead};

/// The events of one run, as `--events FILE` wrote them.
#[derive(Debug)]
pub struct Recording {
    events: Vec<Event>,
    /// The line, from 1, that ends in the middle of an event: the run was killed while it wrote it.
    pub cut: Option<usize>,
}

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
    #[error("line {line} of the recording is not an event of this version of foghorn: {why}")]
    NotAnEvent {
        /// The line, from 1.
        line: usize,
        /// Why, and in which column.
        why: String,
    },
    /// There is nothing to render.
    #[error("there is no event in it")]
    Empty,
    /// The reporter failed.
    #[error("{reporter} failed")]
    Reporter {
        /// Its name.
        reporter: String,
        /// Why.
        source: io::Error,
    },
}

impl Recording {
    /// Reads lines of JSON. Empty lines are skipped.
    ///
    /// # Errors
    ///
    /// At the first line that is no event, with its number, unless it is the last line and only cut
    /// off; and when there is no event at all.
    pub fn read(mut from: impl BufRead) -> Result<Self, ReplayError> {
        let mut events = Vec::new();
        let mut cut = None;
        for line in 1.. {
            let mut bytes = Vec::new();
            from.read_until(b'\n', &mut bytes)
                .map_err(|source| ReplayError::Unreadable {
                    line: line - 1,
                    source,
                })?;
            if bytes.is_empty() {
                break;
            }
            if bytes.trim_ascii().is_empty() {
                continue;
            }
            match serde_json::from_slice(bytes.trim_ascii_end()) {
                Ok(event) => events.push(event),
                Err(error) if !bytes.ends_with(b"\n") && is_cut(&bytes, &error) => cut = Some(line),
                Err(error) => {
                    let why = without_line(&error);
                    return Err(ReplayError::NotAnEvent { line, why });
                }
            }
        }
        if events.is_empty() {
            return Err(ReplayError::Empty);
        }
        Ok(Self { events, cut })
    }

    /// Returns whether the run came to its end.
    pub fn is_finished(&self) -> bool {
        let last = self.events.last().map(|event| &event.kind);
        matches!(last, Some(EventKind::RunFinished { .. }))
    }

    /// Passes the events to a reporter, as if the run happened again.
    pub fn replay(&self, reporter: &mut dyn Reporter) -> Result<(), ReplayError> {
        self.events
            .iter()
            .try_for_each(|event| reporter.report(event))
            .and_then(|()| reporter.finish())
            .map_err(|source| ReplayError::Reporter {
                reporter: reporter.name().to_owned(),
                source,
            })
    }
}

/// Returns whether a line would be an event if it went on, be it in the middle of a character.
fn is_cut(bytes: &[u8], error: &serde_json::Error) -> bool {
    let in_character = std::str::from_utf8(bytes).is_err_and(|error| error.error_len().is_none());
    error.is_eof() || in_character
}

/// Returns the message without "at line 1": each line of a recording is read alone.
fn without_line(error: &serde_json::Error) -> String {
    let (message, column) = (error.to_string(), error.column());
    match message.rsplit_once(" at line ") {
        Some((message, _)) => format!("{message} at column {column}"),
        None => message,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;
    use crate::json::Lines;
    use foghorn_deploy::foreign::Sentence;

    fn recorded() -> Vec<u8> {
        let warning = EventKind::Warned {
            warning: Sentence::own("Grüße"),
            hints: vec![],
        };
        let mut recorded = Vec::new();
        let mut lines = Lines::new(&mut recorded);
        for (seq, kind) in [(1, EventKind::DirtyTreeNoticed), (2, warning)] {
            let event = Event {
                seq,
                at_ms: 5,
                stage: None,
                service: None,
                kind,
            };
            lines.report(&event).unwrap();
        }
        recorded
    }

    #[test]
    fn what_was_recorded_is_replayed() {
        let recorded = recorded();
        let recording = Recording::read(&*recorded).unwrap();
        let mut again = Vec::new();
        recording.replay(&mut Lines::new(&mut again)).unwrap();
        assert_eq!(again, recorded);
        assert_eq!((recording.cut, recording.is_finished()), (None, false));
    }

    /// Wherever a run is killed, what it wrote up to there can be rendered.
    #[test]
    fn a_recording_may_be_cut_anywhere() {
        let recorded = recorded();
        let first = recorded.iter().position(|byte| *byte == b'\n').unwrap();
        for end in first + 1..=recorded.len() {
            let recording = Recording::read(&recorded[..end]).unwrap();
            let whole = end >= recorded.len() - 1;
            assert_eq!(recording.events.len(), 1 + usize::from(whole), "{end}");
            let cut = !whole && end > first + 1;
            assert_eq!(recording.cut, cut.then_some(2), "{end}");
        }
    }

    #[test]
    fn what_is_no_recording_is_refused_with_its_line() {
        let no_event = "line 2 of the recording is not an event of this version of foghorn: ";
        let table: [(&[u8], &str); 7] = [
            (b"", "there is no event in it"),
            (b"\n\n", "there is no event in it"),
            (b"{\"seq\":1,", "there is no event in it"),
            (
                b"\n{\"seq\":1}\n",
                &format!("{no_event}missing field `at_ms` at column 9"),
            ),
            (
                b"\n{\"seq\":\n",
                &format!("{no_event}EOF while parsing a value at column 7"),
            ),
            (b"\nhello", &format!("{no_event}expected value at column 1")),
            (b"\n\"\xff\xff\"\n", &format!("{no_event}invalid unicode")),
        ];
        for (bytes, expected) in table {
            let error = Recording::read(bytes).unwrap_err().to_string();
            assert!(error.starts_with(expected), "{error}");
        }
    }
}
