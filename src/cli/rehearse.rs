//! `foghorn rehearse`: a deployment of your own configuration to a simulated AWS.
//!
//! It starts the simulated AWS in this process and `foghorn deploy` as a child that is led to it by
//! the same environment variables that lead any AWS client. So what is rehearsed is what will run.

use super::RehearseArgs;
use crate::cancel::Cancel;
use crate::rehearsal::{self, MISLEADING, Setting};
use crate::settings::Settings;
use anyhow::Context;
use foghorn_deploy::outcome::Outcome;
use foghorn_sim::scenarios;
use rustix::process::{Pid, Signal, kill_process};
use std::io::{IsTerminal as _, Write};
use std::process::ExitStatus;
use tokio::process::{Child, Command};

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
    deploy.arg("deploy").args(super::arguments(args));
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
