//! The table of what runs where.
//!
//! Owns its cells, and that a stage of many services takes few lines: those that need nobody are
//! counted in one.

use crate::escape::log;
use crate::sentence::image::short;
use crate::sentence::progress::{services, tasks};
use crate::sentence::verdict as words;
use foghorn_deploy::event::Running;
use foghorn_deploy::verdict::Verdict;

/// Services of a stage that all get a line of their own.
const MANY: usize = 20;

/// Returns the rows, the header first.
pub(super) fn rows(running: &[Running]) -> Vec<Vec<String>> {
    let header = ["STAGE", "SERVICE", "REVISION", "IMAGE", "VERDICT"].map(str::to_owned);
    let mut rows = vec![header.to_vec()];
    for stage in running.chunk_by(|one, next| one.stage == next.stage) {
        if stage.len() <= MANY {
            rows.extend(stage.iter().map(row));
        } else {
            rows.extend(stage.iter().filter(|one| !needs_nobody(one)).map(row));
            rows.extend(counted(stage));
        }
    }
    rows
}

fn needs_nobody(running: &Running) -> bool {
    running.verdict.as_ref().is_none_or(Verdict::proven)
}

/// Returns a line for each verdict that needs nobody.
fn counted(stage: &[Running]) -> Vec<Vec<String>> {
    let mut counts: Vec<(&'static str, usize, u32)> = Vec::new();
    for one in stage.iter().filter(|one| needs_nobody(one)) {
        let label = one.verdict.as_ref().map_or("not touched", words::label);
        match counts.iter_mut().find(|(known, _, _)| *known == label) {
            Some((_, count, running)) => {
                *count += 1;
                *running = running.saturating_add(count_of(one));
            }
            None => counts.push((label, 1, count_of(one))),
        }
    }
    let name = stage.first().map_or("", |one| &one.stage);
    let row = |(label, count, running): (&str, usize, u32)| {
        let verdict = if running > 0 {
            format!("{label}, {}", tasks(running))
        } else {
            label.to_owned()
        };
        let cells = [&log::line(name), &services(count), "", "", &verdict];
        cells.map(str::to_owned).to_vec()
    };
    counts.into_iter().map(row).collect()
}

fn row(running: &Running) -> Vec<String> {
    let images: Vec<_> = running
        .images
        .iter()
        .map(|image| log::line(&short(image)))
        .collect();
    let verdict = match (&running.verdict, count_of(running)) {
        (Some(verdict), 0) => words::label(verdict).to_owned(),
        (Some(verdict), count) => format!("{}, {}", words::label(verdict), tasks(count)),
        (None, _) => "not touched".to_owned(),
    };
    let revision = match (&running.verdict, &running.revision) {
        // Both revisions may run, or neither.
        (Some(Verdict::RollbackFailed { .. } | Verdict::Unknown { .. }), _) => "?".to_owned(),
        (_, Some(revision)) => log::line(revision.short()),
        (_, None) => "-".to_owned(),
    };
    let images = if images.is_empty() {
        "-".to_owned()
    } else {
        images.join(", ")
    };
    vec![
        log::line(&running.stage),
        log::line(&running.service),
        revision,
        images,
        verdict,
    ]
}

/// Tasks that the verdict says run.
fn count_of(running: &Running) -> u32 {
    match &running.verdict {
        Some(Verdict::Deployed { running, .. } | Verdict::Unchanged { running, .. }) => *running,
        Some(
            Verdict::Idle { .. }
            | Verdict::RolledBack { .. }
            | Verdict::RollbackFailed { .. }
            | Verdict::Failed { .. }
            | Verdict::Superseded { .. }
            | Verdict::Unknown { .. }
            | Verdict::NotStarted { .. }
            | Verdict::Cancelled { .. },
        )
        | None => 0,
    }
}
