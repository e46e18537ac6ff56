//! `foghorn plan`.

use super::{ConfigArgs, ImageArgs, print};
use crate::announce;
use crate::cancel::Cancel;
use crate::ci::Ci;
use crate::plan;
use clap::Args;
use foghorn_deploy::outcome::Outcome;
use foghorn_report::{markdown, sentence, terminal};
use std::io::Write;

/// `foghorn plan`.
#[derive(Debug, Clone, Args)]
pub(crate) struct PlanArgs {
    #[command(flatten)]
    pub(crate) config: ConfigArgs,
    /// Plan only this stage; may be given several times.
    #[arg(short, long, value_name = "STAGE", value_delimiter = ',')]
    pub(crate) stage: Vec<String>,
    #[command(flatten)]
    pub(crate) image: ImageArgs,
    /// Plan a fresh deployment even if nothing changed.
    #[arg(long)]
    pub(crate) force: bool,
    /// Write the plan into a comment of the pull request that this job of GitHub Actions runs for, and
    /// keep that comment up to date. Needs a token with the permission `pull-requests: write`.
    #[arg(long)]
    pub(crate) github_comment: bool,
    /// How to write it to stdout.
    #[arg(long, value_enum, default_value_t = PlanOutput::Text)]
    pub(crate) output: PlanOutput,
}

/// How a plan is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum PlanOutput {
    /// For people.
    Text,
    /// One JSON object; `foghorn schema plan` describes it.
    Json,
    /// For a comment or a page.
    Markdown,
}

/// Makes the plan and prints it; what to know of how it was made goes to stderr.
pub(crate) async fn run(args: PlanArgs) -> anyhow::Result<Outcome> {
    let mut cancel = Cancel::install()?;
    let made = tokio::select! {
        made = plan::make(&args) => made?,
        outcome = cancel.wait() => return Ok(outcome),
    };
    let mut warnings = made.warnings;
    if args.github_comment {
        let page = markdown::plan(&made.plan);
        warnings.extend(announce::plan(&Ci::detect(), &page).await);
    }
    let mut err = std::io::stderr().lock();
    for warning in &warnings {
        writeln!(err, "warning: {}", sentence::plain(warning))?;
    }
    match args.output {
        PlanOutput::Text => print::lines(terminal::plan::lines(&made.plan))?,
        PlanOutput::Json => print::json(&made.plan)?,
        PlanOutput::Markdown => write!(std::io::stdout(), "{}", markdown::plan(&made.plan))?,
    }
    Ok(Outcome::Succeeded)
}
