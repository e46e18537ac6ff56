//! The last line: how the run ended, for a person who reads nothing else.

use crate::escape::log;
use crate::sentence::progress::services;
use crate::sentence::verdict as words;
use crate::span;
use crate::terminal::palette::Palette;
use foghorn_deploy::event::Running;
use foghorn_deploy::outcome::Outcome;
use foghorn_deploy::verdict::Verdict;
use std::time::Duration;

pub(super) fn line(outcome: Outcome, running: &[Running], at_ms: u64, palette: Palette) -> String {
    let took = span::words(Duration::from_millis(at_ms));
    let end = format!("after {took} (exit code {}).", outcome.exit_code());
    match outcome {
        Outcome::Succeeded => palette.good(&format!("{}, {end}", succeeded(running))),
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
        | Outcome::Terminated => {
            let counts = counts(running).map_or_else(String::new, |counts| format!(" ({counts})"));
            palette.bad(&format!(
                "NOT DEPLOYED: {}{counts}, {end}",
                outcome.meaning()
            ))
        }
    }
}

/// Returns how many services ended how: `1 of 3 services: ROLLED BACK; 2: deployed`. `None` if the
/// outcome of one is the outcome of all.
fn counts(running: &[Running]) -> Option<String> {
    let worked_on: Vec<&Verdict> = running
        .iter()
        .filter_map(|one| one.verdict.as_ref())
        .collect();
    let mut counts: Vec<(&'static str, usize)> = Vec::new();
    for label in worked_on.iter().map(|verdict| words::label(verdict)) {
        match counts.iter_mut().find(|(known, _)| *known == label) {
            Some((_, count)) => *count += 1,
            None => counts.push((label, 1)),
        }
    }
    if counts.len() < 2 {
        return None;
    }
    let counts: Vec<String> = counts
        .iter()
        .map(|(label, count)| format!("{count} {label}"))
        .collect();
    Some(format!(
        "{}: {}",
        services(worked_on.len()),
        counts.join(", ")
    ))
}

fn succeeded(running: &[Running]) -> String {
    let mut deployed: Vec<String> = Vec::new();
    for one in running {
        let stage = log::line(&one.stage);
        if matches!(one.verdict, Some(Verdict::Deployed { .. })) && !deployed.contains(&stage) {
            deployed.push(stage);
        }
    }
    if running
        .iter()
        .any(|one| matches!(one.verdict, Some(Verdict::Idle { .. })))
    {
        "Done, but nothing is proven where the desired count is 0".to_owned()
    } else if let Some((last, rest)) = deployed.split_last() {
        let stages = if rest.is_empty() {
            last.clone()
        } else {
            format!("{} and {last}", rest.join(", "))
        };
        format!("Deployed and healthy in {stages}")
    } else if running.is_empty() {
        "Done".to_owned()
    } else {
        "Nothing to do: everything runs and is healthy".to_owned()
    }
}
