//! A simulated AWS for a block that needs one: `foghorn simulate` beside it, for as long as it is
//! played.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

/// The running simulation. It ends when it is dropped.
pub(super) struct Simulation {
    child: Child,
    /// The variables that lead to it.
    pub(super) environment: Vec<(String, String)>,
}

impl Simulation {
    /// Starts it for the configuration in a directory.
    pub(super) fn start(directory: &Path) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_foghorn"))
            .arg("simulate")
            .current_dir(directory)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut environment = Vec::new();
        for line in lines {
            let line = line.unwrap();
            let (name, value) = line
                .strip_prefix("export ")
                .unwrap()
                .split_once('=')
                .unwrap();
            environment.push((name.to_owned(), value.to_owned()));
            // The last that it prints; nothing comes after it.
            if name == "AWS_EC2_METADATA_DISABLED" {
                break;
            }
        }
        Self { child, environment }
    }
}

impl Drop for Simulation {
    fn drop(&mut self) {
        // Fails when it has ended already.
        self.child.kill().ok();
        self.child.wait().ok();
    }
}
