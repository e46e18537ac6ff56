//! What is wrong, before anything is touched: looks at everything, and makes one [`Checked`] of it.
//!
//! Must not change anything, and must not stop at the first problem. What cannot be looked at is a
//! finding, too; only a configuration that makes no sense ends the whole.

mod definition;

use crate::cli::ConfigArgs;
use crate::cli::check::CheckArgs;
use crate::failure::Failure;
use crate::settings::Settings;
use crate::settings::lint;
use foghorn_deploy::check::Checked;
use std::path::Path;

/// Looks at the task definitions alone, and asks nobody.
pub(crate) fn offline(args: &CheckArgs) -> Result<Checked, Failure> {
    if let Some(file) = args.config.task_definition.as_deref()
        && !has_configuration(&args.config)
    {
        return by_itself(args, file);
    }
    let settings = Settings::load(&args.config)?;
    let stages = settings.stages(&args.stage)?;
    if let Some(file) = args.config.task_definition.as_deref()
        && stages.iter().any(|stage| stage.services.len() > 1)
    {
        return by_itself(args, file);
    }
    let mut findings = Vec::new();
    for stage in stages {
        for service in &stage.services {
            let linted = settings.lint(stage, service, &args.plain_text)?;
            findings.extend(definition::findings(Some((stage, service)), &linted));
        }
    }
    Ok(Checked::new(findings))
}

/// Looks at a file that need not be one of a configuration's, as it is written.
fn by_itself(args: &CheckArgs, file: &Path) -> Result<Checked, Failure> {
    let linted = lint::alone(file, &args.plain_text, &args.config.allow_unknown_field)?;
    Ok(Checked::new(definition::findings(None, &linted)))
}

/// Whether there is a configuration, or one was asked for.
fn has_configuration(args: &ConfigArgs) -> bool {
    args.config != Path::new(ConfigArgs::DEFAULT) || args.config.exists()
}
