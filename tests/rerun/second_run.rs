//! The same command once more.

use super::{deployments, new_revisions};
use crate::harness::{Example, Scene, Setting};

const DEV: [&str; 2] = ["--stage", "dev"];

/// Gives the execution role the statements that it lacks.
fn fix_the_role(scene: &Scene) {
    scene
        .simulator
        .with_iam(|iam| iam.execution_role("111111111111", "product-api-execution", &[]));
}

#[test]
fn nothing_to_do() {
    let scene = Setting::new(Example::PRODUCT_API).start();
    assert_eq!(scene.deploy(&DEV).code, Some(0));
    let before = scene.simulator.calls().len();
    let run = scene.deploy(&DEV);
    assert_eq!(run.code, Some(0), "{run}");
    let made = scene.operations_after(before);
    assert!(made.len() <= 10, "{made:?}");
    let writes = [
        "RegisterTaskDefinition",
        "UpdateService",
        "PutParameter",
        "PutImage",
    ];
    assert!(
        !made.iter().any(|call| writes.contains(&call.as_str())),
        "{made:?}"
    );
    insta::assert_snapshot!(run);
}

#[test]
fn asked_for_a_fresh_deployment() {
    let scene = Setting::new(Example::PRODUCT_API).start();
    assert_eq!(scene.deploy(&DEV).code, Some(0));
    let run = scene.deploy(&["--stage", "dev", "--force"]);
    assert_eq!(run.code, Some(0), "{run}");
    assert_eq!((new_revisions(&scene), deployments(&scene)), (1, 2));
    insta::assert_snapshot!(run);
}

#[test]
fn killed_while_it_waited_and_the_deployment_is_sound() {
    // Slow enough that the second run comes while the deployment is under way.
    let scene = Setting::new(Example::PRODUCT_API).scale(20).start();
    let mut first = scene.deployment(&DEV).start();
    first.wait_for("started: ecs-svc");
    first.signal("KILL");
    assert_eq!(first.finish().code, None);
    let run = scene.deploy(&DEV);
    assert_eq!(run.code, Some(0), "{run}");
    assert_eq!((new_revisions(&scene), deployments(&scene)), (1, 1));
    insta::assert_snapshot!(run);
}

/// ECS is backing off when the role is fixed, and what stopped before is still shown.
#[test]
fn role_fixed_while_ecs_backs_off() {
    let scene = Setting::new(Example::PRODUCT_API)
        .scenario("fargate-illusion-no-breaker")
        .at("dev")
        .default_setting("on-failure: stop-waiting")
        // Slow enough that ECS does not try again before the second run has looked.
        .scale(20)
        .start();
    let first = scene.deploy(&DEV);
    assert_eq!(first.code, Some(11), "{first}");
    fix_the_role(&scene);
    let run = scene.deploy(&DEV);
    assert_eq!(run.code, Some(0), "{run}");
    assert_eq!((new_revisions(&scene), deployments(&scene)), (1, 2));
    insta::assert_snapshot!(run);
}

#[test]
fn rolled_back_revision_is_not_registered_again() {
    let scene = Setting::new(Example::PRODUCT_API)
        .scenario("fargate-illusion")
        .at("dev")
        .start();
    let first = scene.deploy(&DEV);
    assert_eq!(first.code, Some(10), "{first}");
    fix_the_role(&scene);
    let run = scene.deploy(&DEV);
    assert_eq!(run.code, Some(0), "{run}");
    assert_eq!(new_revisions(&scene), 1);
    assert_eq!(scene.revision("dev", "product-api"), "product-api:8");
    insta::assert_snapshot!(run);
}
