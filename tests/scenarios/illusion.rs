//! The Fargate Illusion: the execution role may not read a parameter. Revision 8 never rolls out,
//! revision 7 keeps serving, and nothing looks wrong from outside.

use super::play;
use crate::harness::Scene;

/// Revision 7 serves with both tasks; none of revision 8 ever ran.
fn assert_seven_serves(scene: &Scene) {
    let service = scene.service("dev", "product-api");
    let deployments = service["deployments"].as_array().unwrap();
    let running: Vec<(&str, i64)> = deployments
        .iter()
        .map(|deployment| {
            let arn = deployment["taskDefinition"].as_str().unwrap();
            let (_, revision) = arn.rsplit_once(':').unwrap();
            (revision, deployment["runningCount"].as_i64().unwrap())
        })
        .filter(|(_, running)| *running > 0)
        .collect();
    assert_eq!(running, [("7", 2)]);
}

#[test]
fn circuit_breaker_on() {
    let (scene, run) = play("fargate-illusion");
    insta::assert_snapshot!(run);
    assert_eq!(run.code, Some(10));
    assert_seven_serves(&scene);
    assert_eq!(scene.revision("dev", "product-api"), "product-api:7");
    assert_eq!(scene.calls("UpdateService"), 1);
}

#[test]
fn circuit_breaker_off() {
    let (scene, run) = play("fargate-illusion-no-breaker");
    insta::assert_snapshot!(run);
    assert_eq!(run.code, Some(11));
    assert_seven_serves(&scene);
    assert_eq!(scene.revision("dev", "product-api"), "product-api:8");
    assert_eq!(scene.calls("UpdateService"), 1);
}

#[test]
fn circuit_breaker_on_without_rollback() {
    let (scene, run) = play("fargate-illusion-no-rollback");
    insta::assert_snapshot!(run);
    assert_eq!(run.code, Some(11));
    assert_seven_serves(&scene);
    assert_eq!(scene.revision("dev", "product-api"), "product-api:8");
}
