//! Owns the network mode and the ports of containers.

use std::collections::{BTreeMap, BTreeSet};

use super::at::At;
use super::task::{Container, Task, error};
use crate::problem::Problems;

/// Source: ECS API model, `PortMapping.containerPortRange`.
const PORTS: std::ops::RangeInclusive<i64> = 1..=65535;

pub(super) fn check(task: &Task<'_>, problems: &mut Problems) {
    mode(task, problems);
    let mut names = BTreeSet::new();
    let mut taken = BTreeMap::new();
    for container in &task.containers {
        for mapping in container.at.list("portMappings") {
            port(task, &mapping, problems);
            name(&mapping, &mut names, problems);
            unique(task, container, &mapping, &mut taken, problems);
        }
    }
}

/// Source: ECS API model, `RegisterTaskDefinitionRequest.networkMode`; `ContainerDefinition.links`
/// (bridge only), `.hostname` and `.extraHosts` (not with awsvpc), `.portMappings` (not with none).
fn mode(task: &Task<'_>, problems: &mut Problems) {
    let Some(mode) = task.network_mode() else {
        return;
    };
    if task.target.is_fargate() && mode != "awsvpc" {
        let message = if task.root.get("networkMode").is_some() {
            format!("the network mode is `{mode}`, and Fargate has `awsvpc` only")
        } else {
            "`networkMode` is missing, and Fargate needs `awsvpc`".to_owned()
        };
        let help = "write `\"networkMode\": \"awsvpc\"`";
        return error(problems, task.root.place_for("networkMode"), message, help);
    }
    for container in &task.containers {
        let unfit: &[&str] = match mode {
            "awsvpc" => &["links", "hostname", "extraHosts"],
            "none" => &["links", "portMappings"],
            "host" => &["links"],
            _ => &[],
        };
        for key in unfit {
            if let Some(at) = container.at.get(key).filter(At::is_set) {
                let message = format!("`{key}` does not go with the network mode `{mode}`");
                let help = match *key {
                    "links" => "remove it: containers of a task reach each other at 127.0.0.1",
                    _ => "remove it",
                };
                error(problems, at.place(), message, help);
            }
        }
    }
}

/// Source: ECS API model, `PortMapping.hostPort`: with awsvpc and host, blank or the same.
fn port(task: &Task<'_>, mapping: &At<'_>, problems: &mut Problems) {
    // A host port of 0 asks for any port that is free, where the network mode has such.
    for (key, least) in [("containerPort", 1), ("hostPort", 0)] {
        if let Some((at, number)) = mapping.get(key).and_then(|at| at.number().map(|n| (at, n)))
            && !(least..=*PORTS.end()).contains(&number)
        {
            error(
                problems,
                at.place(),
                format!("{number} is no port"),
                "give 1 to 65535",
            );
        }
    }
    let is_same = matches!(task.network_mode(), Some("awsvpc" | "host"));
    if let (Some(inside), Some(outside)) = (
        mapping.number_of("containerPort"),
        mapping.number_of("hostPort"),
    ) && is_same
        && outside != 0
        && inside != outside
    {
        let mode = task.network_mode().unwrap_or_default();
        let message = format!(
            "the host port {outside} is not the container port {inside}, as the network mode `{mode}` wants"
        );
        error(
            problems,
            mapping.place_for("hostPort"),
            message,
            "remove `hostPort`",
        );
    }
    range(mapping, problems);
    if let Some(at) = mapping.get("protocol")
        && at
            .text()
            .is_some_and(|protocol| protocol != "tcp" && protocol != "udp")
    {
        error(
            problems,
            at.place(),
            format!("{} is no protocol, and ECS takes it for `tcp`", at.shown()),
            "write `tcp` or `udp`",
        );
    }
}

/// Source: ECS API model, `PortMapping.containerPortRange`.
fn range(mapping: &At<'_>, problems: &mut Problems) {
    let Some(at) = mapping.get("containerPortRange") else {
        if mapping.get("containerPort").is_none() {
            error(
                problems,
                mapping.place(),
                "this port mapping has no port",
                "add `containerPort`",
            );
        }
        return;
    };
    for key in ["containerPort", "hostPort"] {
        if let Some(both) = mapping.get(key) {
            error(
                problems,
                both.place(),
                format!("`{key}` is given beside `containerPortRange`"),
                "keep one of the two",
            );
        }
    }
    let Some(text) = at.text() else {
        return;
    };
    let ends = text.split_once('-');
    let ends =
        ends.and_then(|(from, to)| Some((from.parse::<i64>().ok()?, to.parse::<i64>().ok()?)));
    let fits =
        ends.is_some_and(|(from, to)| PORTS.contains(&from) && PORTS.contains(&to) && from < to);
    if !fits {
        error(
            problems,
            at.place(),
            format!("{} is no range of ports", at.shown()),
            "write it as `8000-8010`",
        );
    }
}

/// Source: ECS API model, `PortMapping.name`.
fn name(mapping: &At<'_>, names: &mut BTreeSet<String>, problems: &mut Problems) {
    let Some((at, name)) = mapping
        .get("name")
        .and_then(|at| at.text().map(|name| (at, name)))
    else {
        return;
    };
    let allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_' || c == '-';
    if name.is_empty() || name.len() > 64 || name.starts_with('-') || !name.chars().all(allowed) {
        let help = "use up to 64 lowercase letters, digits, `_` and `-`, and do not begin with `-`";
        error(
            problems,
            at.place(),
            format!("{} cannot be the name of a port", at.shown()),
            help,
        );
    }
    if !names.insert(name.to_owned()) {
        error(
            problems,
            at.place(),
            format!("a second port is called `{name}`"),
            "give each a name of its own",
        );
    }
}

/// With awsvpc and host, all containers of a task have one network. A port may have a mapping for
/// each protocol. Source: awsdocs/amazon-ecs-developer-guide, pull request 128 ("already supported
/// by Fargate and ECS"); the API model still says otherwise.
fn unique<'d>(
    task: &Task<'_>,
    container: &Container<'d>,
    mapping: &At<'_>,
    taken: &mut BTreeMap<(String, i64, bool), &'d str>,
    problems: &mut Problems,
) {
    let Some(port) = mapping.number_of("containerPort") else {
        return;
    };
    let shared = matches!(task.network_mode(), Some("awsvpc" | "host"));
    let space = if shared { "" } else { container.name };
    let udp = mapping.text_of("protocol") == Some("udp");
    if let Some(other) = taken.insert((space.to_owned(), port, udp), container.name) {
        let message = format!("the port {port} is already that of the container `{other}`");
        let help = if other == container.name {
            "keep one mapping of a port and its protocol"
        } else {
            "let one of the two listen on another port: they share the network of the task"
        };
        error(problems, mapping.place_for("containerPort"), message, help);
    }
}
