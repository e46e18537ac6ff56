//! What a deployment does with the check by itself: before anything is touched.

use super::online::setting;
use crate::harness::{Example, Run, Scene, Setting};
use serde_json::json;

/// Runs `foghorn deploy` of the image `first` with its check.
fn deploy(scene: &Scene, arguments: &[&str]) -> Run {
    let image = scene.image("first");
    let words = [&["deploy", "--image", &image], arguments].concat();
    scene.timed(&words).run()
}

fn writes(scene: &Scene) -> usize {
    ["RegisterTaskDefinition", "UpdateService", "PutParameter"]
        .into_iter()
        .map(|operation| scene.calls(operation))
        .sum()
}

/// The fault is in `prod`, and `dev` is not touched either.
#[test]
fn a_problem_stops_before_anything_is_touched() {
    let scene = Setting::new(Example::PRODUCT_API)
        .scenario("fargate-illusion")
        .start();
    let run = deploy(&scene, &[]);
    insta::assert_snapshot!(run);
    assert_eq!(run.code, Some(3));
    assert_eq!(writes(&scene), 0);
    // It is asked for all the same.
    let run = deploy(&scene, &["--stage", "prod", "--no-check"]);
    assert_eq!(run.code, Some(10), "{run}");
}

#[test]
fn in_github_actions_it_is_an_annotation() {
    let scene = Setting::new(Example::PRODUCT_API)
        .scenario("fargate-illusion")
        .start();
    let image = scene.image("first");
    let run = scene
        .timed(&["deploy", "--image", &image])
        .env("GITHUB_ACTIONS", "true")
        .run();
    let said = "::error title=foghorn::the execution role product-api-execution may not read";
    assert!(run.to_string().contains(said), "{run}");
}

/// What is only likely to be wrong is said in a line, and the deployment goes on.
#[test]
fn a_warning_stops_nothing() {
    let scene = setting(|definition| {
        let web = &mut definition["containerDefinitions"][0];
        web["environment"] = json!([{ "name": "DB_PASSWORD", "value": "hunter2" }]);
    })
    .start();
    let run = deploy(&scene, &["--stage", "dev"]);
    assert_eq!(run.code, Some(0), "{run}");
    let said = "`DB_PASSWORD` is called like a secret";
    assert_eq!(run.stderr.matches(said).count(), 1, "{run}");
    assert!(!run.to_string().contains("hunter2"), "{run}");
}

#[test]
fn what_may_not_be_looked_at_stops_nothing() {
    let scene = Setting::new(Example::PRODUCT_API)
        .denied("iam:GetRole")
        .denied("iam:SimulatePrincipalPolicy")
        .start();
    let run = deploy(&scene, &["--stage", "dev"]);
    assert_eq!(run.code, Some(0), "{run}");
    let said = "not everything could be checked beforehand: iam:GetRole, iam:SimulatePrincipalPolicy is not allowed";
    assert_eq!(run.stderr.matches(said).count(), 1, "{run}");
}

/// Where nothing is to be deployed, nothing is looked up.
#[test]
fn nothing_to_do_is_not_checked() {
    let scene = Setting::new(Example::PRODUCT_API).start();
    assert_eq!(deploy(&scene, &[]).code, Some(0));
    let before = scene.simulator.calls().len();
    let run = deploy(&scene, &[]);
    assert_eq!(run.code, Some(0), "{run}");
    let made = scene.operations_after(before);
    for operation in ["GetRole", "SimulatePrincipalPolicy", "DescribeParameters"] {
        assert!(!made.iter().any(|one| one == operation), "{made:?}");
    }
    // The plans are made once.
    let plans = made.iter().filter(|one| **one == "DescribeTaskDefinition");
    assert_eq!(plans.count(), 2, "{made:?}");
}
