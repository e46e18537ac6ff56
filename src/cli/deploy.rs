//! `foghorn deploy`.

use super::DeployArgs;
use crate::announce;
use crate::app::{App, Promotion};
use crate::cancel::Cancel;
use crate::ci::Ci;
use crate::narrator::Narrator;
use crate::run::Run;
use crate::voices;
use foghorn_deploy::outcome::Outcome;

/// Deploys.
pub(crate) async fn run(args: DeployArgs) -> anyhow::Result<Outcome> {
    carry_out("deploy", args, None).await
}

/// Deploys, or promotes: what differs is only which images may be taken.
pub(super) async fn carry_out(
    verb: &str,
    args: DeployArgs,
    promotion: Option<Promotion>,
) -> anyhow::Result<Outcome> {
    let ci = Ci::detect();
    let clock = args.time.start();
    let mut reporters = voices::reporters(&args.report, &ci)?;
    let prepared = args.github_deployments.then(|| announce::prepare(&ci));
    let (announcer, refused) = match prepared {
        Some(Ok((ear, announcer))) => {
            reporters.add(Box::new(ear));
            (Some(announcer), None)
        }
        Some(Err(why)) => (None, Some(why)),
        None => (None, None),
    };
    let narrator = Narrator::new(reporters, clock);
    if let Some(why) = refused {
        narrator.notice(&why);
    }
    let app = App {
        promotion,
        args,
        ci,
        run: Run {
            narrator,
            clock,
            cancel: Cancel::install()?,
        },
    };
    let Run {
        narrator, cancel, ..
    } = &app.run;
    // It is large: a whole run is in it.
    let run = Box::pin(app.run(verb));
    let outcome = match announcer {
        Some(announcer) => Box::pin(announcer.beside(run, narrator, cancel)).await,
        None => run.await,
    };
    narrator.finish();
    Ok(outcome)
}
