//! The words for each kind of cause: what went wrong in one line, and what to do about it.
//!
//! Owns the words. What AWS wrote is in them only as [`crate::foreign::Part::Foreign`]. Must not
//! classify, and must not promise what foghorn does next: that is the reporters'.

mod command;
mod fixes;
mod title;

use super::{Cause, CauseKind};

pub use fixes::{fixes, grant};
pub use title::title;

/// Returns what the exit code of a cause means, or `None` if there is none or it is the
/// application's own. The kind tells one SIGKILL from another.
/// Source: 128 and the signal's number, as shells and container runtimes count.
pub fn exit_meaning(cause: &Cause) -> Option<&'static str> {
    let code = cause.exit_code?;
    if code == KILLED && cause.kind == CauseKind::OutOfMemory {
        return Some("it was killed, SIGKILL, for its memory");
    }
    exit_code_meaning(code)
}

/// 128 and SIGKILL.
const KILLED: i32 = 137;

/// Returns what an exit code means, or `None` if it is the application's own.
pub fn exit_code_meaning(code: i32) -> Option<&'static str> {
    match code {
        0 => Some("it ended by itself, without an error"),
        1 => Some("the application ended with an error"),
        2 => Some("wrong usage of a command, or a panic in Go"),
        126 => Some("the command is not executable"),
        127 => Some("the command was not found"),
        134 => Some("it aborted itself, SIGABRT"),
        KILLED => Some(
            "it was killed, SIGKILL: out of memory, or still running when the stop \
            timeout ended",
        ),
        139 => Some("it crashed, SIGSEGV"),
        143 => Some("it was told to stop, SIGTERM, and did"),
        255 => Some("a general error, or the command could not be executed"),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
