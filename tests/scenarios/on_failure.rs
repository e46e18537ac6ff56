//! A deployment that cannot succeed, by the stage's `on-failure`; and ways back that are barred.

use super::one_service;
use crate::harness::{Run, Scene, Setting};

fn doomed(setting: Setting) -> (Scene, Run) {
    let scene = setting
        .scenario("fargate-illusion-no-breaker")
        .at("dev")
        .start();
    let run = scene.deploy(&["--stage", "dev"]);
    (scene, run)
}

#[test]
fn stop_waiting_leaves_it_as_it_is() {
    let (scene, run) = doomed(one_service().default_setting("on-failure: stop-waiting"));
    insta::assert_snapshot!(run);
    assert_eq!(run.code, Some(11));
    assert_eq!(scene.revision("dev", "product-api"), "product-api:8");
    assert_eq!(scene.calls("StopServiceDeployment"), 0);
}

#[test]
fn keep_waiting_waits_until_the_timeout() {
    let setting = one_service().default_setting("{ on-failure: keep-waiting, timeout: 3m }");
    let (_, run) = doomed(setting);
    insta::assert_snapshot!(run);
    assert_eq!(run.code, Some(11));
}

/// The deployment may not be stopped, so the revision before is deployed.
#[test]
fn stopping_is_refused() {
    let (scene, run) = doomed(one_service().denied("ecs:StopServiceDeployment"));
    insta::assert_snapshot!(run);
    assert_eq!(run.code, Some(10));
    assert_eq!(scene.revision("dev", "product-api"), "product-api:7");
    assert_eq!(scene.calls("UpdateService"), 2);
}
