//! `foghorn schema`.

use foghorn_deploy::config;
use foghorn_deploy::outcome::Outcome;
use std::io::Write;

/// Prints the JSON Schema of the configuration.
pub(crate) fn run() -> anyhow::Result<Outcome> {
    let mut out = std::io::stdout().lock();
    serde_json::to_writer_pretty(&mut out, &config::json_schema())?;
    writeln!(out)?;
    Ok(Outcome::Succeeded)
}
