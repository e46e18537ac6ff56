//! Owns volumes and where containers mount them.

use std::collections::BTreeSet;

use super::at::At;
use super::task::{Container, Task, error};
use crate::problem::{Problem, Problems};

/// The kinds of which a volume has one. Source: ECS API model, `Volume`.
const KINDS: [&str; 6] = [
    "host",
    "dockerVolumeConfiguration",
    "efsVolumeConfiguration",
    "s3filesVolumeConfiguration",
    "fsxWindowsFileServerVolumeConfiguration",
    "configuredAtLaunch",
];

pub(super) fn check(task: &Task<'_>, problems: &mut Problems) {
    let volumes = task.root.list("volumes");
    let mut names = BTreeSet::new();
    for volume in &volumes {
        if let Some(name) = volume.get("name").and_then(|name| name.raw_text()) {
            if !names.insert(name) {
                error(
                    problems,
                    volume.place_for("name"),
                    format!("a second volume is called `{name}`"),
                    "give each a name of its own",
                );
            }
        } else {
            error(
                problems,
                volume.place(),
                "this volume has no name",
                "add `name`",
            );
        }
        kinds(task, volume, problems);
        if let Some(efs) = volume.get("efsVolumeConfiguration") {
            efs_volume(&efs, problems);
        }
    }
    for container in &task.containers {
        for mount in container.at.list("mountPoints") {
            mount_point(&mount, &names, problems);
        }
        volumes_from(task, container, problems);
    }
}

/// Source: ECS API model, `Volume`; ECS developer guide, "Task definition differences for
/// Fargate": bind mounts without a path, EFS and EBS only.
fn kinds(task: &Task<'_>, volume: &At<'_>, problems: &mut Problems) {
    let given: Vec<At<'_>> = KINDS
        .iter()
        .filter_map(|kind| volume.get(kind))
        .filter(At::is_set)
        .collect();
    if let [_, second, ..] = given.as_slice() {
        error(
            problems,
            second.place(),
            "a volume has one kind, and this is a second one",
            "keep one of them",
        );
    }
    if !task.target.is_fargate() {
        return;
    }
    for (kind, help) in [
        (
            "dockerVolumeConfiguration",
            "remove it: the volume is then on the task's ephemeral storage; or use EFS",
        ),
        (
            "fsxWindowsFileServerVolumeConfiguration",
            "use EFS, or run the task on EC2",
        ),
    ] {
        if let Some(at) = volume.get(kind).filter(At::is_set) {
            error(
                problems,
                at.place(),
                format!("Fargate does not take `{kind}`"),
                help,
            );
        }
    }
    let path = volume.get("host").and_then(|host| host.get("sourcePath"));
    if let Some(path) = path.filter(At::is_set) {
        let help =
            "remove `sourcePath`: the volume is then on the task's ephemeral storage; or use EFS";
        error(
            problems,
            path.place(),
            "Fargate has no host whose path could be mounted",
            help,
        );
    }
}

/// Source: ECS API model, `EFSVolumeConfiguration`, `EFSAuthorizationConfig`.
fn efs_volume(efs: &At<'_>, problems: &mut Problems) {
    if let Some(id) = efs.get("fileSystemId")
        && id
            .text()
            .is_some_and(|id| !id.starts_with("fs-") && !id.starts_with("arn:"))
    {
        error(
            problems,
            id.place(),
            format!("{} is no id of a file system", id.shown()),
            "write it as `fs-0123456789abcdef0`",
        );
    }
    let authorization = efs.get("authorizationConfig");
    let of = |key: &str| {
        authorization
            .as_ref()
            .and_then(|authorization| authorization.get(key))
    };
    let (point, iam) = (of("accessPointId").filter(At::is_set), of("iam"));
    if let Some(root) = efs.get("rootDirectory")
        && point.is_some()
        && root
            .text()
            .is_some_and(|root| !root.is_empty() && root != "/")
    {
        error(
            problems,
            root.place(),
            "`rootDirectory` does not go with an access point, which has its own",
            "remove `rootDirectory`, or write `/`",
        );
    }
    let wants = point.is_some() || iam.is_some_and(|iam| iam.text() == Some("ENABLED"));
    let encryption = efs.get("transitEncryption");
    let is_known = encryption.as_ref().is_none_or(|at| at.text().is_some());
    if wants && is_known && efs.text_of("transitEncryption") != Some("ENABLED") {
        let message = "an access point or IAM for EFS needs encryption in transit, which is not on";
        error(
            problems,
            efs.place_for("transitEncryption"),
            message,
            "add `\"transitEncryption\": \"ENABLED\"`",
        );
    }
}

/// Source: ECS API model, `MountPoint.sourceVolume`: the name of a volume of the definition.
fn mount_point(mount: &At<'_>, names: &BTreeSet<&str>, problems: &mut Problems) {
    match mount.get("sourceVolume") {
        None => error(
            problems,
            mount.place(),
            "this mount point does not say which volume",
            "add `sourceVolume`",
        ),
        Some(volume) => {
            if let Some(name) = volume.text().filter(|name| !names.contains(name)) {
                let problem =
                    Problem::error(volume.place(), format!("there is no volume `{name}`"))
                        .help("add it under `volumes` of the task");
                problems.push(problem.did_you_mean(name, names.iter().copied()));
            }
        }
    }
    if mount.get("containerPath").is_none() {
        error(
            problems,
            mount.place(),
            "this mount point does not say where in the container",
            "add `containerPath`",
        );
    }
}

/// Source: ECS API model, `VolumeFrom.sourceContainer`.
fn volumes_from(task: &Task<'_>, container: &Container<'_>, problems: &mut Problems) {
    for from in container.at.list("volumesFrom") {
        let Some(name) = from.text_of("sourceContainer") else {
            continue;
        };
        let place = from.place_for("sourceContainer");
        if name == container.name {
            error(
                problems,
                place,
                "a container cannot take volumes from itself",
                "remove it",
            );
        } else if task.container(name).is_none() {
            let problem = Problem::error(
                place,
                format!("there is no container `{name}` to take volumes from"),
            );
            problems
                .push(problem.did_you_mean(name, task.containers.iter().map(|other| other.name)));
        }
    }
}
