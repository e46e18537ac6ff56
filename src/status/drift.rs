//! The configuration of a service, compared with the revision that runs.

use super::Means;
use crate::failure::Failure;
use crate::settings::{self, Pinned};
use foghorn_deploy::config::{Service, Stage};
use foghorn_deploy::status;
use foghorn_deploy::task_definition::Difference;
use serde_json::Value;

/// What the configuration says of a service.
#[derive(Debug, Default)]
pub(super) struct Compared {
    /// The containers that it puts an image into.
    pub(super) ours: Vec<String>,
    /// How it differs from the revision that runs; `None` if that one could not be read.
    pub(super) differences: Option<Vec<Difference>>,
}

/// Renders the task definition and compares it.
///
/// An image that is not given is taken from the revision that runs, so that `${image}` means the
/// same on both sides; one that has no digest there is not compared.
pub(super) fn compare(
    means: &Means,
    stage: &Stage,
    service: &Service,
    registered: Option<&Value>,
) -> Result<Compared, Failure> {
    let mut images = means.settings.stand_ins();
    let checked = means.settings.definition(stage, service, &images)?;
    let (mut ours, mut unknown) = (Vec::new(), Vec::new());
    for placement in &service.images {
        let container = checked
            .main_container(placement.container.as_deref())
            .map_err(|problems| settings::invalid("task definition", &problems))?;
        ours.push(container.to_owned());
        let given = means.images.get(&placement.image).cloned();
        let running = registered.and_then(|one| status::pinned_image(one, container));
        let running = running.map(|(repository, digest)| Pinned {
            repository: repository.to_owned(),
            digest: digest.to_owned(),
        });
        match given.or(running) {
            Some(image) => {
                images.insert(placement.image.clone(), image.reference());
            }
            None => unknown.push(container.to_owned()),
        }
    }
    let document = means.settings.definition(stage, service, &images)?;
    let schemas = &means.settings.schemas;
    Ok(Compared {
        ours,
        differences: registered.map(|one| status::drift(&document, one, schemas, &unknown)),
    })
}
