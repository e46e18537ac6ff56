//! `foghorn render`.

use super::RenderArgs;
use crate::failure::Failure;
use crate::images;
use crate::settings::{Settings, references};
use foghorn_deploy::foreign::Sentence;
use foghorn_deploy::outcome::Outcome;
use std::io::Write;

/// Prints the task definition as it would be registered.
pub(crate) fn run(args: &RenderArgs) -> anyhow::Result<Outcome> {
    let settings = Settings::load(&args.config)?;
    let stages = settings.stages(args.stage.as_slice())?;
    let [stage] = stages.as_slice() else {
        return Err(which("stage", "--stage", stages.iter().map(|s| s.name.as_str())).into());
    };
    let chosen = |service: &&foghorn_deploy::config::Service| {
        args.service
            .as_ref()
            .is_none_or(|name| *name == service.name)
    };
    let services: Vec<_> = stage.services.iter().filter(chosen).collect();
    let [service] = services.as_slice() else {
        return Err(which(
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
    let mut out = std::io::stdout().lock();
    serde_json::to_writer_pretty(&mut out, &shown)?;
    writeln!(out)?;
    Ok(Outcome::Succeeded)
}

fn which<'a>(what: &str, flag: &str, names: impl Iterator<Item = &'a str>) -> Failure {
    let names: Vec<&str> = names.collect();
    Failure::usage(Sentence::own(format!("which {what}, is not said"))).hint(
        Sentence::own("add ")
            .code(flag)
            .then(format!("; there are {}", names.join(", "))),
    )
}
