//! Owns what a definition for Fargate may not have.
//!
//! What does not go with `awsvpc` anyway (links, host names) is the network's.

use super::at::At;
use super::task::{Task, error};
use crate::problem::Problems;

/// Of the task. Source: ECS developer guide, "Task definition differences for Fargate".
const TASK: [(&str, &str); 3] = [
    ("ipcMode", "remove it: Fargate shares no IPC namespaces"),
    (
        "placementConstraints",
        "remove them: Fargate has no instances to choose from",
    ),
    (
        "inferenceAccelerators",
        "remove them, or run the task on EC2",
    ),
];
/// Of a container. Source: as `TASK`.
const CONTAINER: [(&str, &str); 5] = [
    ("disableNetworking", "remove it"),
    (
        "dnsSearchDomains",
        "remove them: the VPC's DHCP options have the search domain",
    ),
    (
        "dnsServers",
        "remove them: the VPC's DHCP options name the servers",
    ),
    ("dockerSecurityOptions", "remove them"),
    ("privileged", "remove it, or run the task on EC2"),
];
/// Of `linuxParameters`. Source: ECS API model, `LinuxParameters`.
const LINUX: [(&str, &str); 5] = [
    ("devices", "remove them, or run the task on EC2"),
    (
        "sharedMemorySize",
        "remove it; with less shared memory many programs take a flag, such as `--disable-dev-shm-usage`",
    ),
    (
        "tmpfs",
        "remove it: use a volume of the task, which is on its ephemeral storage",
    ),
    ("maxSwap", "remove it: Fargate has no swap"),
    ("swappiness", "remove it: Fargate has no swap"),
];

pub(super) fn check(task: &Task<'_>, problems: &mut Problems) {
    if !task.target.is_fargate() {
        return;
    }
    all(&task.root, &TASK, problems);
    pid_mode(task, problems);
    for container in &task.containers {
        all(&container.at, &CONTAINER, problems);
        if let Some(linux) = container.at.get("linuxParameters") {
            all(&linux, &LINUX, problems);
            capabilities(&linux, problems);
        }
        ulimits(&container.at, problems);
        accelerators(&container.at, problems);
    }
}

fn all(at: &At<'_>, keys: &[(&str, &str)], problems: &mut Problems) {
    for (key, help) in keys {
        if let Some(found) = at.get(key).filter(At::is_set) {
            error(
                problems,
                found.place(),
                format!("Fargate does not take `{key}`"),
                *help,
            );
        }
    }
}

/// Source: ECS API model, `RegisterTaskDefinitionRequest.pidMode`: on Fargate, `task` only.
fn pid_mode(task: &Task<'_>, problems: &mut Problems) {
    if let Some(mode) = task.root.get("pidMode")
        && mode
            .text()
            .is_some_and(|mode| !mode.is_empty() && mode != "task")
    {
        let message = format!(
            "the PID mode is {}, and Fargate has `task` only",
            mode.shown()
        );
        error(
            problems,
            mode.place(),
            message,
            "remove `pidMode`, or write `task`",
        );
    }
}

/// Source: ECS API model, `KernelCapabilities.add`: on Fargate, SYS_PTRACE only.
fn capabilities(linux: &At<'_>, problems: &mut Problems) {
    let added = linux
        .get("capabilities")
        .map_or_else(Vec::new, |all| all.list("add"));
    for capability in added {
        if capability
            .text()
            .is_some_and(|name| !matches!(name, "SYS_PTRACE" | "CAP_SYS_PTRACE"))
        {
            let message = format!("Fargate does not add the capability {}", capability.shown());
            error(
                problems,
                capability.place(),
                message,
                "remove it: `SYS_PTRACE` is the only one that can be added",
            );
        }
    }
}

/// Source: ECS API model, `Ulimit`: Fargate overrides `nofile` only, up to 1048576.
fn ulimits(container: &At<'_>, problems: &mut Problems) {
    const MOST: i64 = 1_048_576;
    for limit in container.list("ulimits") {
        let Some(name) = limit.text_of("name") else {
            continue;
        };
        if name != "nofile" {
            let message = format!("Fargate does not set the limit `{name}`");
            error(
                problems,
                limit.place_for("name"),
                message,
                "remove it: `nofile` is the only one that can be set",
            );
        }
        let (soft, hard) = (limit.number_of("softLimit"), limit.number_of("hardLimit"));
        if name == "nofile" && hard.is_some_and(|hard| hard > MOST) {
            error(
                problems,
                limit.place_for("hardLimit"),
                format!("Fargate sets `nofile` to {MOST} at most"),
                "lower it",
            );
        }
        if let (Some(soft), Some(hard)) = (soft, hard)
            && soft > hard
        {
            error(
                problems,
                limit.place_for("softLimit"),
                format!("the soft limit {soft} is above the hard limit {hard}"),
                "raise `hardLimit`, or lower `softLimit`",
            );
        }
    }
}

/// Source: ECS developer guide, "Task definition differences for Fargate": no GPU.
fn accelerators(container: &At<'_>, problems: &mut Problems) {
    for requirement in container.list("resourceRequirements") {
        if let Some(kind @ ("GPU" | "InferenceAccelerator")) = requirement.text_of("type") {
            let message = format!("Fargate has no resource of the type `{kind}`");
            error(
                problems,
                requirement.place_for("type"),
                message,
                "remove it, or run the task on EC2",
            );
        }
    }
}
