//! The images that run.

use super::findings::{Definition, ResolvedImage, ServiceRevision};
use crate::name::{Digest, RevisionArn};
use crate::observation::Task;
use serde::Serialize;

/// One image that runs in one container.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RunningImage {
    /// The container.
    pub container: String,
    /// Whether the configuration says which image goes there.
    pub ours: bool,
    /// The image as the task definition names it, if that could be read.
    pub image: Option<String>,
    /// The digest that runs, if AWS shows it.
    pub digest: Option<Digest>,
    /// How many running tasks have it; `None` if it is only what ECS resolved for the deployment,
    /// because the tasks could not be read or do not show it.
    pub tasks: Option<u32>,
}

/// Returns what the running tasks say, counted; what ECS resolved, where they say nothing.
pub(super) fn images(
    running: &[&Task],
    definitions: &[Definition],
    ours: &[String],
    resolved: Option<&ServiceRevision>,
) -> Vec<RunningImage> {
    let mut images: Vec<RunningImage> = Vec::new();
    for task in running {
        for container in &task.containers {
            let image = named(definitions, &task.task_definition, &container.name);
            let digest = container.image_digest.as_ref().map(Digest::new);
            let same = |one: &&mut RunningImage| {
                one.container == container.name && one.image == image && one.digest == digest
            };
            match images.iter_mut().find(same) {
                Some(one) => one.tasks = one.tasks.map(|tasks| tasks + 1),
                None => images.push(RunningImage {
                    container: container.name.clone(),
                    ours: ours.contains(&container.name),
                    image,
                    digest,
                    tasks: Some(1),
                }),
            }
        }
    }
    if images.iter().any(|one| one.digest.is_some()) {
        images.sort_by(|one, other| {
            (&one.container, &one.digest).cmp(&(&other.container, &other.digest))
        });
        return images;
    }
    let resolved = resolved.map(|revision| revision.images.as_slice());
    let Some(resolved @ [_, ..]) = resolved else {
        return images;
    };
    let as_running = |one: &ResolvedImage| RunningImage {
        container: one.container.clone(),
        ours: ours.contains(&one.container),
        image: Some(one.image.clone()),
        digest: one.digest.clone(),
        tasks: None,
    };
    resolved.iter().map(as_running).collect()
}

fn named(definitions: &[Definition], revision: &RevisionArn, container: &str) -> Option<String> {
    let definition = definitions.iter().find(|one| one.arn == *revision)?;
    let containers = definition.document["containerDefinitions"].as_array()?;
    let found = containers.iter().find(|one| one["name"] == container)?;
    found["image"].as_str().map(str::to_owned)
}
