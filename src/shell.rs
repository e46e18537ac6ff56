//! The shell that GitLab's runner wants of an image that has an entry point of its own: it starts
//! `ENTRYPOINT sh -c SCRIPT` and takes the entry point for one that ends in `exec "$@"`. foghorn is
//! the entry point itself, without a script around it, and becomes that shell when it is asked to.
//!
//! Source: GitLab Runner documentation, "Docker executor", "Configure images and services with
//! `entrypoint`". With `entrypoint: [""]` the runner does not ask.

use std::ffi::OsString;
use std::os::unix::process::CommandExt;
use std::process::Command;

/// Becomes the shell and does not return, if these arguments, with the program's name before them,
/// ask for one. Returns why it could not.
pub(crate) fn if_asked(arguments: &[OsString]) -> Option<std::io::Error> {
    match arguments {
        [_, shell, words @ ..] if shell == "sh" => Some(Command::new(shell).args(words).exec()),
        _ => None,
    }
}
