//! Owns the suspicion that a variable holds a secret: by the form of its value, by its name, or
//! because the value looks random.
//!
//! A form is proof, the other two are guesses; what follows from each is the caller's. It keeps
//! and shows no value.

mod name;
mod random;

use crate::task_definition::placeholder;
use crate::token_format;

/// Why a variable is taken for a secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Suspicion {
    /// The value, or a part of it, has the form of a known secret: a token, a private key, a
    /// password in a URL. With what it is, as in [`token_format::Found::format`].
    Format(&'static str),
    /// The name is that of a secret.
    Name,
    /// The value looks random.
    Random,
}

/// Judges a variable.
///
/// ```
/// use foghorn_deploy::plain_secret::{Suspicion, suspect};
/// assert_eq!(suspect("DB_PASSWORD", "hunter2"), Some(Suspicion::Name));
/// assert_eq!(suspect("PASSWORD_FILE", "/run/password"), None);
/// assert_eq!(suspect("LOG_LEVEL", "info"), None);
/// ```
pub fn suspect(name: &str, value: &str) -> Option<Suspicion> {
    if let Some(found) = token_format::find(value).next() {
        return Some(Suspicion::Format(found.format));
    }
    if is_nothing(value) {
        return None;
    }
    if name::is_of_secret(name) && !is_setting(value) {
        return Some(Suspicion::Name);
    }
    (!name::is_of_public(name) && random::looks_random(value)).then_some(Suspicion::Random)
}

/// Nothing, or nothing yet.
fn is_nothing(value: &str) -> bool {
    let value = value.trim();
    value.is_empty() || placeholder::is_in(value)
}

/// Values that say how something works, or where a secret is, whatever the variable is called.
fn is_setting(value: &str) -> bool {
    let value = value.trim();
    let word = [
        "true", "false", "yes", "no", "on", "off", "none", "null", "disabled", "enabled",
    ]
    .iter()
    .any(|word| value.eq_ignore_ascii_case(word));
    let number = value.len() <= 5
        && value
            .bytes()
            .all(|byte| byte.is_ascii_digit() || byte == b'.');
    let place = ["arn:", "/", "./", "http://", "https://", "s3://", "file:"]
        .iter()
        .any(|start| value.starts_with(start));
    word || number || place
}

#[cfg(test)]
mod tests;
