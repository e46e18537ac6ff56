//! The first thing on the page: how the run ended, and why.

use super::{details, escape, sentence};
use crate::escape::log;
use crate::history::{End, History};
use crate::sentence::aftermath::aftermath;
use crate::sentence::outcome;
use crate::sentence::verdict as words;
use crate::span;
use foghorn_deploy::cause::wording;
use foghorn_deploy::event::{ErrorReport, Running};
use foghorn_deploy::foreign::Foreign;
use foghorn_deploy::outcome::Outcome;
use foghorn_deploy::verdict::Verdict;
use std::time::Duration;

/// Services whose causes are told in full. More of them rarely have more causes.
const TOLD: usize = 10;
/// Problems of the configuration that are listed.
const PROBLEMS: usize = 50;

/// Returns the heading.
pub(super) fn headline(end: &End) -> String {
    let idle = |one: &Running| matches!(one.verdict, Some(Verdict::Idle { .. }));
    let sign = match end.outcome {
        Outcome::Succeeded if end.running.iter().any(idle) => "⚠️",
        Outcome::Succeeded => "✅",
        Outcome::Bug
        | Outcome::Usage
        | Outcome::Refused
        | Outcome::AwsUnavailable
        | Outcome::ImageFailed
        | Outcome::RolledBack
        | Outcome::Failed
        | Outcome::RollbackFailed
        | Outcome::Unknown
        | Outcome::Superseded
        | Outcome::Interrupted
        | Outcome::Terminated => "❌",
    };
    let said = sentence(&outcome::headline(end.outcome, &end.running));
    format!("## {sign} {said}\n")
}

/// Returns one block for the error and for each service that does not run what it should. Services
/// that failed for the same reason as one before are only named.
pub(super) fn reasons(end: &End) -> Vec<(String, String)> {
    let mut blocks = Vec::new();
    if let Some(report) = &end.error {
        blocks.push(("the error".to_owned(), error(report)));
    }
    let mut told: Vec<String> = Vec::new();
    let mut same: Vec<String> = Vec::new();
    for one in &end.running {
        let Some(verdict) = one.verdict.as_ref().filter(|verdict| !verdict.proven()) else {
            continue;
        };
        let who = format!("{}/{}", one.stage, one.service);
        let title = why(verdict);
        if told.len() >= TOLD || told.contains(&title) {
            same.push(escape::code(&who));
            continue;
        }
        let name = format!("why {}", log::line(&who));
        blocks.push((name, reason(&who, &title, one, verdict)));
        told.push(title);
    }
    if !same.is_empty() {
        let words = if told.len() < TOLD {
            "For the same reason: "
        } else {
            "Not told here in full: "
        };
        blocks.push((
            "the other services".to_owned(),
            format!("{words}{}\n", same.join(", ")),
        ));
    }
    blocks
}

/// Returns the last line: which foghorn, which commit, how long.
pub(super) fn footer(history: &History, end: &End) -> String {
    let mut parts = vec![format!(
        "foghorn {} {}",
        escape::text(&history.version),
        escape::text(&history.verb)
    )];
    if let Some(commit) = &history.commit {
        let short: String = commit.chars().take(12).collect();
        parts.push(format!("commit {}", escape::text(&short)));
    }
    parts.push(span::words(Duration::from_millis(end.at_ms)));
    parts.push(format!("exit code {}", end.outcome.exit_code()));
    format!("<sub>{}</sub>\n", parts.join(" · "))
}

/// Returns the root cause, or else the verdict.
fn why(verdict: &Verdict) -> String {
    match words::failure(verdict).and_then(|failure| failure.causes.first()) {
        Some((cause, _)) => sentence(&wording::title(cause)),
        None => sentence(&words::sentence(verdict)),
    }
}

fn reason(who: &str, title: &str, one: &Running, verdict: &Verdict) -> String {
    let mut block = format!(
        "### {}: {}\n\n**{title}**\n\n",
        escape::code(who),
        words::label(verdict)
    );
    let root = words::failure(verdict).and_then(|failure| failure.causes.first());
    for fix in root
        .map(|(cause, _)| wording::fixes(cause))
        .unwrap_or_default()
    {
        block.extend([format!("- fix: {}\n", sentence(&fix))]);
    }
    for (what, said) in aftermath(verdict, &one.stage, Some(&one.service)).parts() {
        block.extend([format!("- {what}: {}\n", sentence(said))]);
    }
    block
}

fn error(report: &ErrorReport) -> String {
    let mut block = format!("**{}**\n\n", sentence(&report.message));
    for problem in report.problems.iter().take(PROBLEMS) {
        let place = format!("{}:{}:{}", problem.file, problem.line, problem.column);
        let help = match &problem.help {
            Some(help) => format!(" ({})", escape::code(help.raw())),
            None => String::new(),
        };
        block.extend([format!(
            "- {}: {}{help}\n",
            escape::code(&place),
            escape::code(problem.message.raw())
        )]);
    }
    if let Some(more) = report
        .problems
        .len()
        .checked_sub(PROBLEMS)
        .filter(|n| *n > 0)
    {
        block.extend([format!("- and {more} more\n")]);
    }
    for cause in &report.causes {
        block.extend([format!("- caused by: {}\n", escape::code(cause.raw()))]);
    }
    for hint in &report.hints {
        block.extend([format!("- hint: {}\n", sentence(hint))]);
    }
    if !report.output.is_empty() {
        let lines = report.output.iter().map(Foreign::raw);
        let output = escape::block("text", lines);
        block.extend([format!(
            "\n{}",
            details("Last lines of the output", true, &output)
        )]);
    }
    block
}
