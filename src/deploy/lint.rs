//! Owns the linter: what ECS and Fargate would refuse, or would start and never make healthy, told
//! from the task definition alone.
//!
//! It asks nobody: whether roles, secrets and images exist is looked up elsewhere. Every rule is a
//! file below, with the source of what it says. What is a placeholder is not judged.

mod at;
mod compatibility;
mod environment;
mod health;
mod identity;
mod limits;
mod log;
mod masks;
mod network;
mod order;
mod plain_text;
mod prohibited;
mod secrets;
mod size;
mod task;
mod volumes;

pub use task::Target;

use crate::document::Document;
use crate::problem::Problems;
use task::Task;

/// What a linter has to know beside the document.
#[derive(Debug, Clone, Copy, Default)]
pub struct Settings<'s> {
    /// Variables of `environment` that look like secrets and are none.
    pub plain_text: &'s [String],
    /// Whether everything was filled in, so that a placeholder that is left stays one.
    pub filled_in: bool,
}

/// Looks for everything that is wrong in a document that
/// [`document`](crate::task_definition::document) or
/// [`document_as_written`](crate::task_definition::document_as_written) read.
pub fn lint(document: &Document, settings: Settings<'_>) -> Problems {
    let mut task = Task::of(document, settings);
    let mut problems = found(&task);
    if task.target == Target::LikelyFargate {
        // ECS does not check it for Fargate, and it may not run there.
        task.target = Target::Unsaid;
        let everywhere = found(&task);
        problems = problems
            .into_iter()
            .map(|problem| {
                if everywhere.contains(&problem) {
                    problem
                } else {
                    problem.into_warning()
                }
            })
            .collect();
    }
    if settings.filled_in {
        identity::left_over(&task, &mut problems);
    }
    shown(document, problems)
}

fn found(task: &Task<'_>) -> Problems {
    let mut problems = Problems::new();
    for rule in [
        compatibility::check,
        size::check,
        network::check,
        prohibited::check,
        log::check,
        health::check,
        order::check,
        volumes::check,
        secrets::check,
        environment::check,
        identity::check,
        limits::check,
    ] {
        rule(task, &mut problems);
    }
    problems
}

/// Looks for secrets that stand in it as plain text.
pub fn plain_text(document: &Document, settings: Settings<'_>) -> Problems {
    let mut problems = Problems::new();
    plain_text::check(
        &Task::of(document, settings),
        settings.plain_text,
        &mut problems,
    );
    shown(document, problems)
}

fn shown(document: &Document, problems: Problems) -> Problems {
    let sealed = masks::sealed(&document.root);
    let mut shown = Problems::new();
    let masked = |problem| masks::applied(problem, &sealed);
    shown.extend(problems.into_iter().map(masked));
    shown.sorted()
}

#[cfg(test)]
mod tests;
