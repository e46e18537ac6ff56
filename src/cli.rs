//! The command line: the verbs, and what may be typed at several of them. What else may be typed at a
//! verb, and what it means, is its own work, one file each.

pub(crate) mod build;
pub(crate) mod check;
pub(crate) mod deploy;
pub(crate) mod plan;
pub(crate) mod policy;
mod print;
pub(crate) mod promote;
pub(crate) mod rehearse;
pub(crate) mod render;
pub(crate) mod report;
pub(crate) mod rollback;
pub(crate) mod schema;
pub(crate) mod simulate;
pub(crate) mod status;
pub(crate) mod watch;

use crate::clock::Clock;
use crate::failure::Failure;
use clap::{Args, Parser, Subcommand, ValueEnum};
use std::path::PathBuf;
use std::process::ExitCode;

/// Deploys a container image to Amazon ECS, waits until it is really healthy, and says why when it is not.
#[derive(Debug, Parser)]
#[command(
    name = "foghorn",
    version,
    disable_help_subcommand = true,
    max_term_width = 100
)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) verb: Verb,
}

/// What foghorn can do.
#[derive(Debug, Subcommand)]
pub(crate) enum Verb {
    /// Builds, pushes, and deploys each stage in order; stops at the first that is not healthy.
    Deploy(deploy::DeployArgs),
    /// Deploys to a stage, by digest, what the stage before it proved healthy; never builds.
    ///
    /// The exit code is 3 if it has not been proven.
    Promote(promote::PromoteArgs),
    /// Prints what a deployment would do now, and which calls it would make; changes nothing.
    Plan(plan::PlanArgs),
    /// Leads services back to what was deployed successfully before, and watches until that is healthy.
    ///
    /// A service that has gone back already is left as it is: running it again never goes further
    /// back. Nothing is deregistered. The exit codes are those of `foghorn deploy`.
    Rollback(rollback::RollbackArgs),
    /// Builds and pushes the image, and prints `repository@sha256:…` on stdout.
    Build(build::BuildArgs),
    /// Prints the task definition as it would be registered; values are sealed.
    Render(render::RenderArgs),
    /// Looks for everything that is wrong before anything is touched; changes nothing.
    ///
    /// The exit code is 3 if there is a problem, 0 if there are warnings only.
    Check(check::CheckArgs),
    /// Prints the IAM policies that this configuration needs, and no more; asks nobody.
    Policy(policy::PolicyArgs),
    /// Shows what runs where, what is in flight, and what differs from the configuration.
    ///
    /// Changes nothing. The exit code is 0 if everything could be read, else that of the worst
    /// failure; a drift or a failed last deployment is information and does not change it.
    Status(status::StatusArgs),
    /// Follows the deployments in flight to their end, whoever started them; changes nothing.
    Watch(watch::WatchArgs),
    /// Deploys your own configuration to a simulated AWS on this machine: no account needed.
    Rehearse(rehearse::RehearseArgs),
    /// Shows a recorded run again, from the file that `--events` wrote.
    #[command(
        after_help = "The exit code is 0 when the recording could be shown, however the run ended."
    )]
    Report(report::RecordingArgs),
    /// Prints the JSON Schema of the configuration, or of an output.
    Schema(schema::SchemaArgs),
    /// Serves the simulated AWS on loopback, for other clients.
    #[command(hide = true)]
    Simulate(simulate::SimulateArgs),
}

/// Where the configuration is.
#[derive(Debug, Clone, Args)]
pub(crate) struct ConfigArgs {
    /// The configuration file.
    #[arg(short, long, value_name = "FILE", default_value = ConfigArgs::DEFAULT)]
    pub(crate) config: PathBuf,
    /// Use this task definition instead of the configured one.
    #[arg(long, value_name = "FILE")]
    pub(crate) task_definition: Option<PathBuf>,
    /// Accept this field of the task definition although foghorn does not know it, as `containerDefinitions.newField`.
    #[arg(long, value_name = "PATH")]
    pub(crate) allow_unknown_field: Vec<String>,
}

impl ConfigArgs {
    /// The configuration, unless another one is named.
    pub(crate) const DEFAULT: &str = "foghorn.yml";
}

/// Which image.
#[derive(Debug, Clone, Default, Args)]
pub(crate) struct ImageArgs {
    /// Deploy this image instead of building one: `REPOSITORY@sha256:…` or only its digest, or an OCI layout or
    /// archive to push.
    /// With several images: `NAME=…`, once each.
    #[arg(long, value_name = "IMAGE")]
    pub(crate) image: Vec<String>,
    /// Build even if an image of this commit and these inputs is in the registry.
    #[arg(long)]
    pub(crate) rebuild: bool,
    /// The builder to use.
    #[arg(long, value_enum)]
    pub(crate) builder: Option<BuilderChoice>,
    /// Reach the registry at this address instead of its own, for emulators and proxies.
    #[arg(long, value_name = "URL")]
    pub(crate) registry_endpoint: Option<String>,
}

/// A builder.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum BuilderChoice {
    /// The first that works.
    Auto,
    /// `docker buildx build`.
    Buildx,
    /// `docker build` with BuildKit.
    Docker,
    /// `buildah`.
    Buildah,
}

/// How to report.
#[derive(Debug, Clone, Args)]
pub(crate) struct ReportArgs {
    /// Write every event as a line of JSON to this file.
    #[arg(long, value_name = "FILE")]
    pub(crate) events: Option<PathBuf>,
    /// Write a summary of the run to this file at its end, as Markdown.
    #[arg(long, value_name = "FILE")]
    pub(crate) summary: Option<PathBuf>,
    /// What stdout gets at the end.
    #[arg(long, value_enum, default_value_t = Output::Text)]
    pub(crate) output: Output,
    /// When to use colour.
    #[arg(long, value_enum, default_value_t = When::Auto)]
    pub(crate) color: When,
    /// When to show a live view instead of a log.
    #[arg(long, value_enum, default_value_t = When::Auto)]
    pub(crate) live: When,
}

/// What stdout gets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Output {
    /// Nothing: people read stderr.
    Text,
    /// The last event, as JSON.
    Json,
}

/// When to do something that suits a terminal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum When {
    /// On a terminal.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// How time passes; only for a simulated AWS, whose time passes the same way.
#[derive(Debug, Clone, Args)]
pub(crate) struct TimeArgs {
    /// Run the clock this many times as fast as real time.
    #[arg(long, hide = true, default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=1000))]
    time_scale: u32,
    /// Let time pass in steps, and tell the simulated AWS at this address of each.
    #[arg(
        long,
        hide = true,
        value_name = "HOST:PORT",
        conflicts_with = "time_scale"
    )]
    time_steps: Option<String>,
}

impl TimeArgs {
    /// Starts the clock.
    pub(crate) fn start(&self) -> Clock {
        match &self.time_steps {
            Some(simulator) => Clock::stepped(simulator.clone()),
            None => Clock::start(self.time_scale),
        }
    }
}

/// Shows a failure that came before the reporters existed.
#[expect(clippy::print_stderr, reason = "the reporters do not exist yet")]
pub(crate) fn render_failure(failure: &Failure) -> ExitCode {
    let code = failure.outcome.exit_code();
    let mut text = Vec::new();
    if foghorn_report::terminal::write_error(&mut text, &failure.report).is_ok() {
        eprint!("{}", String::from_utf8_lossy(&text));
    }
    ExitCode::from(code)
}
