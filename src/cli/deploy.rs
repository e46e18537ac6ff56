//! `foghorn deploy`.

use super::DeployArgs;
use crate::app::App;
use crate::cancel::Cancel;
use crate::ci::Ci;
use crate::narrator::Narrator;
use crate::voices;
use foghorn_deploy::outcome::Outcome;

/// Deploys.
pub(crate) async fn run(args: DeployArgs) -> anyhow::Result<Outcome> {
    let ci = Ci::detect();
    let clock = args.time.start();
    let narrator = Narrator::new(voices::reporters(&args.report, &ci)?, clock);
    let app = App {
        args,
        ci,
        narrator: narrator.clone(),
        clock,
        cancel: Cancel::install()?,
    };
    // It is large: a whole run is in it.
    let outcome = Box::pin(app.run("deploy")).await;
    narrator.finish();
    Ok(outcome)
}
