//! `foghorn rehearse`: a deployment of your own configuration to a simulated AWS.
//!
//! It starts the simulated AWS in this process and `foghorn deploy` as a child that is led to it by
//! the same environment variables that lead any AWS client. So what is rehearsed is what will run.

use super::RehearseArgs;
use crate::rehearsal::{self, MISLEADING, Setting};
use crate::settings::Settings;
use anyhow::Context;
use foghorn_deploy::outcome::Outcome;
use foghorn_sim::scenarios;
use std::io::Write;
use std::process::Command;

/// Rehearses, and ends as the deployment ended.
pub(crate) fn run(args: &RehearseArgs) -> anyhow::Result<std::process::ExitCode> {
    if args.list {
        return list();
    }
    let scenario = rehearsal::scenario(&args.scenario)?;
    let settings = Settings::load(&args.config)?;
    let last = settings
        .config
        .stages
        .last()
        .map(|stage| stage.name.clone());
    let at = args.at.clone().or(last);
    let simulator = rehearsal::start(&Setting {
        settings: &settings,
        scenario,
        at: at.as_deref(),
        speed: args.speed,
        port: 0,
    })?;
    say(&format!(
        "rehearsal: {} (in stage {}), on a simulated AWS, {} times as fast as real time",
        scenario.about,
        at.as_deref().unwrap_or("-"),
        args.speed
    ));
    let mut deploy =
        Command::new(std::env::current_exe().context("cannot find foghorn's own executable")?);
    deploy
        .arg("deploy")
        .args(super::arguments(args))
        .arg("--time-scale")
        .arg(args.speed.to_string());
    for name in MISLEADING {
        deploy.env_remove(name);
    }
    deploy.envs(rehearsal::environment(&settings, &simulator));
    let status = deploy.status().context("cannot start `foghorn deploy`")?;
    simulator.stop();
    // Killed by a signal: the shell's convention.
    let code = status
        .code()
        .and_then(|code| u8::try_from(code).ok())
        .unwrap_or(Outcome::Terminated.exit_code());
    Ok(code.into())
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
