//! The command line: what may be typed. What it means is the verbs' own work, one file each.

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
use std::ffi::OsString;
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
    Deploy(DeployArgs),
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
    Build(BuildArgs),
    /// Prints the task definition as it would be registered; values are sealed.
    Render(RenderArgs),
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
    Watch(WatchArgs),
    /// Deploys your own configuration to a simulated AWS on this machine: no account needed.
    Rehearse(RehearseArgs),
    /// Shows a recorded run again, from the file that `--events` wrote.
    #[command(
        after_help = "The exit code is 0 when the recording could be shown, however the run ended."
    )]
    Report(RecordingArgs),
    /// Prints the JSON Schema of the configuration, or of an output.
    Schema(schema::SchemaArgs),
    /// Serves the simulated AWS on loopback, for other clients.
    #[command(hide = true)]
    Simulate(SimulateArgs),
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

/// `foghorn build`.
#[derive(Debug, Clone, Args)]
pub(crate) struct BuildArgs {
    #[command(flatten)]
    pub(crate) config: ConfigArgs,
    #[command(flatten)]
    pub(crate) image: ImageArgs,
    #[command(flatten)]
    pub(crate) report: ReportArgs,
}

/// `foghorn render`.
#[derive(Debug, Clone, Args)]
pub(crate) struct RenderArgs {
    #[command(flatten)]
    pub(crate) config: ConfigArgs,
    /// The stage; needed if there are several.
    #[arg(short, long, value_name = "STAGE")]
    pub(crate) stage: Option<String>,
    /// The service, by its name in the configuration; needed if there are several.
    #[arg(long, value_name = "SERVICE")]
    pub(crate) service: Option<String>,
    /// The image to put in, as `REPOSITORY@sha256:…`; with several images: `NAME=…`.
    #[arg(long, value_name = "IMAGE")]
    pub(crate) image: Vec<String>,
    /// Print sealed values, too. The output then contains secrets.
    #[arg(long)]
    pub(crate) reveal: bool,
}

/// `foghorn rehearse`.
#[derive(Debug, Clone, Args)]
pub(crate) struct RehearseArgs {
    #[command(flatten)]
    pub(crate) config: ConfigArgs,
    /// What happens to the deployment; `--list` names them all.
    #[arg(long, value_name = "NAME", default_value = "healthy")]
    pub(crate) scenario: String,
    /// List the scenarios and end.
    #[arg(long)]
    pub(crate) list: bool,
    /// The stage in which the scenario happens; by default the last one.
    #[arg(long, value_name = "STAGE")]
    pub(crate) at: Option<String>,
    /// How many times as fast as real time; by default 20 in a terminal, and elsewhere the time in
    /// which nothing happens is skipped.
    #[arg(long, value_parser = clap::value_parser!(u32).range(1..=200))]
    pub(crate) speed: Option<u32>,
    /// Do not look beforehand for what is wrong: see what happens.
    #[arg(long)]
    pub(crate) no_check: bool,
    #[command(flatten)]
    pub(crate) image: ImageArgs,
    #[command(flatten)]
    pub(crate) report: ReportArgs,
}

/// `foghorn report`.
#[derive(Debug, Clone, Args)]
pub(crate) struct RecordingArgs {
    /// The recording: a file that `--events` wrote, or `-` for stdin.
    #[arg(long, value_name = "FILE")]
    pub(crate) replay: PathBuf,
    /// What to print on stdout.
    #[arg(long, value_enum, default_value_t = RecordedOutput::Terminal)]
    pub(crate) output: RecordedOutput,
    /// When to use colour.
    #[arg(long, value_enum, default_value_t = When::Auto)]
    pub(crate) color: When,
}

/// How a recording is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum RecordedOutput {
    /// The log, as people read it.
    Terminal,
    /// How the run ended, as `--output json` of the run itself prints it.
    Json,
    /// The summary, as `--summary` of the run itself writes it.
    Markdown,
}

/// `foghorn simulate`.
#[derive(Debug, Clone, Args)]
pub(crate) struct SimulateArgs {
    #[command(flatten)]
    pub(crate) config: ConfigArgs,
    /// The port on 127.0.0.1; 0 picks one.
    #[arg(long, default_value_t = 0)]
    pub(crate) port: u16,
    /// What happens to new deployments.
    #[arg(long, value_name = "NAME", default_value = "healthy")]
    pub(crate) scenario: String,
    /// The stage in which it happens; by default every stage.
    #[arg(long, value_name = "STAGE")]
    pub(crate) at: Option<String>,
    /// How many times as fast as real time.
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=1000))]
    pub(crate) speed: u32,
    /// How many milliseconds every answer takes at least.
    #[arg(long, value_name = "MS", default_value_t = 0)]
    pub(crate) latency: u64,
}

/// Returns the arguments of `foghorn deploy` that a rehearsal passes on.
pub(crate) fn arguments(args: &RehearseArgs) -> Vec<OsString> {
    let mut words: Vec<OsString> = vec!["--config".into(), args.config.config.clone().into()];
    let mut add = |flag: &str, value: OsString| words.extend([flag.into(), value]);
    if let Some(path) = &args.config.task_definition {
        add("--task-definition", path.into());
    }
    for field in &args.config.allow_unknown_field {
        add("--allow-unknown-field", field.into());
    }
    for image in &args.image.image {
        add("--image", image.into());
    }
    if let Some(name) = args
        .image
        .builder
        .as_ref()
        .and_then(ValueEnum::to_possible_value)
    {
        add("--builder", name.get_name().into());
    }
    if let Some(endpoint) = &args.image.registry_endpoint {
        add("--registry-endpoint", endpoint.into());
    }
    if let Some(path) = &args.report.events {
        add("--events", path.into());
    }
    if let Some(path) = &args.report.summary {
        add("--summary", path.into());
    }
    for (flag, when) in [("--color", args.report.color), ("--live", args.report.live)] {
        if let Some(name) = when.to_possible_value() {
            add(flag, name.get_name().into());
        }
    }
    if let Some(name) = args.report.output.to_possible_value() {
        add("--output", name.get_name().into());
    }
    if args.image.rebuild {
        words.push("--rebuild".into());
    }
    if args.no_check {
        words.push("--no-check".into());
    }
    words
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
