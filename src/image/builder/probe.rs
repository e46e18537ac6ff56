//! Asks a program a quick question, such as its version.

use std::process::Stdio;
use std::time::Duration;

use tokio::process::Command;

/// A builder that does not answer in this time does not work.
const LIMIT: Duration = Duration::from_millis(1900);

/// What came of the question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Probe {
    /// The program answered.
    Answer(String),
    /// There is no such program.
    Missing,
    /// The program failed; what it printed on both streams.
    Failed { stdout: String, stderr: String },
    /// The program did not answer in time.
    Silent,
}

/// Runs a program with arguments and waits for its answer.
pub(super) async fn probe(program: &str, args: &[&str]) -> Probe {
    let output = Command::new(program)
        .args(args)
        .stdin(Stdio::null())
        .kill_on_drop(true)
        .output();
    match tokio::time::timeout(LIMIT, output).await {
        Err(_) => Probe::Silent,
        Ok(Err(error)) if error.kind() == std::io::ErrorKind::NotFound => Probe::Missing,
        Ok(Err(error)) => Probe::Failed {
            stdout: String::new(),
            stderr: format!("{program}: {error}"),
        },
        Ok(Ok(output)) => {
            let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).trim().to_owned();
            let (stdout, stderr) = (text(&output.stdout), text(&output.stderr));
            if output.status.success() {
                Probe::Answer(stdout)
            } else {
                Probe::Failed { stdout, stderr }
            }
        }
    }
}

/// Gives the first line of a message, shortened.
pub(super) fn first_line(text: &str) -> String {
    text.lines()
        .next()
        .unwrap_or("no message")
        .chars()
        .take(300)
        .collect()
}
