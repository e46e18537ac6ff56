//! `foghorn watch`.

use super::WatchArgs;
use crate::ci::Ci;
use crate::run::Run;
use crate::watch::Watching;
use foghorn_deploy::outcome::Outcome;

/// Watches.
pub(crate) async fn run(args: WatchArgs) -> anyhow::Result<Outcome> {
    let ci = Ci::detect();
    let run = Run::new(&args.report, args.time.start(), &ci)?;
    let watching = Watching { args, ci, run };
    let outcome = watching.run().await;
    watching.run.narrator.finish();
    Ok(outcome)
}
