//! Annotations as workflow commands, one line each.

use crate::escape::github::{data, property};
use crate::sentence::aftermath::aftermath;
use crate::sentence::happening::happening;
use crate::sentence::{plain, verdict as words};
use crate::terminal::log::who;
use foghorn_deploy::cause::wording;
use foghorn_deploy::event::{ErrorReport, Event, PlacedProblem};
use foghorn_deploy::foreign::{Foreign, Sentence};
use foghorn_deploy::verdict::Verdict;

/// Returns a warning with what to do about it.
pub(super) fn warning(warning: &Sentence, hints: &[Sentence]) -> String {
    let lines: Vec<_> = std::iter::once(warning).chain(hints).map(plain).collect();
    format!("::warning title=foghorn::{}", data(&lines.join("\n")))
}

/// Returns the warning that a deployment stands still until somebody answers.
pub(super) fn hook(event: &Event, hints: &[Sentence]) -> String {
    let said = happening(&event.kind).unwrap_or_default();
    let lines: Vec<_> = std::iter::once(&said).chain(hints).map(plain).collect();
    format!(
        "::warning title={}::{}",
        property(&format!("{} waits for an answer", who(event))),
        data(&lines.join("\n"))
    )
}

/// Returns the root cause of a verdict that proves nothing, with the fix and AWS's text. A service
/// without tasks is a warning.
pub(super) fn verdict(event: &Event, verdict: &Verdict) -> String {
    let (command, what) = match verdict {
        Verdict::Idle { .. } => ("warning", "nothing is proven"),
        Verdict::Deployed { .. } | Verdict::Unchanged { .. } => ("notice", "deployed"),
        Verdict::RolledBack { .. } => ("error", "failed and was rolled back"),
        Verdict::RollbackFailed { .. } => ("error", "failed, and so did the rollback"),
        Verdict::Failed { .. } => ("error", "failed"),
        Verdict::Superseded { .. } => ("error", "was superseded"),
        Verdict::Unknown { .. } => ("error", "is not known to be deployed"),
        Verdict::NotStarted { .. } => ("error", "was not started"),
        Verdict::Cancelled { .. } => ("error", "was cancelled"),
    };
    let root = words::failure(verdict).and_then(|failure| failure.causes.first());
    let mut lines = match root {
        Some((cause, _)) => {
            let mut lines = vec![plain(&wording::title(cause))];
            lines.extend(
                wording::fixes(cause)
                    .iter()
                    .map(|fix| format!("fix: {}", plain(fix))),
            );
            lines.push(format!("AWS says: {}", cause.text.raw()));
            lines
        }
        None => vec![plain(&words::sentence(verdict))],
    };
    let stage = event.stage.as_deref().unwrap_or_default();
    lines.extend(
        aftermath(verdict, stage, event.service.as_deref())
            .parts()
            .map(|(what, said)| format!("{what}: {}", plain(said))),
    );
    let message = lines.join("\n");
    format!(
        "::{command} title={}::{}",
        property(&format!("{} {what}", who(event))),
        data(&message)
    )
}

/// Returns the annotations of an error: one per placed problem, or one for all of it.
pub(super) fn error(error: &ErrorReport) -> Vec<String> {
    if !error.problems.is_empty() {
        return error.problems.iter().map(problem).collect();
    }
    let mut lines = vec![plain(&error.message)];
    lines.extend(
        error
            .causes
            .iter()
            .map(|cause| format!("caused by: {}", cause.raw())),
    );
    lines.extend(
        error
            .hints
            .iter()
            .map(|hint| format!("hint: {}", plain(hint))),
    );
    vec![format!(
        "::error title=foghorn::{}",
        data(&lines.join("\n"))
    )]
}

fn problem(problem: &PlacedProblem) -> String {
    let mut message = problem.message.raw().to_owned();
    if let Some(help) = problem.help.as_ref().map(Foreign::raw) {
        message = format!("{message}\n{help}");
    }
    // Not every problem is in a file.
    if problem.file.is_empty() {
        return format!("::error title=foghorn::{}", data(&message));
    }
    format!(
        "::error file={},line={},col={},title=foghorn::{}",
        property(&problem.file),
        problem.line,
        problem.column,
        data(&message)
    )
}
