//! `foghorn build`.

use super::BuildArgs;
use crate::cancel::Cancel;
use crate::ci::Ci;
use crate::clock::Clock;
use crate::failure::Failure;
use crate::images::Workshop;
use crate::images::located::Lookout;
use crate::narrator::Narrator;
use crate::settings::Settings;
use crate::{stages, voices};
use foghorn_aws::Connector;
use foghorn_deploy::event::EventKind;
use foghorn_deploy::foreign::Sentence;
use foghorn_deploy::outcome::Outcome;
use std::io::Write;
use std::sync::Arc;

/// Builds and pushes, and prints what to deploy.
pub(crate) async fn run(args: BuildArgs) -> anyhow::Result<Outcome> {
    let ci = Ci::detect();
    let narrator = Narrator::new(voices::reporters(&args.report, &ci)?, Clock::start(1));
    let cancel = Cancel::install()?;
    let ended = build(&args, &narrator, &cancel).await;
    let (outcome, error) = match ended {
        Ok(()) => (Outcome::Succeeded, None),
        Err(failure) => (failure.outcome, Some(*failure.report)),
    };
    narrator.tell(EventKind::RunFinished {
        outcome,
        running: vec![],
        error,
    });
    narrator.finish();
    Ok(outcome)
}

async fn build(args: &BuildArgs, narrator: &Narrator, cancel: &Cancel) -> Result<(), Failure> {
    let settings = Settings::load(&args.config)?;
    let Some(first) = settings.config.stages.first() else {
        return Err(Failure::usage(Sentence::own(
            "the configuration has no stage",
        )));
    };
    narrator.tell(EventKind::RunStarted {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        verb: "build".to_owned(),
        commit: settings.source.as_ref().map(|source| source.commit.clone()),
        stages: vec![],
    });
    if settings
        .source
        .as_ref()
        .is_some_and(|source| source.dirty.is_some())
    {
        narrator.tell(EventKind::DirtyTreeNoticed);
    }
    let connector = Connector::load(Some(&first.region)).await?;
    let open = stages::open(&connector, first, "foghorn").await?;
    let lookout = Lookout {
        settings: &settings,
        session: Arc::clone(&open.session),
        args: &args.image,
    };
    let workshop = Workshop {
        settings: &settings,
        narrator,
        cancel,
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
