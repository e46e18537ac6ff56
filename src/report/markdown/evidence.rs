//! What supports each cause, with the last lines of the log.

use super::{details, escape};
use crate::escape::log;
use crate::history::End;
use crate::sentence::evidence as words;
use crate::sentence::verdict;
use foghorn_deploy::cause::{Cause, CauseKind, Evidence, LogTail, wording};
use foghorn_deploy::foreign::Foreign;

/// Services whose evidence is shown.
const SERVICES: usize = 30;
/// Causes of one service whose evidence is shown.
const CAUSES: usize = 5;
const TASKS: usize = 10;
const TARGETS: usize = 10;
const EVENTS: usize = 10;
/// Longest block, in bytes: the lines of one log may be very long.
const LONGEST: usize = 64 * 1024;

/// Returns a block for each cause of each service that failed, the heading first.
pub(super) fn blocks(end: &End) -> Vec<(String, String)> {
    let mut blocks = Vec::new();
    let failed = end.running.iter().filter_map(|one| {
        let failure = verdict::failure(one.verdict.as_ref()?)?;
        let who = format!("{}/{}", one.stage, one.service);
        (!failure.causes.is_empty() || failure.reason.is_some()).then_some((who, failure))
    });
    for (number, (who, failure)) in failed.take(SERVICES).enumerate() {
        if number == 0 {
            blocks.push(("evidence".to_owned(), "### Evidence\n".to_owned()));
        }
        let name = format!("evidence of {}", log::line(&who));
        for (nth, (cause, evidence)) in failure.causes.iter().take(CAUSES).enumerate() {
            let title = format!(
                "{}: {}",
                escape::html(&who),
                escape::html(&crate::sentence::plain(&wording::title(cause)))
            );
            // The first is why one looks here.
            let open = number == 0 && nth == 0;
            blocks.push((name.clone(), details(&title, open, &body(cause, evidence))));
        }
        if let Some(reason) = &failure.reason {
            let block = format!(
                "AWS says of the deployment of {}: {}\n",
                escape::code(&who),
                escape::code(reason.raw())
            );
            blocks.push((name, block));
        }
    }
    blocks
}

fn body(cause: &Cause, evidence: &Evidence) -> String {
    let mut body = String::new();
    if evidence.count > 0 || !evidence.tasks.is_empty() {
        body.extend([format!(
            "- tasks: {}\n",
            escape::text(&words::tasks(evidence, TASKS))
        )]);
    }
    if let Some(container) = words::container(cause) {
        body.extend([format!("- container: {}\n", escape::text(&container))]);
    }
    // The title of a cause that foghorn does not know is AWS's text.
    if !cause.text.raw().is_empty() && cause.kind != CauseKind::Unrecognised {
        body.extend([format!("- AWS says: {}\n", escape::code(cause.text.raw()))]);
    }
    for target in evidence.targets.iter().take(TARGETS) {
        body.extend([format!(
            "- target: {}\n",
            escape::text(&words::target(target))
        )]);
    }
    // The event that the cause was read from says nothing new.
    let new = |event: &&Foreign| !event.raw().contains(cause.text.raw());
    for event in evidence.events.iter().filter(new).take(EVENTS) {
        body.extend([format!("- event: {}\n", escape::code(event.raw()))]);
    }
    if let Some(tail) = &evidence.log {
        body.push_str(&self::tail(tail));
    }
    body
}

fn tail(tail: &LogTail) -> String {
    let place = escape::code(&format!("{} {}", tail.group, tail.stream));
    match &tail.lines {
        Err(why) => format!("- log: {place} could not be read: {}\n", escape::code(why)),
        Ok(lines) if lines.is_empty() => format!("- log: {place} is empty\n"),
        Ok(lines) => {
            let mut shown: Vec<&str> = Vec::new();
            let mut left = LONGEST;
            // The last lines matter most.
            for line in lines.iter().rev().map(Foreign::raw) {
                match left.checked_sub(line.len()) {
                    Some(rest) => left = rest,
                    None => break,
                }
                shown.push(line);
            }
            shown.reverse();
            format!("- log: {place}\n\n{}", escape::block("text", shown))
        }
    }
}
