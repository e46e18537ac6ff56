//! `foghorn promote`.

use super::deploy::{self, DeployArgs};
use super::{ConfigArgs, ImageArgs, ReportArgs, TimeArgs};
use crate::app::Promotion;
use clap::Args;
use foghorn_deploy::outcome::Outcome;

/// `foghorn promote`.
#[derive(Debug, Clone, Args)]
pub(crate) struct PromoteArgs {
    #[command(flatten)]
    pub(crate) config: ConfigArgs,
    /// The stage to deploy to. It takes what the stage before it (`after`) proved.
    #[arg(long, alias = "stage", value_name = "STAGE")]
    pub(crate) to: String,
    /// Take this image, `REPOSITORY@sha256:…`, which the stage before must have proven, now or
    /// earlier. With several images: `NAME=…`, once each.
    #[arg(long, value_name = "IMAGE")]
    pub(crate) image: Vec<String>,
    /// Take the image even if the stage before has not proven it; the reason is recorded.
    #[arg(long, value_name = "REASON", requires = "image", value_parser = reason)]
    pub(crate) force_unproven: Option<String>,
    /// Start a fresh deployment even if nothing changed, as after a secret's rotation.
    #[arg(long)]
    pub(crate) force: bool,
    /// Announce the stage as a deployment on GitHub, unless the job's own `environment:` has made one.
    /// Needs a job of GitHub Actions whose token has the permission `deployments: write`.
    #[arg(long)]
    pub(crate) github_deployments: bool,
    /// Do not look beforehand for what is wrong, as `foghorn check` does.
    #[arg(long)]
    pub(crate) no_check: bool,
    /// Reach the registry at this address instead of its own, for emulators and proxies.
    #[arg(long, value_name = "URL")]
    pub(crate) registry_endpoint: Option<String>,
    #[command(flatten)]
    pub(crate) report: ReportArgs,
    #[command(flatten)]
    pub(crate) time: TimeArgs,
}

/// A reason that is kept says something, and has room in the record.
fn reason(text: &str) -> Result<String, String> {
    match text.trim() {
        "" => Err("say why".to_owned()),
        text if text.chars().count() > 500 => Err("at most 500 characters are kept".to_owned()),
        text => Ok(text.to_owned()),
    }
}

/// Promotes.
pub(crate) async fn run(args: PromoteArgs) -> anyhow::Result<Outcome> {
    let promotion = Promotion {
        force_unproven: args.force_unproven,
    };
    let args = DeployArgs {
        config: args.config,
        stage: vec![args.to],
        image: ImageArgs {
            image: args.image,
            registry_endpoint: args.registry_endpoint,
            ..ImageArgs::default()
        },
        force: args.force,
        no_check: args.no_check,
        github_deployments: args.github_deployments,
        report: args.report,
        time: args.time,
    };
    deploy::carry_out("promote", args, Some(promotion)).await
}
