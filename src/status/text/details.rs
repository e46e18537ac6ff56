//! What has no room in the table: only what a person should look at.

mod deployment;
mod health;
mod history;

use super::words;
use foghorn_deploy::event::ErrorReport;
use foghorn_deploy::foreign::Foreign;
use foghorn_deploy::status::{Origin, RunningImage, ServiceStatus, StageStatus, Unread};
use foghorn_report::escape::log;
use foghorn_report::sentence::{difference::difference, plain};

/// Returns the lines about a stage as a whole.
pub(super) fn of_stage(stage: &StageStatus) -> Vec<String> {
    stage.unread.iter().flat_map(unread).collect()
}

/// Returns the lines about a service.
pub(super) fn of_service(service: &ServiceStatus) -> Vec<String> {
    let mut lines = Vec::new();
    if let Some(flight) = &service.in_flight {
        lines.extend(labelled(
            "in flight",
            deployment::in_flight(service, flight),
        ));
    }
    if let Some(last) = &service.last_deployment {
        lines.extend(labelled("last", deployment::last_deployment(service, last)));
    }
    lines.extend(labelled(
        "health",
        health::health(&service.health, service.tasks.desired),
    ));
    lines.extend(labelled("images", images(&service.images)));
    lines.extend(labelled("runs", made_by(service)));
    let differences = service.drift.as_deref().unwrap_or_default();
    let differences = differences.iter().map(|one| plain(&difference(one)));
    lines.extend(labelled("drift", differences.collect()));
    lines.extend(labelled("history", history::history(service)));
    lines.extend(service.unread.iter().flat_map(unread));
    lines
}

/// Puts a label before the first line and indents the others as far.
fn labelled(label: &str, lines: Vec<String>) -> Vec<String> {
    let labels = std::iter::once(label).chain(std::iter::repeat(""));
    let line = |(label, line): (&str, String)| format!("  {label:<11}{line}");
    labels.zip(lines).map(line).collect()
}

/// Every image by container, if one digest does not tell all.
fn images(images: &[RunningImage]) -> Vec<String> {
    if images.len() <= 1 {
        return Vec::new();
    }
    let line = |one: &RunningImage| {
        let image = one.image.as_deref().map_or_else(String::new, log::line);
        let name = image
            .split_once('@')
            .map_or(image.as_str(), |(name, _)| name);
        let digest = one.digest.as_ref().map_or("digest unknown", |d| d.short());
        let line = format!(
            "{}: {name} {}",
            log::line(&one.container),
            log::line(digest)
        );
        match one.tasks {
            Some(1) => format!("{line}, 1 task"),
            Some(tasks) => format!("{line}, {tasks} tasks"),
            None => line,
        }
    };
    images.iter().map(line).collect()
}

/// Who made the revision that runs, if foghorn did not.
fn made_by(service: &ServiceStatus) -> Vec<String> {
    match (&service.revision, &service.origin) {
        (
            Some(revision),
            Some(Origin {
                registered_by,
                foghorn: None,
            }),
        ) => {
            let who = registered_by.as_ref().map_or("somebody".to_owned(), shown);
            let revision = log::line(revision.short());
            vec![format!("{revision}, registered by {who}, not by foghorn")]
        }
        (Some(_) | None, Some(_) | None) => Vec::new(),
    }
}

fn unread(unread: &Unread) -> Vec<String> {
    let ErrorReport {
        message,
        causes,
        hints,
        problems,
        output: _,
    } = &unread.error;
    let what = words::item(unread.what).map_or_else(String::new, |what| format!("{what}: "));
    let mut lines = vec![format!("{what}{}", plain(message))];
    lines.extend(causes.iter().map(shown));
    for problem in problems {
        lines.extend(log::lines(problem.rendered.raw()));
    }
    lines.extend(hints.iter().map(|hint| format!("hint: {}", plain(hint))));
    labelled("not read", lines)
}

fn shown(text: &Foreign) -> String {
    log::line(text.raw())
}
