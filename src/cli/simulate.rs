//! `foghorn simulate`: serves the simulated AWS on loopback until it is interrupted.

use super::SimulateArgs;
use crate::rehearsal::{self, Setting};
use crate::settings::Settings;
use foghorn_deploy::outcome::Outcome;
use std::io::Write;

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
