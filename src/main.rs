//! foghorn: deploys a container image to Amazon ECS, waits until it is really healthy, and says
//! why when it is not.
//!
//! Parses, runs, and ends with an exit code. What the codes mean is `foghorn_deploy::outcome`'s.

mod announce;
mod app;
mod cancel;
mod check;
mod ci;
mod cli;
mod clock;
mod drive;
mod failure;
mod gate;
mod images;
mod in_flight;
mod narrator;
mod outset;
mod plan;
mod policy;
mod preflight;
mod record;
mod rehearsal;
mod rollback;
mod run;
mod settings;
mod shell;
mod stages;
mod status;
mod survey;
mod together;
mod voices;
mod watch;

use anyhow::Context;
use clap::Parser;
use cli::{Cli, Verb};
use foghorn_deploy::outcome::Outcome;
use std::ffi::OsString;
use std::os::unix::process::CommandExt;
use std::process::ExitCode;

fn main() -> ExitCode {
    tell_bugs();
    if let Some(code) = credential_helper() {
        return code;
    }
    if let Err(error) = clean_environment() {
        return bug(&error);
    }
    let typed: Vec<OsString> = std::env::args_os().collect();
    if let Some(error) = shell::if_asked(&typed) {
        return bug(&anyhow::Error::from(error).context("cannot start the shell `sh`"));
    }
    let verb = match Cli::try_parse_from(arguments(typed)) {
        Ok(cli) => cli.verb,
        Err(error) => {
            // clap prints help and version to stdout and errors to stderr.
            let usage = error.use_stderr();
            error.print().ok();
            return ExitCode::from(if usage { Outcome::Usage.exit_code() } else { 0 });
        }
    };
    match run(verb) {
        Ok(code) => code,
        Err(error) => match error.downcast::<failure::Failure>() {
            Ok(failure) => cli::render_failure(&failure),
            Err(error) => bug(&error),
        },
    }
}

fn run(verb: Verb) -> anyhow::Result<ExitCode> {
    let outcome = match verb {
        Verb::Schema(args) => cli::schema::run(&args),
        Verb::Render(args) => cli::render::run(&args),
        Verb::Policy(args) => cli::policy::run(&args),
        Verb::Report(args) => cli::report::run(&args),
        Verb::Rehearse(args) => return runtime()?.block_on(cli::rehearse::run(&args)),
        Verb::Simulate(args) => cli::simulate::run(&args),
        Verb::Check(args) => runtime()?.block_on(cli::check::run(args)),
        Verb::Plan(args) => runtime()?.block_on(cli::plan::run(args)),
        Verb::Deploy(args) => runtime()?.block_on(cli::deploy::run(args)),
        Verb::Promote(args) => runtime()?.block_on(cli::promote::run(args)),
        Verb::Rollback(args) => runtime()?.block_on(cli::rollback::run(args)),
        Verb::Watch(args) => runtime()?.block_on(cli::watch::run(args)),
        Verb::Status(args) => runtime()?.block_on(cli::status::run(args)),
        Verb::Build(args) => runtime()?.block_on(cli::build::run(args)),
    }?;
    Ok(ExitCode::from(outcome.exit_code()))
}

/// Returns what was typed; a GitHub action types nothing and gives inputs instead.
fn arguments(typed: Vec<OsString>) -> Vec<OsString> {
    match (typed.as_slice(), ci::action_arguments()) {
        ([program], Some(inputs)) => std::iter::once(program.clone())
            .chain(inputs.into_iter().map(OsString::from))
            .collect(),
        _ => typed,
    }
}

/// One thread is enough: foghorn waits for the network.
fn runtime() -> anyhow::Result<tokio::runtime::Runtime> {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .context("cannot start the async runtime")
}

/// Builders run this executable under another name to ask for credentials.
fn credential_helper() -> Option<ExitCode> {
    let mut arguments = std::env::args_os();
    let called = arguments.next()?;
    if !called
        .to_string_lossy()
        .ends_with(foghorn_image::credential_helper::PROGRAM)
    {
        return None;
    }
    let action = arguments
        .next()
        .map(|action| action.to_string_lossy().into_owned());
    let code = foghorn_image::credential_helper::client(
        action.as_deref(),
        std::io::stdin(),
        std::io::stdout(),
    );
    Some(ExitCode::from(code))
}

/// Starts anew without `AWS_*` variables that are set to nothing: CI expressions expand to empty
/// texts, and the SDK panics at some of them.
fn clean_environment() -> anyhow::Result<()> {
    use foghorn_aws::environment::{CLEANED, removals};
    let remove: Vec<OsString> = removals(std::env::vars_os());
    if remove.is_empty() || std::env::var_os(CLEANED).is_some() {
        return Ok(());
    }
    let mut again = std::process::Command::new(
        std::env::current_exe().context("cannot find foghorn's own executable")?,
    );
    again.args(std::env::args_os().skip(1)).env(CLEANED, "1");
    for name in remove {
        again.env_remove(name);
    }
    Err(again.exec()).context("cannot start foghorn anew without empty AWS_* variables")
}

/// A panic is a bug, whatever thread it is in, and must never look like success.
#[expect(
    clippy::print_stderr,
    clippy::exit,
    clippy::disallowed_methods,
    reason = "there is nobody left to report to"
)]
fn tell_bugs() {
    std::panic::set_hook(Box::new(|panic| {
        // The SDK's way of saying it, when its first client is made: before anything is changed.
        if panic.to_string().contains("no valid root certificates") {
            eprintln!(
                "error: there are no certificates of authorities here, with which AWS would be recognised"
            );
            eprintln!(
                "hint: install them (apt-get install ca-certificates), or name a file of them in SSL_CERT_FILE"
            );
            std::process::exit(i32::from(Outcome::AwsUnavailable.exit_code()));
        }
        eprintln!("error: foghorn has a bug, and stops: {panic}");
        eprintln!(
            "hint: the deployment itself goes on in ECS; please report this with the output above"
        );
        std::process::exit(i32::from(Outcome::Bug.exit_code()));
    }));
}

#[expect(clippy::print_stderr, reason = "the reporters may not exist yet")]
fn bug(error: &anyhow::Error) -> ExitCode {
    eprintln!("error: {error:#}");
    ExitCode::from(Outcome::Bug.exit_code())
}
