//! An error that ended the run, shown once and in full.

use super::palette::Palette;
use crate::escape::log;
use foghorn_deploy::event::ErrorReport;

/// Lines of a failed child's output that are repeated: they were shown as they came.
const OUTPUT_LINES: usize = 10;

/// Returns the lines: what failed, why, where, and what to do.
pub(crate) fn lines(error: &ErrorReport, palette: Palette) -> Vec<String> {
    let mut page = vec![format!(
        "{} {}",
        palette.bad("error:"),
        palette.sentence(&error.message)
    )];
    for cause in &error.causes {
        page.push(format!("  caused by: {}", log::line(cause.raw())));
    }
    let last = error.output.len().saturating_sub(OUTPUT_LINES);
    for line in &error.output[last..] {
        page.extend(
            log::lines(line.raw())
                .into_iter()
                .map(|line| format!("  | {line}")),
        );
    }
    for problem in &error.problems {
        page.push(String::new());
        page.extend(
            log::lines(problem.rendered.raw())
                .into_iter()
                .map(|line| format!("  {line}")),
        );
    }
    if !error.problems.is_empty() && !error.hints.is_empty() {
        page.push(String::new());
    }
    for hint in &error.hints {
        page.push(format!(
            "{} {}",
            palette.hint("hint:"),
            palette.sentence(hint)
        ));
    }
    page
}
