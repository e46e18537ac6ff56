//! `foghorn watch`.

use super::{ConfigArgs, ReportArgs, TimeArgs};
use crate::ci::Ci;
use crate::run::Run;
use crate::watch::Watching;
use clap::Args;
use foghorn_deploy::outcome::Outcome;

/// `foghorn watch`.
#[derive(Debug, Clone, Args)]
pub(crate) struct WatchArgs {
    #[command(flatten)]
    pub(crate) config: ConfigArgs,
    /// Watch only this stage; may be given several times. All stages are watched side by side.
    #[arg(short, long, value_name = "STAGE", value_delimiter = ',')]
    pub(crate) stage: Vec<String>,
    /// Watch only this service, by its name in ECS; may be given several times.
    #[arg(long, value_name = "SERVICE", value_delimiter = ',')]
    pub(crate) service: Vec<String>,
    #[command(flatten)]
    pub(crate) report: ReportArgs,
    #[command(flatten)]
    pub(crate) time: TimeArgs,
}

/// Watches.
pub(crate) async fn run(args: WatchArgs) -> anyhow::Result<Outcome> {
    let ci = Ci::detect();
    let run = Run::new(&args.report, args.time.start(), &ci)?;
    let watching = Watching { args, ci, run };
    let outcome = watching.run().await;
    watching.run.narrator.finish();
    Ok(outcome)
}
