//! `foghorn rehearse`: a deployment of your own configuration to a simulated AWS.
//!
//! It starts the simulated AWS in this process and `foghorn deploy` as a child that is led to it by
//! the same environment variables that lead any AWS client. So what is rehearsed is what will run.

use super::{ConfigArgs, ImageArgs, ReportArgs};
use crate::cancel::Cancel;
use crate::rehearsal::{self, MISLEADING, Setting};
use crate::settings::Settings;
use anyhow::Context;
use clap::{Args, ValueEnum};
use foghorn_deploy::outcome::Outcome;
use foghorn_sim::scenarios;
use rustix::process::{Pid, Signal, kill_process};
use std::ffi::OsString;
use std::io::{IsTerminal as _, Write};
use std::process::ExitStatus;
use tokio::process::{Child, Command};

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

/// How many times as fast as real time, where a person watches.
const WATCHED: u32 = 20;

/// Rehearses, and ends as the deployment ended.
pub(crate) async fn run(args: &RehearseArgs) -> anyhow::Result<std::process::ExitCode> {
    if args.list {
        return list();
    }
    let scenario = rehearsal::scenario(&args.scenario)?;
    let settings = Settings::load(&args.config)?;
    rehearsal::check_images(&settings, &args.image.image)?;
    let last = settings
        .config
        .stages
        .last()
        .map(|stage| stage.name.clone());
    let at = args.at.clone().or(last);
    let watched = std::io::stderr().is_terminal().then_some(WATCHED);
    let speed = args.speed.or(watched);
    let simulator = rehearsal::start(&Setting {
        settings: &settings,
        scenario,
        at: at.as_deref(),
        speed,
        port: 0,
        latency_ms: 0,
    })?;
    let time = match speed {
        Some(speed) => format!("{speed} times as fast as real time"),
        None => "skipping the time in which nothing happens".to_owned(),
    };
    say(&format!(
        "rehearsal: {} (in stage {}), on a simulated AWS, {time}",
        scenario.about.trim_end_matches('.'),
        at.as_deref().unwrap_or("-"),
    ));
    let mut deploy =
        Command::new(std::env::current_exe().context("cannot find foghorn's own executable")?);
    deploy.arg("deploy").args(arguments(args));
    match speed {
        Some(speed) => deploy.args(["--time-scale", &speed.to_string()]),
        None => deploy.args(["--time-steps", &simulator.address().to_string()]),
    };
    for name in MISLEADING {
        deploy.env_remove(name);
    }
    deploy.envs(rehearsal::environment(&settings, &simulator));
    let cancel = Cancel::install()?;
    let child = deploy.spawn().context("cannot start `foghorn deploy`")?;
    let status = wait(child, cancel).await?;
    simulator.stop();
    // Killed by a signal: the shell's convention.
    let code = status
        .code()
        .and_then(|code| u8::try_from(code).ok())
        .unwrap_or(Outcome::Terminated.exit_code());
    Ok(code.into())
}

/// Waits for the deployment. It is told of a cancellation, so that it can say what it leaves; a
/// terminal tells it of Ctrl-C by itself.
async fn wait(mut child: Child, mut cancel: Cancel) -> anyhow::Result<ExitStatus> {
    tokio::select! {
        status = child.wait() => return status.context("cannot wait for `foghorn deploy`"),
        outcome = cancel.wait() => {
            let pid = child.id().and_then(|id| i32::try_from(id).ok()).and_then(Pid::from_raw);
            if let (Some(pid), Outcome::Terminated) = (pid, outcome) {
                kill_process(pid, Signal::TERM).ok();
            }
        }
    }
    child
        .wait()
        .await
        .context("cannot wait for `foghorn deploy`")
}

fn list() -> anyhow::Result<std::process::ExitCode> {
    let mut out = std::io::stdout().lock();
    let width = scenarios::all()
        .iter()
        .map(|scenario| scenario.name.len())
        .max()
        .unwrap_or(0);
    for scenario in scenarios::all() {
        writeln!(out, "{:width$}  {}", scenario.name, scenario.about)?;
    }
    Ok(std::process::ExitCode::SUCCESS)
}

#[expect(
    clippy::print_stderr,
    reason = "said before the run and its reporters begin"
)]
fn say(line: &str) {
    eprintln!("{line}");
}

/// Returns the arguments of `foghorn deploy` that a rehearsal passes on.
fn arguments(args: &RehearseArgs) -> Vec<OsString> {
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
