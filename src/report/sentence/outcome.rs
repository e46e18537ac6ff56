//! How a run ended, in one line for a person who reads nothing else.

use super::progress::services;
use super::verdict as words;
use foghorn_deploy::event::Running;
use foghorn_deploy::foreign::Sentence;
use foghorn_deploy::outcome::Outcome;
use foghorn_deploy::verdict::Verdict;

/// Returns how it ended.
pub fn headline(outcome: Outcome, running: &[Running]) -> Sentence {
    match outcome {
        Outcome::Succeeded => succeeded(running),
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
            Sentence::own(format!("NOT DEPLOYED: {}{counts}", outcome.meaning()))
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

fn succeeded(running: &[Running]) -> Sentence {
    let mut deployed: Vec<&str> = Vec::new();
    for one in running {
        if matches!(one.verdict, Some(Verdict::Deployed { .. })) && !deployed.contains(&&*one.stage)
        {
            deployed.push(&one.stage);
        }
    }
    if running
        .iter()
        .any(|one| matches!(one.verdict, Some(Verdict::Idle { .. })))
    {
        Sentence::own("Done, but nothing is proven where the desired count is 0")
    } else if let Some((last, rest)) = deployed.split_last() {
        let said = Sentence::own("Deployed and healthy in ");
        let said = rest.iter().enumerate().fold(said, |said, (number, stage)| {
            let comma = if number > 0 { ", " } else { "" };
            said.then(comma).foreign(*stage)
        });
        let and = if rest.is_empty() { "" } else { " and " };
        said.then(and).foreign(*last)
    } else if running.is_empty() {
        Sentence::own("Done")
    } else {
        Sentence::own("Nothing to do: everything runs and is healthy")
    }
}
