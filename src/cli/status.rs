//! `foghorn status`.

use super::{ConfigArgs, print};
use crate::cancel::Cancel;
use crate::status;
use clap::Args;
use foghorn_deploy::outcome::Outcome;

/// `foghorn status`.
#[derive(Debug, Clone, Args)]
pub(crate) struct StatusArgs {
    #[command(flatten)]
    pub(crate) config: ConfigArgs,
    /// Only this stage; may be given several times.
    #[arg(short, long, value_name = "STAGE", value_delimiter = ',')]
    pub(crate) stage: Vec<String>,
    /// Compare with this image, as `REPOSITORY@sha256:…`; with several images: `NAME=…`. Without
    /// it images are not compared.
    #[arg(long, value_name = "IMAGE")]
    pub(crate) image: Vec<String>,
    /// Show what was recorded of every service, too: what it proved, when, and who deployed it.
    #[arg(long)]
    pub(crate) history: bool,
    /// How to write it to stdout.
    #[arg(long, value_enum, default_value_t = StatusOutput::Text)]
    pub(crate) output: StatusOutput,
}

/// How a status is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum StatusOutput {
    /// A table, with details below it.
    Text,
    /// One JSON object.
    Json,
}

/// Reads every stage and prints what was found.
pub(crate) async fn run(args: StatusArgs) -> anyhow::Result<Outcome> {
    let mut cancel = Cancel::install()?;
    let status = tokio::select! {
        status = status::read(&args) => status?,
        outcome = cancel.wait() => return Ok(outcome),
    };
    match args.output {
        StatusOutput::Text => print::lines(status::text::lines(&status))?,
        StatusOutput::Json => print::json(&status)?,
    }
    Ok(status.outcome())
}
