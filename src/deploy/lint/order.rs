//! Owns which container matters to the task and which waits for which.

use super::at::At;
use super::task::{Container, Task, error};
use crate::problem::{Problem, Problems};

pub(super) fn check(task: &Task<'_>, problems: &mut Problems) {
    essential(task, problems);
    for container in &task.containers {
        for dependency in container.at.list("dependsOn") {
            depends(task, container, &dependency, problems);
        }
    }
    if let Some(cycle) = cycle(task)
        && let Some(first) = cycle.first().and_then(|name| task.container(name))
    {
        let way: Vec<String> = cycle.iter().map(|name| format!("`{name}`")).collect();
        let message = format!(
            "containers wait for each other, so that none starts: {}",
            way.join(" → ")
        );
        error(
            problems,
            first.at.place_for("dependsOn"),
            message,
            "remove one of the dependencies",
        );
    }
}

/// Source: ECS API model, `ContainerDefinition.essential`: one container at least is.
fn essential(task: &Task<'_>, problems: &mut Problems) {
    let Some(first) = task.containers.first() else {
        return;
    };
    if !task.containers.iter().any(Container::is_essential) {
        let message = "no container of the task is essential, and ECS wants one";
        let help = "remove `\"essential\": false` from the container that the task is for";
        error(problems, first.at.place_for("essential"), message, help);
    }
}

/// Source: ECS API model, `ContainerDependency.condition`.
fn depends(
    task: &Task<'_>,
    container: &Container<'_>,
    dependency: &At<'_>,
    problems: &mut Problems,
) {
    let Some(name) = dependency.text_of("containerName") else {
        return;
    };
    let Some(other) = task.container(name) else {
        let place = dependency.place_for("containerName");
        let problem = Problem::error(place, format!("there is no container `{name}` to wait for"));
        problems.push(problem.did_you_mean(name, task.containers.iter().map(|other| other.name)));
        return;
    };
    let place = || dependency.place_for("condition");
    match dependency.text_of("condition") {
        Some("HEALTHY") if other.at.get("healthCheck").is_none() => {
            let message = format!(
                "`{}` waits until `{name}` is healthy, and `{name}` has no health check",
                container.name
            );
            error(
                problems,
                place(),
                message,
                "add `healthCheck` to it: ECS ignores the one of the image; or write `START`",
            );
        }
        Some(condition @ ("COMPLETE" | "SUCCESS")) if other.is_essential() => {
            let message = format!(
                "`{}` waits for the end of `{name}` (`{condition}`), and the task ends with it: `{name}` is essential",
                container.name
            );
            error(
                problems,
                place(),
                message,
                format!("add `\"essential\": false` to `{name}`"),
            );
        }
        Some(_) | None => {}
    }
}

/// The first way from a container back to itself, if there is one.
fn cycle<'d>(task: &Task<'d>) -> Option<Vec<&'d str>> {
    let edges: Vec<Vec<usize>> = task
        .containers
        .iter()
        .map(|container| targets(task, container))
        .collect();
    let mut done = vec![false; edges.len()];
    for start in 0..edges.len() {
        // The way from `start`, each with how many of its edges were followed.
        let mut way = vec![(start, 0_usize)];
        while let Some((at, next)) = way.last_mut().map(|last| {
            last.1 += 1;
            (last.0, last.1 - 1)
        }) {
            match edges[at].get(next) {
                _ if done[at] => {
                    way.pop();
                }
                None => {
                    done[at] = true;
                    way.pop();
                }
                Some(to) => {
                    if let Some(from) = way.iter().position(|(on, _)| on == to) {
                        let mut names: Vec<&str> = way[from..]
                            .iter()
                            .map(|(on, _)| task.containers[*on].name)
                            .collect();
                        names.push(task.containers[*to].name);
                        return Some(names);
                    }
                    way.push((*to, 0));
                }
            }
        }
    }
    None
}

fn targets(task: &Task<'_>, container: &Container<'_>) -> Vec<usize> {
    let dependencies = container.at.list("dependsOn");
    let names = dependencies
        .iter()
        .filter_map(|dependency| dependency.text_of("containerName"));
    names
        .filter_map(|name| task.containers.iter().position(|other| other.name == name))
        .collect()
}
