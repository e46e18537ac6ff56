//! `foghorn watch`: a deployment in flight is followed to its end by a run that did not start it,
//! and that changes nothing.

use super::one_service;
use crate::harness::{Run, Scene, Setting};

/// Has somebody else deploy a new revision to `dev`, as with the AWS CLI, and watches.
fn watched(setting: Setting) -> (Scene, Run) {
    let scene = setting.at("dev").start();
    scene.register("dev", "product-api");
    scene.lead("dev", "product-api", "product-api");
    let before = scene.simulator.calls().len();
    let run = watch(&scene, &["--stage", "dev"]);
    scene.only_reads_after(before);
    (scene, run)
}

fn watch(scene: &Scene, arguments: &[&str]) -> Run {
    scene.timed(&[&["watch"], arguments].concat()).run()
}

#[test]
fn somebody_elses_deployment_is_followed_until_it_is_healthy() {
    let (_, run) = watched(one_service());
    insta::assert_snapshot!(run);
    assert_eq!(run.code, Some(0));
}

#[test]
fn a_failing_one_is_explained_and_left_to_ecs() {
    let (scene, run) = watched(one_service().scenario("fargate-illusion"));
    insta::assert_snapshot!(run);
    assert_eq!(run.code, Some(10));
    assert_eq!(scene.revision("dev", "product-api"), "product-api:7");
}

#[test]
fn nothing_is_in_flight() {
    let scene = one_service().start();
    let run = watch(&scene, &[]);
    insta::assert_snapshot!(run);
    assert_eq!(run.code, Some(0));
}

#[test]
fn a_service_that_no_stage_has() {
    let scene = one_service().start();
    let run = watch(&scene, &["--service", "product-apu"]);
    insta::assert_snapshot!(run);
    assert_eq!(run.code, Some(2));
}
