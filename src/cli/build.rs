//! `foghorn build`.

use super::{ConfigArgs, ImageArgs, ReportArgs};
use crate::ci::Ci;
use crate::clock::Clock;
use crate::failure::Failure;
use crate::images::Workshop;
use crate::images::located::Lookout;
use crate::run::Run;
use crate::settings::Settings;
use crate::stages;
use clap::Args;
use foghorn_aws::Connector;
use foghorn_deploy::foreign::Sentence;
use foghorn_deploy::outcome::Outcome;
use std::io::Write;
use std::sync::Arc;

/// `foghorn build`.
#[derive(Debug, Clone, Args)]
pub(crate) struct BuildArgs {
    #[command(flatten)]
    pub(crate) config: ConfigArgs,
    #[command(flatten)]
    pub(crate) image: ImageArgs,
    #[command(flatten)]
    pub(crate) report: ReportArgs,
}

/// Builds and pushes, and prints what to deploy.
pub(crate) async fn run(args: BuildArgs) -> anyhow::Result<Outcome> {
    let ci = Ci::detect();
    let run = Run::new(&args.report, Clock::start(1), &ci)?;
    let ended = build(&args, &ci, &run).await;
    let outcome = run.tell_end(Vec::new(), ended);
    run.narrator.finish();
    Ok(outcome)
}

async fn build(args: &BuildArgs, ci: &Ci, run: &Run) -> Result<(), Failure> {
    let settings = Settings::load(&args.config)?;
    let Some(first) = settings.config.stages.first() else {
        return Err(Failure::usage(Sentence::own(
            "the configuration has no stage",
        )));
    };
    run.tell_start("build", settings.source.as_ref(), &[]);
    let connector = Connector::load(Some(&first.region)).await?;
    let open = stages::open(&connector, first, ci.session_name()).await?;
    let lookout = Lookout {
        settings: &settings,
        session: Arc::clone(&open.session),
        args: &args.image,
    };
    let workshop = Workshop {
        settings: &settings,
        narrator: &run.narrator,
        cancel: &run.cancel,
    };
    let images = workshop.obtain(lookout.locate().await?).await?;
    let mut out = std::io::stdout().lock();
    for (name, pinned) in &images {
        let line = if images.len() == 1 {
            pinned.reference()
        } else {
            format!("{name}={}", pinned.reference())
        };
        writeln!(out, "{line}").map_err(|error| {
            Failure::new(Outcome::Bug, Sentence::own("cannot write to stdout")).caused_by(&error)
        })?;
    }
    Ok(())
}
