//! `foghorn schema`.

use super::print;
use clap::{Args, ValueEnum};
use foghorn_deploy::outcome::Outcome;
use foghorn_deploy::{check, config, plan, policy};

/// `foghorn schema`.
#[derive(Debug, Clone, Args)]
pub(crate) struct SchemaArgs {
    /// What to describe.
    #[arg(value_enum, default_value_t = Described::Configuration)]
    pub(crate) what: Described,
}

/// What there is a schema of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Described {
    /// `foghorn.yml`.
    Configuration,
    /// What `foghorn plan --output json` prints.
    Plan,
    /// What `foghorn check --output json` prints.
    Check,
    /// What `foghorn policy --output json` prints.
    Policy,
}

/// Prints the JSON Schema.
pub(crate) fn run(args: &SchemaArgs) -> anyhow::Result<Outcome> {
    let schema = match args.what {
        Described::Configuration => config::json_schema(),
        Described::Plan => plan::whole::json_schema(),
        Described::Check => check::json_schema(),
        Described::Policy => policy::json_schema(),
    };
    print::json(&schema)?;
    Ok(Outcome::Succeeded)
}
