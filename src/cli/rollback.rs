//! `foghorn rollback`.

use super::{ConfigArgs, ReportArgs, TimeArgs};
use crate::ci::Ci;
use crate::rollback::RollingBack;
use crate::run::Run;
use clap::Args;
use foghorn_deploy::outcome::Outcome;

/// `foghorn rollback`.
#[derive(Debug, Clone, Args)]
pub(crate) struct RollbackArgs {
    #[command(flatten)]
    pub(crate) config: ConfigArgs,
    /// The stage; needed if there are several.
    #[arg(short, long, value_name = "STAGE")]
    pub(crate) stage: Option<String>,
    /// Roll back only this service, by its name in ECS; may be given several times.
    #[arg(long, value_name = "SERVICE", value_delimiter = ',')]
    pub(crate) service: Vec<String>,
    /// Go to this revision instead, for one service: `7`, `FAMILY:7`, or an ARN.
    #[arg(long, value_name = "REVISION")]
    pub(crate) to: Option<String>,
    #[command(flatten)]
    pub(crate) report: ReportArgs,
    #[command(flatten)]
    pub(crate) time: TimeArgs,
}

/// Rolls back.
pub(crate) async fn run(args: RollbackArgs) -> anyhow::Result<Outcome> {
    let ci = Ci::detect();
    let run = Run::new(&args.report, args.time.start(), &ci)?;
    let rolling_back = RollingBack { args, ci, run };
    let outcome = Box::pin(rolling_back.run()).await;
    rolling_back.run.narrator.finish();
    Ok(outcome)
}
