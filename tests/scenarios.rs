//! Stories: a world, what goes wrong in it, and a command line; and then everything the user sees,
//! the exit code, the calls that were made and what the world is like.
//!
//! A story is mostly waiting, so those of a group are played at the same time.

mod acts_of_others;
mod cancelled;
mod causes;
mod credentials;
mod healthy;
mod illusion;
mod lag;
mod many;
mod on_failure;
mod stages;
mod strategies;
mod together;
mod transient;
mod untouched;
mod watch;
mod wire;

use crate::harness::{Example, Run, Scene, Setting};

/// One service, behind a load balancer.
fn one_service() -> Setting {
    Setting::new(Example::PRODUCT_API)
}

/// Deploys to the `dev` of a setting; what goes wrong goes wrong there.
fn play(setting: Setting) -> (Scene, Run) {
    let scene = setting.at("dev").start();
    let run = scene.deploy(&["--stage", "dev"]);
    (scene, run)
}

/// Plays a scenario of `foghorn-sim` in the `dev` of the example with one service.
fn play_scenario(name: &str) -> (Scene, Run) {
    play(one_service().scenario(name))
}

/// Plays several scenarios at the same time, and returns them in the order of their names.
fn play_scenarios<const N: usize>(names: [&'static str; N]) -> Vec<(&'static str, Scene, Run)> {
    let play = |name: &'static str| {
        let (scene, run) = play_scenario(name);
        (name, scene, run)
    };
    std::thread::scope(|scope| {
        let stories: Vec<_> = names
            .map(|name| scope.spawn(move || play(name)))
            .into_iter()
            .collect();
        let played = |story: std::thread::ScopedJoinHandle<'_, _>| match story.join() {
            Ok(played) => played,
            Err(panic) => std::panic::resume_unwind(panic),
        };
        stories.into_iter().map(played).collect()
    })
}
