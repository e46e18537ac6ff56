//! `foghorn rollback`: back to what was deployed successfully before, and not further by being run
//! again; nothing is ever deregistered.

use crate::harness::{Example, Run, Scene, Setting};
use serde_json::json;
use std::time::Duration;

/// Rolls `dev` back.
fn back(scene: &Scene, arguments: &[&str]) -> Run {
    scene
        .timed(&[&["rollback", "--stage", "dev"], arguments].concat())
        .run()
}

/// A scene in which `dev` runs the eighth revision, healthily.
fn deployed() -> Scene {
    deployed_in(Setting::new(Example::PRODUCT_API))
}

fn deployed_in(setting: Setting) -> Scene {
    let scene = setting.start();
    let run = scene.deploy(&["--stage", "dev"]);
    assert_eq!(run.code, Some(0), "{run}");
    assert_eq!(scene.revision("dev", "product-api"), "product-api:8");
    scene
}

fn deregister(scene: &Scene, revision: &str) {
    let revision = json!({ "taskDefinition": revision });
    scene.ecs("dev", "DeregisterTaskDefinition", &revision);
}

#[test]
fn to_what_was_successful_before_and_not_further_the_second_time() {
    let scene = deployed();
    // Registered in between, but never deployed.
    scene.register("dev", "product-api");
    let run = back(&scene, &[]);
    assert_eq!(run.code, Some(0), "{run}");
    assert_eq!(scene.revision("dev", "product-api"), "product-api:7");
    insta::assert_snapshot!("back", run);

    let record = scene.parameter("dev", "/foghorn/dev/product-api").unwrap();
    assert!(record.reveal().contains("product-api:7"));

    let updates = scene.calls("UpdateService");
    let again = back(&scene, &[]);
    assert_eq!(again.code, Some(0), "{again}");
    assert_eq!(scene.revision("dev", "product-api"), "product-api:7");
    assert_eq!(scene.calls("UpdateService"), updates, "{again}");
    assert_eq!(scene.calls("DeregisterTaskDefinition"), 0);
    insta::assert_snapshot!("again", again);
}

#[test]
fn to_a_revision_that_is_named() {
    let arn = "arn:aws:ecs:eu-west-1:111111111111:task-definition/product-api:5";
    for named in ["5", "product-api:5", arn] {
        let scene = Setting::new(Example::PRODUCT_API).start();
        let run = back(&scene, &["--to", named]);
        assert_eq!(run.code, Some(0), "{named}: {run}");
        assert_eq!(scene.revision("dev", "product-api"), "product-api:5");
    }
}

/// The bad revision is still on its way: nobody waits for its end.
#[test]
fn from_a_deployment_in_flight() {
    let scene = Setting::new(Example::PRODUCT_API).start();
    scene.register("dev", "product-api");
    scene.lead("dev", "product-api", "product-api:8");
    let run = back(&scene, &[]);
    assert_eq!(run.code, Some(0), "{run}");
    assert_eq!(scene.revision("dev", "product-api"), "product-api:7");
    insta::assert_snapshot!(run);
}

/// ECS is on its way back already: that is followed, not begun anew.
#[test]
fn while_ecs_goes_back() {
    let scene = Setting::new(Example::PRODUCT_API).start();
    scene.register("dev", "product-api");
    scene.lead("dev", "product-api", "product-api:8");
    scene.simulator.pass(Duration::from_secs(40));
    let stop = json!({
        "serviceDeploymentArn": scene.service("dev", "product-api")["currentServiceDeployment"],
        "stopType": "ROLLBACK",
    });
    scene.ecs("dev", "StopServiceDeployment", &stop);
    scene.simulator.pass(Duration::from_secs(5));
    let run = back(&scene, &[]);
    assert_eq!(run.code, Some(0), "{run}");
    assert_eq!(scene.revision("dev", "product-api"), "product-api:7");
    assert_eq!(scene.calls("UpdateService"), 0, "{run}");
    insta::assert_snapshot!(run);
}

/// What is gone back to does not start: judged as any deployment, and the service stays.
#[test]
fn to_a_revision_that_cannot_start() {
    let scene = Setting::new(Example::PRODUCT_API)
        .scenario("fargate-illusion")
        .at("dev")
        .start();
    assert_eq!(scene.deploy(&["--stage", "dev"]).code, Some(10));
    let run = back(&scene, &["--to", "8"]);
    assert_eq!(run.code, Some(10), "{run}");
    assert_eq!(scene.revision("dev", "product-api"), "product-api:7");
}

#[test]
fn to_a_revision_that_was_deregistered() {
    let scene = deployed();
    deregister(&scene, "product-api:7");
    let run = back(&scene, &[]);
    assert_eq!(run.code, Some(3), "{run}");
    assert_eq!(scene.revision("dev", "product-api"), "product-api:8");
    insta::assert_snapshot!(run);

    let named = back(&scene, &["--to", "6"]);
    assert_eq!(named.code, Some(0), "{named}");
    assert_eq!(scene.revision("dev", "product-api"), "product-api:6");
}

#[test]
fn with_nothing_to_go_back_to() {
    let scene = Setting::new(Example::PRODUCT_API).start();
    let run = back(&scene, &[]);
    assert_eq!(run.code, Some(3), "{run}");
    assert_eq!(scene.calls("UpdateService"), 0);
    insta::assert_snapshot!(run);
}

/// Nothing is changed where it is not clear what is meant.
#[test]
fn what_is_meant_must_be_clear() {
    let one = || Setting::new(Example::PRODUCT_API).start();
    let two = || Setting::new(Example::TWO_SERVICES).start();
    let table: [(Scene, &[&str], i32, &str); 5] = [
        (one(), &["rollback"], 2, "--stage"),
        (one(), &["rollback", "--stage", "test"], 2, "no stage"),
        (
            one(),
            &["rollback", "--stage", "dev", "--service", "api"],
            2,
            "product-api",
        ),
        (
            two(),
            &["rollback", "--stage", "dev", "--to", "5"],
            2,
            "--service",
        ),
        (
            one(),
            &["rollback", "--stage", "dev", "--to", "99"],
            3,
            "--service product-api --to product-api:6",
        ),
    ];
    for (scene, arguments, code, said) in table {
        let run = scene.timed(arguments).run();
        assert_eq!(run.code, Some(code), "{arguments:?}: {run}");
        assert!(run.stderr.contains(said), "{arguments:?}: {run}");
        assert_eq!(scene.calls("UpdateService"), 0, "{arguments:?}");
    }
}
