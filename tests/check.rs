//! `foghorn check`: everything that is wrong is found at once, what is not a mistake is none, and
//! nothing is changed.

mod before_deploying;
mod found;
mod no_mistake;
mod one_thing;
mod online;
mod permitted;
mod plain_text;
mod scan;
mod stored;

use crate::harness::{Example, Run, Scene, Setting};

/// One service in two stages, and this file beside it.
fn scene(file: &str, text: impl Into<String>) -> Scene {
    Setting::new(Example::PRODUCT_API).file(file, text).start()
}

/// Runs `foghorn check --offline`, which asks nobody.
fn offline(scene: &Scene, arguments: &[&str]) -> Run {
    let before = scene.simulator.calls().len();
    let words = [&["check", "--offline"], arguments].concat();
    let run = scene.foghorn(&words).without("AWS_ACCESS_KEY_ID").run();
    assert_eq!(scene.simulator.calls().len(), before, "AWS was asked");
    run
}

/// Looks at one file by itself, without a configuration.
fn alone(file: &str, text: &str) -> Run {
    let scene = scene(file, text);
    std::fs::remove_file(scene.directory().join("foghorn.yml")).unwrap();
    offline(&scene, &["--task-definition", file])
}
