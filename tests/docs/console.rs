//! Plays a `console` block: runs its commands and writes down what a terminal would show.

use super::checkout::Checkout;
use super::page::root;
use super::simulation::Simulation;
use std::path::Path;
use std::process::Command;

/// Variables that lead to a builder; all others are left out, so that a page looks the same in CI.
const PASSED: [&str; 4] = ["HOME", "DOCKER_HOST", "DOCKER_CONFIG", "XDG_RUNTIME_DIR"];
/// What stands where something is left out.
const LEFT_OUT: &str = "…";

/// What the comment before a block asks for.
struct Wish<'n> {
    example: &'n str,
    without: Vec<&'n str>,
    cut: usize,
    simulated: bool,
}

/// Returns whether a block builds an image.
pub(super) fn builds(written: &[String]) -> bool {
    written
        .iter()
        .filter_map(|line| line.strip_prefix("$ foghorn "))
        .any(|words| {
            (words.starts_with("rehearse") || words.starts_with("build"))
                && !words.contains("--list")
                && !words.contains("--help")
        })
}

/// Returns whether images can be built here. In CI they must be.
pub(super) fn builder() -> bool {
    let works = |program: &str| {
        let answer = Command::new(program).arg("info").output();
        answer.is_ok_and(|answer| answer.status.success())
    };
    let found = works("docker") || works("buildah");
    assert!(
        found || std::env::var_os("CI").is_none(),
        "no builder of images works here: `make test` installs one"
    );
    found
}

/// Plays a block: its `$ ` lines, each with what it says.
pub(super) fn play(written: &[String], note: Option<&str>) -> Vec<String> {
    let wish = Wish::read(note.unwrap_or_default());
    let checkout = Checkout::of(wish.example);
    let simulation = wish.simulated.then(|| Simulation::start(checkout.path()));
    let environment = simulation.as_ref().map(|one| one.environment.as_slice());
    let mut made = Vec::new();
    for line in written {
        if let Some(command) = line.strip_prefix("$ ") {
            made.push(line.clone());
            made.extend(wish.shown(&run(
                command,
                checkout.path(),
                environment.unwrap_or_default(),
            )));
        }
    }
    made
}

fn run(command: &str, directory: &Path, environment: &[(String, String)]) -> String {
    let program = Path::new(env!("CARGO_BIN_EXE_foghorn")).parent().unwrap();
    let path = std::env::var("PATH").unwrap_or_default();
    let mut shell = Command::new("sh");
    shell
        .args(["-c", &format!("exec 2>&1; {command}")])
        .current_dir(directory)
        .env_clear()
        .env("PATH", format!("{}:{path}", program.display()))
        .envs(environment.iter().cloned());
    let fetched = root().join(".setup/docker");
    if fetched.exists() {
        shell.env("DOCKER_CONFIG", fetched);
    }
    for name in PASSED {
        if let Some(value) = std::env::var_os(name) {
            shell.env(name, value);
        }
    }
    String::from_utf8_lossy(&shell.output().unwrap().stdout).into_owned()
}

impl<'n> Wish<'n> {
    fn read(note: &'n str) -> Self {
        let mut wish = Self {
            example: "examples/product-api",
            without: Vec::new(),
            cut: usize::MAX,
            simulated: false,
        };
        for part in note.split("; ").filter(|part| !part.is_empty()) {
            if part == "simulated" {
                wish.simulated = true;
                continue;
            }
            match part.split_once(' ') {
                Some(("in", example)) => wish.example = example,
                Some(("without", text)) => wish.without.push(text.trim_matches('`')),
                Some(("cut", columns)) => wish.cut = columns.parse().unwrap(),
                Some(_) | None => panic!("a block asks for `{part}`, which nobody knows"),
            }
        }
        wish
    }

    fn shown(&self, output: &str) -> Vec<String> {
        let mut shown: Vec<String> = Vec::new();
        for line in output.lines() {
            if self.is_left_out(line) {
                if shown.last().is_none_or(|last| last != LEFT_OUT) {
                    shown.push(LEFT_OUT.to_owned());
                }
            } else if line.chars().count() > self.cut {
                let kept: String = line.chars().take(self.cut - 1).collect();
                shown.push(kept.trim_end().to_owned() + LEFT_OUT);
            } else {
                shown.push(line.trim_end().to_owned());
            }
        }
        shown
    }

    fn is_left_out(&self, line: &str) -> bool {
        self.without
            .iter()
            .any(|text| match text.strip_prefix('^') {
                Some(start) => line.starts_with(start),
                None => line.contains(text),
            })
    }
}
