//! Which environment variables must go before the SDK is loaded.
//!
//! CI systems expand an unset secret or input to an empty text, and the SDK does not take an empty
//! variable for an unset one: `AWS_ENDPOINT_URL=`, `AWS_ENDPOINT_URL_ECS=` and `AWS_MAX_ATTEMPTS=`
//! make it panic, `AWS_REGION=` makes it call the region with no name. The SDK reads variables
//! itself, at several places and times, and changing the environment of a running process is
//! unsafe; so the binary starts itself once more without them, before it starts a thread.
//! This module must not read the environment by itself, and changes nothing.

use std::ffi::{OsStr, OsString};

/// Set for the second start, so that a process never starts itself in a circle.
pub const CLEANED: &str = "FOGHORN_ENVIRONMENT_CLEANED";

/// Returns the names of the `AWS_*` variables that are set to nothing.
///
/// `main` passes `std::env::vars_os()`; when the answer is not empty, it replaces itself (`exec`)
/// by the same command without them and with [`CLEANED`] set.
///
/// `AWS_RETRY_MODE` and `AWS_MAX_ATTEMPTS` with a value are not listed, however wrong: foghorn
/// sets its own retry policy, so that the SDK never reads them.
pub fn removals(variables: impl IntoIterator<Item = (OsString, OsString)>) -> Vec<OsString> {
    let mut names: Vec<OsString> = variables
        .into_iter()
        .filter(|(name, value)| value.is_empty() && is_aws(name))
        .map(|(name, _)| name)
        .collect();
    names.sort();
    names
}

fn is_aws(name: &OsStr) -> bool {
    name.to_str().is_some_and(|name| name.starts_with("AWS_"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_empty_aws_variables_go() {
        let variables = [
            ("AWS_REGION", ""),
            ("AWS_ENDPOINT_URL", ""),
            ("AWS_PROFILE", "dev"),
            ("AWS_RETRY_MODE", "bogus"),
            ("HOME", ""),
            ("aws_region", ""),
        ]
        .map(|(name, value)| (OsString::from(name), OsString::from(value)));
        assert_eq!(removals(variables), ["AWS_ENDPOINT_URL", "AWS_REGION"]);
        assert!(removals([]).is_empty());
    }
}
