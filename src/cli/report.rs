//! `foghorn report`.

use super::When;
use crate::failure::Failure;
use crate::voices;
use clap::{Args, ValueEnum};
use foghorn_deploy::foreign::Sentence;
use foghorn_deploy::outcome::Outcome;
use foghorn_report::replay::{Recording, ReplayError};
use foghorn_report::terminal::{Log, Options};
use foghorn_report::{Reporter, json, markdown};
use std::fs::File;
use std::io::{BufReader, ErrorKind, IsTerminal, stderr, stdin, stdout};
use std::path::{Path, PathBuf};

/// `foghorn report`.
#[derive(Debug, Clone, Args)]
pub(crate) struct RecordingArgs {
    /// The recording: a file that `--events` wrote, or `-` for stdin.
    #[arg(long, value_name = "FILE")]
    pub(crate) replay: PathBuf,
    /// What to print on stdout.
    #[arg(long, value_enum, default_value_t = RecordedOutput::Terminal)]
    pub(crate) output: RecordedOutput,
    /// When to use colour.
    #[arg(long, value_enum, default_value_t = When::Auto)]
    pub(crate) color: When,
}

/// How a recording is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum RecordedOutput {
    /// The log, as people read it.
    Terminal,
    /// How the run ended, as `--output json` of the run itself prints it.
    Json,
    /// The summary, as `--summary` of the run itself writes it.
    Markdown,
}

/// Shows a recorded run. Unlike in a run, the log is what was asked for, and goes to stdout.
pub(crate) fn run(args: &RecordingArgs) -> anyhow::Result<Outcome> {
    let recording = read(&args.replay)?;
    let options = |terminal| Options {
        colour: voices::colour(args.color, terminal),
    };
    let shown = match args.output {
        RecordedOutput::Terminal => {
            let options = options(stdout().is_terminal());
            recording.replay(&mut Log::new(stdout(), options))
        }
        RecordedOutput::Json => recording.replay(&mut json::Summary::new(stdout())),
        RecordedOutput::Markdown => recording.replay(&mut markdown::Page::new(stdout())),
    };
    match shown {
        Ok(()) => {}
        // Whoever reads it has seen enough, as `head` does.
        Err(ReplayError::Reporter { source, .. }) if source.kind() == ErrorKind::BrokenPipe => {
            return Ok(Outcome::Succeeded);
        }
        Err(error) => return Err(error.into()),
    }
    if let Some(notice) = missing(&recording, args.output) {
        let options = options(stderr().is_terminal());
        Log::new(stderr(), options).notice(&notice)?;
    }
    Ok(Outcome::Succeeded)
}

fn read(path: &Path) -> Result<Recording, Failure> {
    let recording = if path == Path::new("-") {
        Recording::read(stdin().lock())
    } else {
        let file = File::open(path).map_err(|error| Failure::file(path, "open", &error))?;
        Recording::read(BufReader::new(file))
    };
    recording.map_err(|error| {
        let message =
            Sentence::own("this is no recording of a run: ").foreign(path.display().to_string());
        Failure::usage(message).caused_by(&error).hint(
            Sentence::own("name a file that was written with ")
                .code("--events FILE")
                .then(", by this version of foghorn or an older one"),
        )
    })
}

/// Says what a recording does not have.
fn missing(recording: &Recording, output: RecordedOutput) -> Option<Sentence> {
    let notice = match recording.cut {
        Some(line) => Sentence::own(format!(
            "the recording ends in the middle of line {line}: the run was killed while it wrote it"
        )),
        None if recording.is_finished() => return None,
        None => Sentence::own("the recording has no end: the run was killed, or still goes on"),
    };
    Some(match output {
        RecordedOutput::Terminal => notice,
        RecordedOutput::Json | RecordedOutput::Markdown => {
            notice.then("; so there is no outcome to print")
        }
    })
}
