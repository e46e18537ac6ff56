//! What the user gets wrong, or the machine and the account lack: one clear error with the fix and
//! its exit code, before anything was changed.
//!
//! The snapshots are everything the user sees. Read one as a tired person would at night.

mod arguments;
mod builder;
mod configuration;
mod credentials;
mod definition;
mod place;
mod registry;

use crate::harness::{Example, Invocation, Run, Scene, Setting};

/// Runs it, and makes sure that it ended with this code and that nothing was written.
fn refused(scene: &Scene, invocation: Invocation, code: i32) -> Run {
    let run = invocation.run();
    assert_eq!(run.code, Some(code), "{run}");
    assert_eq!(writes(scene), [] as [&str; 0]);
    run
}

/// Plays `foghorn deploy` of a given image with one file replaced, and expects it to be refused.
fn refused_with(file: &str, text: impl Into<String>, code: i32) -> Run {
    let scene = Setting::new(Example::PRODUCT_API).file(file, text).start();
    refused(&scene, scene.deployment(&[]), code)
}

/// Returns the operations so far that change something, whatever came of them.
fn writes(scene: &Scene) -> Vec<String> {
    let reads = ["Assume", "Batch", "Describe", "Get", "List", "Simulate"];
    let calls = scene.simulator.calls();
    let operations = calls.into_iter().map(|call| call.operation);
    operations
        .filter(|operation| !reads.iter().any(|read| operation.starts_with(read)))
        .collect()
}

/// Returns the example's configuration with one text in the place of another.
fn configuration(old: &str, new: &str) -> String {
    replaced("foghorn.yml", old, new)
}

/// Returns the example's task definition with one text in the place of another.
fn definition(old: &str, new: &str) -> String {
    replaced("ecs/task-definition.json", old, new)
}

fn replaced(file: &str, old: &str, new: &str) -> String {
    let text = Example::PRODUCT_API.read(file);
    assert!(text.contains(old), "{file} has no {old}");
    text.replacen(old, new, 1)
}

/// Returns YAML of a dozen lines that is a thousand million values, were it expanded.
fn explosive() -> String {
    let first = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n".to_owned();
    let line = |level: usize| {
        let alias = vec![format!("*a{}", level - 1); 9].join(", ");
        format!("a{level}: &a{level} [{alias}]\n")
    };
    first + &(1..12).map(line).collect::<Vec<_>>().concat()
}
