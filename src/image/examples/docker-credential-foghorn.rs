//! The credential helper alone, for the tests with real builders: in foghorn itself, `main` calls
//! the same function when it is run under this name.

use std::process::ExitCode;

fn main() -> ExitCode {
    let action = std::env::args().nth(1);
    let (stdin, stdout) = (std::io::stdin(), std::io::stdout());
    foghorn_image::credential_helper::client(action.as_deref(), stdin, stdout).into()
}
