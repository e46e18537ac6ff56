//! Checks that give a clear error where the SDK's own would not name the profile or the file.

use super::profile;
use crate::error::{Error, Kind};
use std::ffi::OsString;

const LOADING: &str = "loading credentials";

/// Checks what the environment names.
pub(super) fn check() -> Result<(), Error> {
    check_profile()?;
    check_token_file()?;
    check_endpoints(std::env::vars_os())
}

/// The SDK says "no credentials" for a profile that does not exist, without its name.
fn check_profile() -> Result<(), Error> {
    let Ok(name) = std::env::var("AWS_PROFILE") else {
        return Ok(());
    };
    let files = profile::files();
    if name.is_empty() || files.iter().any(|file| profile::has(file, &name)) {
        return Ok(());
    }
    let places: Vec<String> = files.iter().map(|f| f.display().to_string()).collect();
    let message = format!(
        "AWS_PROFILE is {name}, but no such profile is in {}",
        places.join(" or ")
    );
    Err(Error::local(LOADING, Kind::NoProfile { name }, message))
}

/// The SDK says "No such file or directory", without the path.
fn check_token_file() -> Result<(), Error> {
    let Ok(path) = std::env::var("AWS_WEB_IDENTITY_TOKEN_FILE") else {
        return Ok(());
    };
    if path.is_empty() {
        return Ok(());
    }
    match std::fs::File::open(&path) {
        Ok(_) => Ok(()),
        Err(error) => {
            let message = format!("AWS_WEB_IDENTITY_TOKEN_FILE is {path}: {error}");
            Err(Error::local(LOADING, Kind::NoTokenFile { path }, message))
        }
    }
}

/// The SDK finds out with the first call, and then shows the whole request.
fn check_endpoints(variables: impl Iterator<Item = (OsString, OsString)>) -> Result<(), Error> {
    for (variable, value) in variables {
        let variable = variable.to_string_lossy().into_owned();
        let value = value.to_string_lossy();
        let url = value
            .strip_prefix("http://")
            .or_else(|| value.strip_prefix("https://"));
        let names = variable == "AWS_ENDPOINT_URL" || variable.starts_with("AWS_ENDPOINT_URL_");
        if names && !value.is_empty() && url.is_none_or(str::is_empty) {
            let message = format!("{variable} is {value}, which is no URL");
            return Err(Error::local(
                "reading the environment",
                Kind::BadEndpoint { variable },
                message,
            ));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn endpoints_are_urls() {
        let table = [
            ("AWS_ENDPOINT_URL", "http://127.0.0.1:4566", true),
            ("AWS_ENDPOINT_URL_ECS", "https://ecs.internal", true),
            ("AWS_ENDPOINT_URL", "127.0.0.1:4566", false),
            ("AWS_ENDPOINT_URL_STS", "https://", false),
            ("AWS_ENDPOINT_URL", "", true),
            ("MY_ENDPOINT_URL", "nonsense", true),
        ];
        for (variable, value, good) in table {
            let variables = std::iter::once((variable.into(), value.into()));
            assert_eq!(
                check_endpoints(variables).is_ok(),
                good,
                "{variable}={value}"
            );
        }
    }
}
