//! The tools from npm, in `.setup/npm`.

use std::path::{Path, PathBuf};
use std::process::Command;

/// Returns the path of a file of the checkout.
pub(super) fn checkout(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// Returns the path of a file of a package. Where it is missing, the test is skipped, but not in CI.
pub(super) fn package(path: &str) -> Option<PathBuf> {
    let file = checkout(".setup/npm/node_modules").join(path);
    there(file.exists(), path).then_some(file)
}

/// Tells whether a program can be started; as above.
pub(super) fn program(name: &str) -> bool {
    let answer = Command::new(name).arg("--version").output();
    there(answer.is_ok_and(|done| done.status.success()), name)
}

pub(super) fn there(is_there: bool, what: &str) -> bool {
    if !is_there {
        let why = format!("{what} is missing; `make setup-test` provides it");
        assert_ne!(std::env::var("CI").as_deref(), Ok("true"), "{why}");
        eprintln!("skipped: {why}");
    }
    is_there
}
