//! `foghorn check`.

use super::{ConfigArgs, ImageArgs};
use crate::cancel::Cancel;
use crate::check;
use clap::Args;
use foghorn_deploy::check::json;
use foghorn_deploy::outcome::Outcome;
use foghorn_report::escape;
use foghorn_report::terminal;
use std::io::Write;

/// `foghorn check`.
#[derive(Debug, Clone, Args)]
pub(crate) struct CheckArgs {
    #[command(flatten)]
    pub(crate) config: ConfigArgs,
    /// Only this stage; may be given several times.
    #[arg(short, long, value_name = "STAGE", value_delimiter = ',')]
    pub(crate) stage: Vec<String>,
    #[command(flatten)]
    pub(crate) image: ImageArgs,
    /// Ask nobody: look at the task definitions alone. Needs no credentials, and with
    /// `--task-definition` no configuration.
    #[arg(long)]
    pub(crate) offline: bool,
    /// This variable of `environment` is no secret, although it looks like one; may be given
    /// several times.
    #[arg(long, value_name = "NAME")]
    pub(crate) plain_text: Vec<String>,
    /// How to write it to stdout.
    #[arg(long, value_enum, default_value_t = CheckOutput::Text)]
    pub(crate) output: CheckOutput,
}

/// How what was found is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum CheckOutput {
    /// Every problem with its line, and a table.
    Text,
    /// One JSON object; `foghorn schema check` describes it.
    Json,
}

/// Looks at everything and prints what was found.
pub(crate) async fn run(args: CheckArgs) -> anyhow::Result<Outcome> {
    let checked = if args.offline {
        check::offline(&args)?
    } else {
        let mut cancel = Cancel::install()?;
        tokio::select! {
            checked = check::online(&args) => checked?,
            outcome = cancel.wait() => return Ok(outcome),
        }
    };
    let mut out = std::io::stdout().lock();
    match args.output {
        CheckOutput::Text => {
            for line in terminal::check::lines(&checked) {
                writeln!(out, "{line}")?;
            }
        }
        CheckOutput::Json => {
            let json = serde_json::to_string_pretty(&json(&checked))?;
            writeln!(out, "{}", escape::json::text(&json))?;
        }
    }
    Ok(checked.outcome())
}
