//! `foghorn deploy`.

use super::{ConfigArgs, ImageArgs, ReportArgs, TimeArgs};
use crate::announce;
use crate::app::{App, Promotion};
use crate::cancel::Cancel;
use crate::ci::Ci;
use crate::narrator::Narrator;
use crate::run::Run;
use crate::voices;
use clap::Args;
use foghorn_deploy::outcome::Outcome;

/// `foghorn deploy`.
#[derive(Debug, Clone, Args)]
pub(crate) struct DeployArgs {
    #[command(flatten)]
    pub(crate) config: ConfigArgs,
    /// Deploy only this stage; may be given several times. A stage with `after` never builds when run alone.
    #[arg(short, long, value_name = "STAGE", value_delimiter = ',')]
    pub(crate) stage: Vec<String>,
    #[command(flatten)]
    pub(crate) image: ImageArgs,
    /// Start a fresh deployment even if nothing changed, as after a secret's rotation.
    #[arg(long)]
    pub(crate) force: bool,
    /// Announce each stage as a deployment on GitHub, unless the job's own `environment:` has made one.
    /// Needs a job of GitHub Actions whose token has the permission `deployments: write`.
    #[arg(long)]
    pub(crate) github_deployments: bool,
    /// Do not look beforehand for what is wrong, as `foghorn check` does.
    #[arg(long)]
    pub(crate) no_check: bool,
    #[command(flatten)]
    pub(crate) report: ReportArgs,
    #[command(flatten)]
    pub(crate) time: TimeArgs,
}

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
