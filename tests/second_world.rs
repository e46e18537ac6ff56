//! A second world: the stories that the simulated AWS tells, told by an AWS that nobody here wrote,
//! PyPI's ministack, with real containers. foghorn must come to the same ends in both.
//!
//! What is compared is what foghorn concludes: exit code, verdict, the revision that runs in the
//! end, how and with what code the tasks stopped, and whether every task that it names as evidence
//! was started by the very deployment that it started. Wording is not compared: ministack's own
//! differs from AWS's. Where its answers differ otherwise, they are corrected on its side, in
//! `aws.py`; nothing in foghorn is loosened for it.
//!
//! What ministack cannot play, and why it is not here: a failing container health check and a
//! failing load balancer (it simulates neither), a refusal by the execution role (it never asks
//! that role), and service deployments (it lists none, so that foghorn here does without them; what
//! this means for a promotion is in `promotion`).

mod configuration;
mod end;
mod ministack;
mod place;
mod promotion;
mod story;

use ministack::Ministack;
use story::{STORIES, Story};

/// All at the same time, since a story is mostly waiting.
#[test]
fn every_story_ends_the_same_way() {
    let Some(ministack) = Ministack::start() else {
        return;
    };
    let ministack = &ministack;
    let differ: Vec<String> = std::thread::scope(|scope| {
        let played = STORIES.each_ref().map(|story: &Story| {
            let there = scope.spawn(move || story.against_ministack(ministack));
            let here = scope.spawn(move || story.against_the_simulator());
            (story, here, there)
        });
        let compared = played.into_iter().filter_map(|(story, here, there)| {
            let ends = [here.join(), there.join()];
            let [Ok((here, at_home)), Ok((there, abroad))] = ends else {
                return Some(format!("{}: see the panic above", story.name));
            };
            let same = here == there && here == story.end();
            (!same).then(|| {
                let name = story.name;
                format!("{name}\nsimulated: {here:?}\nministack: {there:?}\n{at_home}\n{abroad}")
            })
        });
        compared.collect()
    });
    assert!(differ.is_empty(), "{}", differ.join("\n\n"));
}
