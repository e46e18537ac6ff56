//! What runs where, as a table.

use super::escape;
use crate::history::{End, History, Service};
use crate::sentence::progress::{services as counted, tasks};
use crate::sentence::verdict as words;
use crate::span;
use foghorn_deploy::event::Running;
use foghorn_deploy::verdict::Verdict;
use std::time::Duration;

/// Services of a stage that all get a row of their own.
const MANY: usize = 50;

/// Returns the table, empty if no stage was reached.
pub(super) fn services(history: &History, end: &End) -> String {
    if end.running.is_empty() {
        return String::new();
    }
    let mut table = "| Stage | Service | Revision | Image | Verdict | Took |\n\
                     | --- | --- | --- | --- | --- | --- |\n"
        .to_owned();
    for stage in end.running.chunk_by(|one, next| one.stage == next.stage) {
        let proven = |one: &Running| one.verdict.as_ref().is_none_or(Verdict::proven);
        let few = stage.len() <= MANY;
        for one in stage.iter().filter(|one| few || !proven(one)) {
            table.push_str(&row(history, one));
        }
        let rest = stage.iter().filter(|one| proven(one)).count();
        if !few && rest > 0 {
            let name = stage.first().map_or("", |one| &one.stage);
            table.extend([format!(
                "| {} | {} | | | as they should be | |\n",
                escape::cell(name),
                counted(rest)
            )]);
        }
    }
    table
}

fn row(history: &History, one: &Running) -> String {
    let worked_on = history
        .services
        .iter()
        .find(|service| service.stage == one.stage && service.name == one.service);
    let name = escape::cell(&one.service);
    let page = history
        .places
        .get(&one.stage)
        .and_then(|place| place.console(&one.service));
    let name = page.map_or(name.clone(), |page| format!("[{name}]({page})"));
    let revision = match (&one.verdict, &one.revision) {
        // Both revisions may run, or neither.
        (Some(Verdict::RollbackFailed { .. } | Verdict::Unknown { .. }), _) => "?".to_owned(),
        (_, Some(revision)) => escape::cell(revision.short()),
        (_, None) => String::new(),
    };
    let images: Vec<String> = one.images.iter().map(|image| short(image)).collect();
    let stage = escape::cell(&one.stage);
    let page = history.places.get(&one.stage).and_then(|place| place.url());
    let stage = page.map_or(stage.clone(), |page| format!("[{stage}]({page})"));
    format!(
        "| {stage} | {name} | {revision} | {} | {} | {} |\n",
        images.join("<br>"),
        verdict(one),
        took(worked_on)
    )
}

fn verdict(one: &Running) -> String {
    match &one.verdict {
        Some(
            verdict @ (Verdict::Deployed { running, .. } | Verdict::Unchanged { running, .. }),
        ) => format!("{}, {}", words::label(verdict), tasks(*running)),
        Some(verdict @ Verdict::Idle { .. }) => words::label(verdict).to_owned(),
        Some(
            verdict @ (Verdict::RolledBack { .. }
            | Verdict::RollbackFailed { .. }
            | Verdict::Failed { .. }
            | Verdict::Superseded { .. }
            | Verdict::Unknown { .. }
            | Verdict::NotStarted { .. }
            | Verdict::Cancelled { .. }),
        ) => format!("**{}**", words::label(verdict)),
        None => "not touched".to_owned(),
    }
}

fn took(service: Option<&Service>) -> String {
    service
        .filter(|service| service.took_ms > 0)
        .map(|service| span::words(Duration::from_millis(service.took_ms)))
        .unwrap_or_default()
}

/// Shows twelve digits of a digest; the full one stands in the list of images.
fn short(image: &str) -> String {
    escape::cell(&crate::sentence::image::short(image))
}
