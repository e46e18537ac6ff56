//! The last line: how the run ended, for a person who reads nothing else.

use crate::sentence::{outcome::headline, plain};
use crate::span;
use crate::terminal::palette::Palette;
use foghorn_deploy::event::Running;
use foghorn_deploy::outcome::Outcome;
use std::time::Duration;

pub(super) fn line(outcome: Outcome, running: &[Running], at_ms: u64, palette: Palette) -> String {
    let took = span::words(Duration::from_millis(at_ms));
    let line = format!(
        "{}, after {took} (exit code {}).",
        plain(&headline(outcome, running)),
        outcome.exit_code()
    );
    if outcome == Outcome::Succeeded {
        palette.good(&line)
    } else {
        palette.bad(&line)
    }
}
