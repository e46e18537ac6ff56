//! `foghorn simulate`: serves the simulated AWS on loopback until it is interrupted.

use super::ConfigArgs;
use crate::rehearsal::{self, Setting};
use crate::settings::Settings;
use clap::Args;
use foghorn_deploy::outcome::Outcome;
use std::io::Write;

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

/// Serves, after printing the variables that lead an AWS client to it.
pub(crate) fn run(args: &SimulateArgs) -> anyhow::Result<Outcome> {
    let scenario = rehearsal::scenario(&args.scenario)?;
    let settings = Settings::load(&args.config)?;
    let setting = Setting {
        settings: &settings,
        scenario,
        at: args.at.as_deref(),
        speed: Some(args.speed),
        port: args.port,
        latency_ms: args.latency,
    };
    let simulator = rehearsal::start(&setting)?;
    let mut out = std::io::stdout().lock();
    for (name, value) in rehearsal::environment(&settings, &simulator) {
        writeln!(out, "export {name}={value}")?;
    }
    out.flush()?;
    loop {
        std::thread::park();
    }
}
