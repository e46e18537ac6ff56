//! The last screen: what runs where, why not what should, and how the run ended.
//!
//! Owns its order. In a CI log the last lines are read first, so that the most important is said
//! once more at the very end.

mod last_line;
mod reasons;
mod rows;

use super::palette::Palette;
use super::table;
use foghorn_deploy::event::Running;
use foghorn_deploy::outcome::Outcome;

/// Returns the screen for the end of a run.
pub(crate) fn lines(
    outcome: Outcome,
    running: &[Running],
    at_ms: u64,
    palette: Palette,
) -> Vec<String> {
    let mut page = vec![String::new()];
    if !running.is_empty() {
        let table = table::lines(&rows::rows(running));
        page.extend(table.into_iter().map(|line| format!("  {line}")));
        page.push(String::new());
    }
    let reasons = reasons::lines(running, palette);
    if !reasons.is_empty() {
        page.extend(reasons);
        page.push(String::new());
    }
    page.push(last_line::line(outcome, running, at_ms, palette));
    page
}
