//! `foghorn watch`.

use super::WatchArgs;
use crate::cancel::Cancel;
use crate::ci::Ci;
use crate::narrator::Narrator;
use crate::voices;
use crate::watch::Watching;
use foghorn_deploy::outcome::Outcome;

/// Watches.
pub(crate) async fn run(args: WatchArgs) -> anyhow::Result<Outcome> {
    let ci = Ci::detect();
    let clock = args.time.start();
    let narrator = Narrator::new(voices::reporters(&args.report, &ci)?, clock);
    let watching = Watching {
        args,
        session_name: ci.session_name.unwrap_or_else(|| "foghorn".to_owned()),
        narrator: narrator.clone(),
        clock,
        cancel: Cancel::install()?,
    };
    let outcome = watching.run().await;
    narrator.finish();
    Ok(outcome)
}
