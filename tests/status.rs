//! `foghorn status`: what runs where is told as it is, what cannot be read is said where it is
//! missing, and nothing is changed.

mod drifted;
mod found;
mod unread;

use crate::harness::{Example, Run, Scene, Setting};
use regex_lite::Regex;

/// One service in two stages, as the example has it.
fn scene() -> Scene {
    Setting::new(Example::PRODUCT_API).start()
}

/// Runs `foghorn status`, which only reads.
fn status(scene: &Scene, arguments: &[&str]) -> Run {
    let before = scene.simulator.calls().len();
    let mut run = scene.foghorn(&[&["status"], arguments].concat()).run();
    scene.only_reads_after(before);
    run.stdout = without_what_differs(&run.stdout);
    run
}

/// How long ago something was, depends on when the test ran; ids mean nothing.
fn without_what_differs(text: &str) -> String {
    let patterns = [
        (r"\d+ (h|min|s)( \d+ (min|s))? ago", "[age] ago"),
        (r"\becs-pause-\w+", "ecs-pause-[id]"),
        (r"(service-deployment/[\w-]+/[\w-]+)/\w+", "$1/[id]"),
    ];
    let replace = |text: String, (pattern, word): (&str, &str)| {
        let pattern = Regex::new(pattern).unwrap();
        pattern.replace_all(&text, word).into_owned()
    };
    patterns.into_iter().fold(text.to_owned(), replace)
}
