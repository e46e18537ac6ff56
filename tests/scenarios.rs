//! Stories: a world, what goes wrong in it, and a command line; and then everything the user sees,
//! the exit code, the calls that were made and what the world is like.

mod acts_of_others;
mod cancelled;
mod causes;
mod healthy;
mod illusion;
mod stages;
mod transient;
mod untouched;
mod wire;

use crate::harness::{Example, Run, Scene, Setting};

/// Plays a scenario of `foghorn-sim` in `dev` of the one-service example, and deploys there only.
fn play(scenario: &str) -> (Scene, Run) {
    let setting = Setting::new(Example::PRODUCT_API).scenario(scenario);
    play_in_dev(setting)
}

/// Deploys a setting's `dev` only; what goes wrong goes wrong there.
fn play_in_dev(setting: Setting) -> (Scene, Run) {
    let scene = setting.at("dev").start();
    let run = scene.deploy(&["--stage", "dev"]);
    (scene, run)
}
