//! The most important screen: why a deployment failed.
//!
//! Owns the order: the one root cause, the fix, the evidence, then everything else. It fits on the
//! first screen, and nothing in it depends on colour.

use super::palette::Palette;
use crate::escape::log;
use crate::sentence::evidence as words;
use crate::sentence::verdict;
use foghorn_deploy::cause::{Cause, CauseKind, Evidence, LogTail, wording};
use foghorn_deploy::foreign::Foreign;
use foghorn_deploy::verdict::{Failure, Verdict};

/// Width of the rules above and below.
const WIDTH: usize = 78;
const TASKS: usize = 3;
const TARGETS: usize = 2;
const EVENTS: usize = 2;
const LOG_LINES: usize = 6;
const OTHERS: usize = 3;

/// Returns the screen for one cause; `more` stands below its evidence.
pub(crate) fn lines(
    word: &str,
    who: &str,
    cause: &Cause,
    evidence: &Evidence,
    more: &[String],
    palette: Palette,
) -> Vec<String> {
    let mut page = vec![
        String::new(),
        rule(&format!("{word}: {who}"), palette),
        String::new(),
    ];
    page.push(format!(
        "  {}",
        palette.strong(&palette.sentence(&wording::title(cause)))
    ));
    page.push(String::new());
    for (i, fix) in wording::fixes(cause).iter().enumerate() {
        page.push(labelled(
            if i == 0 { "fix" } else { "" },
            &palette.sentence(fix),
            palette,
        ));
    }
    page.push(String::new());
    page.extend(self::evidence(cause, evidence, palette));
    page.extend_from_slice(more);
    page.extend([rule("", palette), String::new()]);
    page
}

/// Returns what follows the line of a verdict: the screen of its root cause, unless that cause was
/// `shown` already; then what AWS says of the deployment as a whole, and the other causes.
pub(crate) fn after(
    verdict: &Verdict,
    who: &str,
    shown: Option<&Cause>,
    palette: Palette,
) -> Vec<String> {
    let Some(failure) = verdict::failure(verdict) else {
        return Vec::new();
    };
    let more = more(failure, palette);
    match failure.causes.first() {
        Some((root, _)) if shown.is_some_and(|shown| shown.same_as(root)) => more,
        Some((root, evidence)) => {
            lines(verdict::label(verdict), who, root, evidence, &more, palette)
        }
        None => {
            let mut page = vec![
                String::new(),
                rule(&format!("{}: {who}", verdict::label(verdict)), palette),
            ];
            page.push("  No task of this deployment was seen to fail.".to_owned());
            page.extend(more);
            page.extend([rule("", palette), String::new()]);
            page
        }
    }
}

fn more(failure: &Failure, palette: Palette) -> Vec<String> {
    let mut page = Vec::new();
    if let Some(reason) = &failure.reason {
        page.push(labelled("reason", &log::line(reason.raw()), palette));
    }
    for (i, (cause, evidence)) in failure.causes.iter().skip(1).take(OTHERS).enumerate() {
        let title = palette.sentence(&wording::title(cause));
        let count = if evidence.count > 1 {
            format!(" ({} tasks)", evidence.count)
        } else {
            String::new()
        };
        page.push(labelled(
            if i == 0 { "also" } else { "" },
            &format!("{title}{count}"),
            palette,
        ));
    }
    page
}

fn evidence(cause: &Cause, evidence: &Evidence, palette: Palette) -> Vec<String> {
    let mut page = Vec::new();
    if evidence.count > 0 || !evidence.tasks.is_empty() {
        page.push(labelled("tasks", &words::tasks(evidence, TASKS), palette));
    }
    if let Some(container) = words::container(cause) {
        page.push(labelled("container", &container, palette));
    }
    // The title of a cause that foghorn does not know is AWS's text.
    if !cause.text.raw().is_empty() && cause.kind != CauseKind::Unrecognised {
        page.push(labelled("AWS says", &log::line(cause.text.raw()), palette));
    }
    for (i, one) in evidence.targets.iter().take(TARGETS).enumerate() {
        page.push(labelled(
            if i == 0 { "target" } else { "" },
            &words::target(one),
            palette,
        ));
    }
    // The event that the cause was read from says nothing new.
    let new = |event: &&Foreign| !event.raw().contains(cause.text.raw());
    for (i, event) in evidence.events.iter().filter(new).take(EVENTS).enumerate() {
        page.push(labelled(
            if i == 0 { "events" } else { "" },
            &log::line(event.raw()),
            palette,
        ));
    }
    if let Some(tail) = &evidence.log {
        page.extend(self::tail(tail, palette));
    }
    page
}

fn tail(tail: &LogTail, palette: Palette) -> Vec<String> {
    let place = format!("{} {}", log::line(&tail.group), log::line(&tail.stream));
    match &tail.lines {
        Err(why) => vec![labelled(
            "log",
            &format!("{place} could not be read: {}", log::line(why)),
            palette,
        )],
        Ok(lines) if lines.is_empty() => {
            vec![labelled("log", &format!("{place} is empty"), palette)]
        }
        Ok(lines) => {
            let mut page = vec![labelled("log", &place, palette)];
            let all: Vec<String> = lines
                .iter()
                .flat_map(|line| log::lines(line.raw()))
                .collect();
            let last = all.len().saturating_sub(LOG_LINES);
            page.extend(
                all[last..]
                    .iter()
                    .map(|line| labelled("", &format!("| {line}"), palette)),
            );
            page
        }
    }
}

fn labelled(label: &str, text: &str, palette: Palette) -> String {
    format!("  {}  {text}", palette.strong(&format!("{label:<9}")))
}

fn rule(title: &str, palette: Palette) -> String {
    let title = if title.is_empty() {
        String::new()
    } else {
        format!("==== {title} ")
    };
    palette.bad(&format!(
        "{title}{}",
        "=".repeat(WIDTH.saturating_sub(title.chars().count()))
    ))
}
