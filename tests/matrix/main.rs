//! Every scenario, many times over: the simulated AWS and the state machine in one process, on
//! virtual time, without a socket, a thread or a clock. Each seed stands for another timing,
//! other faults on the wire and other settings. What really happened is asked of the simulated AWS
//! afterwards; `oracle` says which verdicts are right.
//!
//! A module of the integration tests, with few seeds, and a bench of its own, with many:
//!
//! ```sh
//! cargo test --test foghorn -- matrix
//! cargo bench --bench matrix
//! ```
//!
//! `FOGHORN_SEEDS=1000` sets the number of seeds for each scenario; `FOGHORN_REPLAY=SCENARIO:SEED`
//! plays one of them and prints everything.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stderr,
    reason = "tests may panic, and say what they found"
)]

mod bridge;
mod calls;
mod chance;
mod client;
mod expected;
mod figures;
mod oracle;
mod pair;
mod run;
mod setting;
mod trace;
mod truth;

use figures::Figures;
use foghorn_sim::scenarios::{self, Scenario};
use run::Run;
use setting::Setting;
use std::fmt::Write;
use std::sync::Mutex;
use std::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering::Relaxed;

/// Seeds that once found a mistake, played whatever the number of seeds.
const FOUND_ONCE: [(&str, &[u64]); 5] = [
    ("log-group-missing", &[22]),
    ("deployment-alarm", &[9, 17, 51]),
    ("canary-alarm", &[17, 46, 73, 78]),
    ("blue-green-hook-fails", &[36]),
    ("container-health-check", &[90]),
];

/// What many runs came to.
#[derive(Default)]
struct Played {
    figures: Figures,
    wrong: Vec<Wrong>,
}

/// A run that breaks a rule.
struct Wrong {
    scenario: &'static str,
    seed: u64,
    what: String,
}

/// Plays seeds of every scenario, as many at once as the machine has processors.
fn play(seeds: u64) -> Played {
    let all = scenarios::all();
    let next = AtomicUsize::new(0);
    let played = Mutex::new(Played::default());
    let workers = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(|| {
                while let Some(scenario) = all.get(next.fetch_add(1, Relaxed)) {
                    let pinned = FOUND_ONCE.iter().filter(|(of, _)| scenario.name == *of);
                    let pinned = pinned.flat_map(|(_, pinned)| *pinned).copied();
                    for seed in (1..=seeds).chain(pinned.filter(|seed| *seed > seeds)) {
                        play_one(scenario, seed, &played);
                    }
                }
            });
        }
    });
    played.into_inner().unwrap()
}

fn play_one(scenario: &'static Scenario, seed: u64, played: &Mutex<Played>) {
    let setting = Setting::new(&scenario.name, seed);
    let run = Run::of(&setting, false);
    let wrongs = oracle::wrongs(&setting, &run);
    let mut played = played.lock().unwrap();
    played.figures.take(&setting, &run);
    if !wrongs.is_empty() {
        let what = format!("{} ({})", wrongs.join("; "), run.verdict_name());
        eprintln!("wrong: {setting:?}: {what}");
        let scenario = scenario.name.as_str();
        played.wrong.push(Wrong {
            scenario,
            seed,
            what,
        });
    }
}

/// Everything about one run.
fn story(scenario: &str, seed: u64) -> String {
    let setting = Setting::new(scenario, seed);
    let run = Run::of(&setting, true);
    let mut story = format!("{setting}\n");
    for line in &run.trace.lines {
        writeln!(story, "{line}").unwrap();
    }
    let (finished, truth) = (run.finished - run.began, &run.truth);
    writeln!(story, "what is there after {finished} ms:\n{truth}").unwrap();
    for write in &run.writes {
        let (operation, ended) = (&write.operation, &write.ended);
        writeln!(story, "  {operation}: {ended:?}").unwrap();
    }
    writeln!(story, "wrong: {:?}", oracle::wrongs(&setting, &run)).unwrap();
    let again = "cargo test --test foghorn -- matrix --nocapture";
    writeln!(story, "again: FOGHORN_REPLAY={scenario}:{seed} {again}").unwrap();
    story
}

/// Plays what the environment asks for, or so many seeds, and returns the figures.
///
/// # Panics
/// When a verdict is wrong, with the whole story of the first one.
fn matrix(seeds: u64) -> String {
    if let Ok(one) = std::env::var("FOGHORN_REPLAY") {
        let (scenario, seed) = one.split_once(':').expect("FOGHORN_REPLAY=SCENARIO:SEED");
        return story(scenario, seed.parse().expect("a seed is a number"));
    }
    let wanted = std::env::var("FOGHORN_SEEDS").ok();
    let seeds = wanted.map_or(seeds, |number| {
        number.parse().expect("FOGHORN_SEEDS=NUMBER")
    });
    let Played { figures, wrong } = play(seeds);
    if let Some(first) = wrong.first() {
        let mut list = String::new();
        for one in &wrong {
            writeln!(list, "{}:{}: {}", one.scenario, one.seed, one.what).unwrap();
        }
        let story = story(first.scenario, first.seed);
        panic!(
            "{} wrong:\n{list}\nthe first of them:\n{story}",
            wrong.len()
        );
    }
    let scenarios = scenarios::all().len();
    format!(
        "{scenarios} scenarios × {seeds} seeds: every verdict right, every cause named\n{figures}"
    )
}

#[test]
fn no_verdict_is_wrong() {
    eprintln!("{}", matrix(3));
}

/// Plays two runs at once for so many seeds.
///
/// # Panics
/// When both are green, or none is although nothing disturbs them.
fn pairs(seeds: u64) -> String {
    let wrong: Vec<String> = (1..=seeds)
        .filter_map(|seed| {
            let wrongs = pair::wrongs(seed);
            (!wrongs.is_empty()).then(|| format!("seed {seed}: {}", wrongs.join("; ")))
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    format!("two runs at once × {seeds} seeds: never both green")
}

#[test]
fn of_two_runs_at_once_one_wins() {
    eprintln!("{}", pairs(20));
}

#[allow(
    dead_code,
    reason = "the bench's own; the integration tests have theirs above"
)]
fn main() {
    eprintln!("{}", matrix(200));
    eprintln!("{}", pairs(200));
}
