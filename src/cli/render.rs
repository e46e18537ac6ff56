//! `foghorn render`.

use super::{RenderArgs, print};
use crate::failure::Failure;
use crate::images;
use crate::settings::{Settings, references};
use foghorn_deploy::outcome::Outcome;

/// Prints the task definition as it would be registered.
pub(crate) fn run(args: &RenderArgs) -> anyhow::Result<Outcome> {
    let settings = Settings::load(&args.config)?;
    let stages = settings.stages(args.stage.as_slice())?;
    let [stage] = stages.as_slice() else {
        return Err(
            Failure::which("stage", "--stage", stages.iter().map(|s| s.name.as_str())).into(),
        );
    };
    let chosen = |service: &&foghorn_deploy::config::Service| {
        args.service
            .as_ref()
            .is_none_or(|name| *name == service.name)
    };
    let services: Vec<_> = stage.services.iter().filter(chosen).collect();
    let [service] = services.as_slice() else {
        return Err(Failure::which(
            "service",
            "--service",
            stage.services.iter().map(|s| s.name.as_str()),
        )
        .into());
    };
    let mut images = settings.stand_ins();
    images.extend(references(&images::given_by_digest(
        &settings,
        &args.image,
    )?));
    let definition = settings.definition(stage, service, &images)?;
    let shown = if args.reveal {
        definition.reveal().clone()
    } else {
        definition.redacted()
    };
    print::json(&shown)?;
    Ok(Outcome::Succeeded)
}
