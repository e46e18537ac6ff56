//! Owns health checks, restarts and timeouts of containers: their form and their ranges.

use std::ops::RangeInclusive;

use super::at::At;
use super::task::{Task, error, warning};
use crate::problem::Problems;

/// Seconds and tries. Source: ECS API model, `HealthCheck`.
const HEALTH: [(&str, RangeInclusive<i64>); 4] = [
    ("interval", 5..=300),
    ("timeout", 2..=60),
    ("retries", 1..=10),
    ("startPeriod", 0..=300),
];
/// Seconds, on Fargate. Source: ECS API model, `ContainerDefinition.startTimeout`, `.stopTimeout`.
const TIMEOUTS: [(&str, RangeInclusive<i64>); 2] =
    [("startTimeout", 2..=120), ("stopTimeout", 2..=120)];
/// Seconds. Source: ECS API model, `ContainerRestartPolicy`.
const RESTART: [(&str, RangeInclusive<i64>); 1] = [("restartAttemptPeriod", 60..=1800)];

pub(super) fn check(task: &Task<'_>, problems: &mut Problems) {
    for container in &task.containers {
        if let Some(health) = container.at.get("healthCheck") {
            ranges(&health, &HEALTH, problems);
            command(&health, problems);
        }
        if let Some(restart) = container.at.get("restartPolicy") {
            ranges(&restart, &RESTART, problems);
        }
        if task.target.is_fargate() {
            ranges(&container.at, &TIMEOUTS, problems);
        }
    }
}

fn ranges(at: &At<'_>, ranges: &[(&str, RangeInclusive<i64>)], problems: &mut Problems) {
    for (key, range) in ranges {
        let found = at
            .get(key)
            .and_then(|at| at.number().map(|number| (at, number)));
        if let Some((at, number)) = found.filter(|(_, number)| !range.contains(number)) {
            let (least, most) = (range.start(), range.end());
            error(
                problems,
                at.place(),
                format!("`{key}` is {number}, and ECS takes {least} to {most}"),
                format!("give {least} to {most}"),
            );
        }
    }
}

/// Source: ECS API model, `HealthCheck.command`.
fn command(health: &At<'_>, problems: &mut Problems) {
    let words = health.list("command");
    let place = health.place_for("command");
    let Some(first) = words.first() else {
        if health.get("command").is_some() {
            let help = "write `[\"CMD-SHELL\", \"curl -f http://localhost/ || exit 1\"]`";
            error(problems, place, "the health check has no command", help);
        }
        return;
    };
    match first.text() {
        None | Some("NONE") => {}
        Some("CMD") if words.len() == 1 => {
            error(
                problems,
                place,
                "the health check has nothing after `CMD`",
                "add the program and its arguments",
            );
        }
        Some("CMD-SHELL") if words.len() == 1 => {
            error(
                problems,
                place,
                "the health check has nothing after `CMD-SHELL`",
                "add the command as one text",
            );
        }
        Some("CMD-SHELL") if words.len() > 2 => {
            let help = "write the whole command as one text, or begin with `CMD`";
            warning(
                problems,
                place,
                "the shell runs only the first text after `CMD-SHELL`, as its command",
                help,
            );
        }
        Some("CMD" | "CMD-SHELL") => {}
        Some(_) => {
            let help = "begin with `CMD-SHELL` and the whole command as one text, or with `CMD` and its words";
            error(
                problems,
                first.place(),
                "the command of a health check begins with `CMD` or `CMD-SHELL`",
                help,
            );
        }
    }
}
