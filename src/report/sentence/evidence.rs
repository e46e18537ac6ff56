//! What supports a cause, in words.

use crate::escape::log;
use foghorn_deploy::cause::{Cause, Evidence, wording};
use foghorn_deploy::foreign::Foreign;
use foghorn_deploy::observation::Target;

/// Returns how many tasks stopped this way, with the ids of at most `most` of them.
pub fn tasks(evidence: &Evidence, most: usize) -> String {
    let ids: Vec<_> = evidence
        .tasks
        .iter()
        .take(most)
        .map(|id| log::line(id))
        .collect();
    let more = if evidence.tasks.len() > most {
        ", …"
    } else {
        ""
    };
    let stop_code = evidence
        .stop_code
        .as_deref()
        .map(|code| format!(" ({})", log::line(code)))
        .unwrap_or_default();
    let said = format!("{} stopped this way{stop_code}", evidence.count);
    if ids.is_empty() {
        said
    } else {
        format!("{said}: {}{more}", ids.join(", "))
    }
}

/// Returns the container with its exit code and what that means, as far as they are known.
pub fn container(cause: &Cause) -> Option<String> {
    let name = cause.container.as_deref().map(log::line);
    let code = cause
        .exit_code
        .map(|code| match wording::exit_meaning(cause) {
            Some(meaning) => format!("exit code {code}: {meaning}"),
            None => format!("exit code {code}"),
        });
    match (name, code) {
        (Some(name), Some(code)) => Some(format!("{name}, {code}")),
        (name, code) => name.or(code),
    }
}

/// Returns a target with its state and why it has it.
pub fn target(target: &Target) -> String {
    let port = target
        .port
        .map(|port| format!(":{port}"))
        .unwrap_or_default();
    let line = format!(
        "{}{port} is {}",
        log::line(&target.id),
        log::line(&target.state)
    );
    let why = [
        target.reason.as_deref(),
        target.description.as_ref().map(Foreign::raw),
    ];
    let why: Vec<_> = why.into_iter().flatten().map(log::line).collect();
    if why.is_empty() {
        line
    } else {
        format!("{line}: {}", why.join(", "))
    }
}
