//! Why one task stopped.
//!
//! Owns the order in which a task's fields are believed: the stop code of harmless stops, memory,
//! then the text that says most, then the exit codes.

use super::classify::{Classified, bare, task_text};
use super::container_exit;
use super::table;
use super::text::Text;
use crate::cause::{Cause, CauseKind, Class};
use crate::foreign::Foreign;
use crate::observation::{Container, ESSENTIAL_CONTAINER_EXITED, Task};

/// The stop code of stops that ECS itself wanted: health checks that fail, and scaling in. An
/// unknown text of it does not end a wait: it may be a new word for scaling in.
const SCHEDULER: &str = "ServiceSchedulerInitiated";

/// Returns why a task stopped, or `None` if it did not stop or its stop is no failure (scaled in,
/// maintenance). Source of the codes: ECS API model, `TaskStopCode`; they are set already while
/// the task is stopping.
pub fn stopped_task(task: &Task) -> Option<Cause> {
    let code = task.stop_code.as_deref();
    let text = task
        .stopped_reason
        .clone()
        .unwrap_or_else(|| Foreign::new(""));
    if code.is_none() && text.raw().is_empty() {
        return None;
    }
    match code {
        Some("UserInitiated") => {
            return Some(bare(CauseKind::StoppedByUser, Class::Transient, &text));
        }
        Some("SpotInterruption") => {
            return Some(bare(CauseKind::SpotInterrupted, Class::Transient, &text));
        }
        Some("InfrastructureHealth") => {
            return Some(bare(CauseKind::AwsInternal, Class::Transient, &text));
        }
        Some("TerminationNotice") => return None,
        // The scheduler names what failed; where it says nothing, it moves tasks about.
        Some(SCHEDULER) if text.raw().is_empty() => return None,
        Some(_) | None => {}
    }
    let folded = Text::of(&text);
    if table::HARMLESS.iter().any(|piece| folded.has(piece)) {
        return None;
    }
    let cause = out_of_memory(task)
        .or_else(|| from_texts(task, &text))
        .unwrap_or_else(|| unexplained(task, &text));
    Some(with_unknown_texts(cause, task, &text))
}

/// Keeps what the task or a container says that foghorn does not know, beside what it does know: it
/// may be the better reason, in AWS's newest words.
fn with_unknown_texts(cause: Cause, task: &Task, text: &Foreign) -> Cause {
    let mut said = cause.text.raw().to_owned();
    let reasons = task.containers.iter().filter_map(|c| c.reason.as_ref());
    for unknown in std::iter::once(text).chain(reasons) {
        let known = unknown.raw().is_empty() || task_text(unknown).is_some();
        if !known && !said.contains(unknown.raw()) {
            if !said.is_empty() {
                said.push_str("; ");
            }
            said.push_str(unknown.raw());
        }
    }
    Cause {
        text: Foreign::new(said),
        ..cause
    }
}

/// A container that was killed for its memory, whatever else the task says: it explains a health
/// check that failed, too.
fn out_of_memory(task: &Task) -> Option<Cause> {
    task.containers.iter().find_map(|container| {
        let reason = container.reason.as_ref()?;
        let folded = Text::of(reason);
        let killed = |piece: &&str| folded.has(piece);
        table::KILLED_FOR_MEMORY.iter().any(killed).then(|| {
            named(
                container,
                bare(CauseKind::OutOfMemory, Class::Uncertain, reason),
            )
        })
    })
}

/// The text that says most: the task's, or where that one is cut off or general, a container's.
fn from_texts(task: &Task, text: &Foreign) -> Option<Cause> {
    let own = task_text(text).map(|found| with_container(task, found));
    let mut vague = None;
    let of_containers = task.containers.iter().filter_map(|container| {
        let found = task_text(container.reason.as_ref()?)?;
        let vague = found.vague;
        Some(Classified {
            cause: named(container, found.cause),
            vague,
        })
    });
    for found in own.into_iter().chain(of_containers) {
        if !found.vague {
            return Some(found.cause);
        }
        vague.get_or_insert(found.cause);
    }
    vague
}

/// Adds the container to causes whose text is the task's and names none.
fn with_container(task: &Task, found: Classified) -> Classified {
    let Classified { cause, vague } = found;
    let cause = if cause.kind == CauseKind::ContainerExited {
        container_exit::exited(task, &cause.text)
    } else if cause.kind == CauseKind::OutOfMemory {
        let exited = container_exit::exited(task, &cause.text);
        Cause {
            container: exited.container,
            exit_code: exited.exit_code,
            ..cause
        }
    } else if cause.kind == CauseKind::ContainerUnhealthy {
        match container_exit::unhealthy(task) {
            // Its exit code, if it has one by now, is that of being stopped for this.
            Some(container) => Cause {
                container: Some(container.name.clone()),
                ..cause
            },
            None => cause,
        }
    } else if let (true, [only]) = (is_a_container_s(cause.kind), task.containers.as_slice()) {
        Cause {
            container: Some(only.name.clone()),
            ..cause
        }
    } else {
        cause
    };
    Classified { cause, vague }
}

/// Whether it is one container that could not be started, though the text does not say which.
fn is_a_container_s(kind: CauseKind) -> bool {
    matches!(
        kind,
        CauseKind::CommandNotExecutable
            | CauseKind::ContainerRuntimeFailed
            | CauseKind::ImageWrongPlatform
    )
}

fn named(container: &Container, cause: Cause) -> Cause {
    Cause {
        container: Some(container.name.clone()),
        exit_code: container.exit_code,
        ..cause
    }
}

/// No text is known. The stop code still tells an exit from a failed start.
fn unexplained(task: &Task, text: &Foreign) -> Cause {
    let code = task.stop_code.as_deref();
    if code == Some(ESSENTIAL_CONTAINER_EXITED) {
        return container_exit::exited(task, text);
    }
    if !text.raw().is_empty() {
        let class = if code == Some(SCHEDULER) {
            Class::Transient
        } else {
            Class::Uncertain
        };
        return bare(CauseKind::Unrecognised, class, text);
    }
    let said = task.containers.iter().find_map(|container| {
        let reason = container
            .reason
            .as_ref()
            .filter(|reason| !reason.raw().is_empty())?;
        Some(named(
            container,
            bare(CauseKind::Unrecognised, Class::Uncertain, reason),
        ))
    });
    said.unwrap_or_else(|| bare(CauseKind::TasksNotStarting, Class::Uncertain, text))
}
