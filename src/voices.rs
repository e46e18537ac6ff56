//! Sets up the reporters of a run, from what was typed and where the run is.

use crate::ci::Ci;
use crate::cli::{Output, ReportArgs, When};
use crate::failure::Failure;
use foghorn_report::terminal::{Live, Log, Options, Screen};
use foghorn_report::{Reporters, github, gitlab, json, markdown};
use std::hash::{BuildHasher, Hasher, RandomState};
use std::io::IsTerminal;

/// Size of a terminal that does not tell it, as a serial console.
const USUAL: Screen = Screen {
    columns: 80,
    rows: 24,
};

fn screen() -> Screen {
    let size = rustix::termios::tcgetwinsize(std::io::stderr()).ok();
    let told = |lines: u16, usual| {
        if lines == 0 {
            usual
        } else {
            usize::from(lines)
        }
    };
    size.map_or(USUAL, |size| Screen {
        columns: told(size.ws_col, USUAL.columns),
        rows: told(size.ws_row, USUAL.rows),
    })
}

/// The reports of a GitLab job, in its working directory.
const DOTENV: &str = "foghorn.env";
const ANNOTATIONS: &str = "foghorn-annotations.json";
const JUNIT: &str = "foghorn-junit.xml";

/// Makes the reporters. stdout is for data; people and CI logs read stderr.
pub(crate) fn reporters(args: &ReportArgs, ci: &Ci) -> Result<Reporters, Failure> {
    let terminal = std::io::stderr().is_terminal();
    let options = Options {
        // GitLab's job page shows colours, and has no annotations to catch the eye.
        colour: colour(args.color, terminal || ci.gitlab),
    };
    let mut reporters = Reporters::new();
    if ci.github {
        reporters.add(Box::new(github::Log::new(
            std::io::stderr(),
            options,
            word(),
        )));
    } else if ci.gitlab && args.live != When::Always {
        let log = gitlab::Log::new(std::io::stderr(), options, unix_time());
        reporters.add(Box::new(log));
    } else if decided(args.live, terminal) {
        reporters.add(Box::new(Live::new(std::io::stderr(), options, screen)));
    } else {
        reporters.add(Box::new(Log::new(std::io::stderr(), options)));
    }
    if let Some(path) = &args.events {
        let file = std::fs::File::create(path)
            .map_err(|error| Failure::file(path, "write the events to", &error))?;
        reporters.add(Box::new(json::Lines::new(std::io::BufWriter::new(file))));
    }
    if let Some(path) = &args.summary {
        let file = std::fs::File::create(path)
            .map_err(|error| Failure::file(path, "write the summary to", &error))?;
        reporters.add(Box::new(markdown::Page::new(file)));
    }
    if let Some(path) = &ci.github_output {
        let outputs = github::OutputFile::new(path, word());
        reporters.add(Box::new(match &args.summary {
            Some(summary) => outputs.and("summary-file", summary.display().to_string()),
            None => outputs,
        }));
    }
    if let Some(path) = &ci.github_summary {
        reporters.add(Box::new(github::SummaryFile::new(path)));
    }
    if ci.gitlab {
        reporters.add(Box::new(gitlab::Dotenv::new(DOTENV)));
        reporters.add(Box::new(gitlab::Annotations::new(ANNOTATIONS)));
        reporters.add(Box::new(gitlab::Junit::new(JUNIT)));
    }
    if args.output == Output::Json {
        reporters.add(Box::new(json::Summary::new(std::io::stdout())));
    }
    Ok(reporters)
}

/// Seconds since 1970, which GitLab's sections are marked with. Nothing else hangs on them.
fn unix_time() -> u64 {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    since.map_or(0, |since| since.as_secs())
}

/// A word that nothing in a build's output can guess: it separates foreign text from commands.
fn word() -> String {
    // The standard library seeds every `RandomState` from the operating system.
    let number = || RandomState::new().build_hasher().finish();
    format!("foghorn-{:016x}{:016x}", number(), number())
}

fn decided(when: When, auto: bool) -> bool {
    match when {
        When::Auto => auto,
        When::Always => true,
        When::Never => false,
    }
}

/// Returns whether to use colour. Source: no-color.org.
pub(crate) fn colour(when: When, terminal: bool) -> bool {
    let wanted = std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty());
    decided(when, terminal && wanted)
}
