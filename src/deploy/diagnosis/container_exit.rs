//! Which container of a stopped task failed first.
//!
//! Owns telling the container that exited from those that ECS stopped because of it.
//! DescribeTasks does not say which container is essential.

use super::classify::bare;
use crate::cause::{Cause, CauseKind, Class};
use crate::foreign::Foreign;
use crate::observation::{Container, Health, Task};

/// 128 + SIGKILL and 128 + SIGTERM: how the others end once an essential container exited.
const STOPPED_WITH_IT: [i32; 2] = [137, 143];

/// Names the container whose exit stopped the task.
pub(super) fn exited(task: &Task, text: &Foreign) -> Cause {
    let first = first_to_exit(&task.containers);
    Cause {
        container: first.map(|container| container.name.clone()),
        exit_code: first.and_then(|container| container.exit_code),
        ..bare(CauseKind::ContainerExited, Class::Uncertain, text)
    }
}

/// Names the container whose own health check fails.
pub(super) fn unhealthy(task: &Task) -> Option<&Container> {
    only(
        task.containers
            .iter()
            .filter(|container| container.health == Health::Unhealthy),
    )
    .or_else(|| only(task.containers.iter()))
}

fn first_to_exit(containers: &[Container]) -> Option<&Container> {
    let exited = |wanted: fn(i32) -> bool| {
        containers
            .iter()
            .filter(move |container| container.exit_code.is_some_and(wanted))
    };
    let own_failure = |code| code != 0 && !STOPPED_WITH_IT.contains(&code);
    if let Some(failed) = exited(own_failure).next() {
        return Some(failed);
    }
    // An exit with 0 is a failure as well: a service's containers are to run. With several it
    // cannot be told which one was essential, and the ones killed afterwards are not it.
    if exited(|code| code == 0).next().is_some() {
        return only(exited(|code| code == 0));
    }
    exited(|_| true).next()
}

fn only<'a>(mut containers: impl Iterator<Item = &'a Container>) -> Option<&'a Container> {
    let first = containers.next();
    if containers.next().is_some() {
        None
    } else {
        first
    }
}
