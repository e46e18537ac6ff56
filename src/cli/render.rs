//! `foghorn render`.

use super::{ConfigArgs, print};
use crate::failure::Failure;
use crate::images;
use crate::settings::{Settings, references};
use clap::Args;
use foghorn_deploy::outcome::Outcome;

/// `foghorn render`.
#[derive(Debug, Clone, Args)]
pub(crate) struct RenderArgs {
    #[command(flatten)]
    pub(crate) config: ConfigArgs,
    /// The stage; needed if there are several.
    #[arg(short, long, value_name = "STAGE")]
    pub(crate) stage: Option<String>,
    /// The service, by its name in the configuration; needed if there are several.
    #[arg(long, value_name = "SERVICE")]
    pub(crate) service: Option<String>,
    /// The image to put in, as `REPOSITORY@sha256:…`; with several images: `NAME=…`.
    #[arg(long, value_name = "IMAGE")]
    pub(crate) image: Vec<String>,
    /// Print sealed values, too. The output then contains secrets.
    #[arg(long)]
    pub(crate) reveal: bool,
}

/// Prints the task definition as it would be registered.
pub(crate) fn run(args: &RenderArgs) -> anyhow::Result<Outcome> {
    let settings = Settings::load(&args.config)?;
    let stage = settings.one_stage(args.stage.as_ref())?;
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
