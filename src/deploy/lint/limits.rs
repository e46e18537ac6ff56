//! Owns how much of everything a definition may have.

use super::task::{Task, error};
use crate::problem::Problems;
use crate::task_definition::SIZE_LIMIT;

/// Source: Amazon ECS service quotas, "Containers per task definition".
const MOST_CONTAINERS: usize = 10;

pub(super) fn check(task: &Task<'_>, problems: &mut Problems) {
    if let Some(beyond) = task.containers.get(MOST_CONTAINERS) {
        let message = format!(
            "the task has {} containers, and ECS takes {MOST_CONTAINERS}",
            task.containers.len()
        );
        error(
            problems,
            beyond.place(),
            message,
            "put some of them into another task definition",
        );
    }
    let size = task.root.size();
    if size > SIZE_LIMIT {
        let message = format!("the task definition has {size} bytes, ECS accepts {SIZE_LIMIT}");
        let help = "move long values to SSM parameters (`secrets`) or to `environmentFiles`";
        error(problems, task.root.place_for(""), message, help);
    }
}
