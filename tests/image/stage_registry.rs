//! A stage with a registry of its own: its images are copied there before it is deployed.

use crate::harness::{Example, Run, Scene, Setting};
use foghorn_sim::Outcome;
use serde_json::json;

const PROD: &str = "222222222222";
const REGION: &str = "eu-west-1";

/// The example with `copy-images`; prod's repository has another account than the one of dev.
fn setting() -> Setting {
    Setting::new(Example::PRODUCT_API)
        .default_setting("copy-images: true")
        .repository_in("prod")
}

/// The image that the tasks of prod have.
fn runs_in_prod(scene: &Scene) -> String {
    let arn = json!({ "taskDefinition": scene.revision("prod", "product-api") });
    let running = scene.ecs("prod", "DescribeTaskDefinition", &arn);
    let image = &running["taskDefinition"]["containerDefinitions"][0]["image"];
    image.as_str().unwrap().to_owned()
}

/// How often something was sent to prod's registry, or tagged there.
fn sent(scene: &Scene) -> usize {
    let calls = scene.simulator.calls();
    let there = calls
        .iter()
        .filter(|call| call.account == PROD && call.outcome == Outcome::Ok);
    let sends = ["CompleteLayerUpload", "PutImage"];
    there
        .filter(|call| sends.contains(&call.operation.as_str()))
        .count()
}

/// Prod runs the very digest of dev, out of its own registry.
fn assert_promoted(scene: &Scene, run: &Run) {
    assert_eq!(run.code, Some(0), "{run}");
    let first = scene.image("first");
    assert_eq!(runs_in_prod(scene), first.replace("111111111111", PROD));
    let tags = scene.simulator.tags(PROD, REGION, "product-api");
    let digests: Vec<&String> = tags.values().collect();
    let (_, digest) = first.split_once('@').unwrap();
    assert_eq!(digests, [digest], "{run}");
}

#[test]
fn copied_before_prod_and_only_once() {
    let scene = setting().start();
    let run = scene.deploy(&["--events", "events.jsonl"]);
    assert_promoted(&scene, &run);
    insta::assert_snapshot!("first_run", run);
    let kinds = ["image-copy-started", "image-copied"];
    let events = scene.events("events.jsonl").into_iter();
    let copies = events.filter(|event| kinds.contains(&event["event"].as_str().unwrap()));
    let told: Vec<_> = copies
        .map(|event| (event["stage"].clone(), event["event"].clone()))
        .collect();
    assert_eq!(told, kinds.map(|kind| (json!("prod"), json!(kind))));

    let before = sent(&scene);
    let again = scene.deploy(&[]);
    assert_eq!(again.code, Some(0), "{again}");
    assert_eq!(sent(&scene), before, "{again}");
    insta::assert_snapshot!("second_run", again);
}

/// A job for prod alone reads dev's registry with the credentials of dev.
#[test]
fn of_what_dev_proved() {
    let scene = setting().start();
    assert_eq!(scene.deploy(&["--stage", "dev"]).code, Some(0));
    let run = scene.timed(&["deploy", "--stage", "prod"]).run();
    assert_promoted(&scene, &run);
    // The record of prod names its own registry, and a stage after it would take it from there.
    let record = scene
        .simulator
        .parameter(PROD, REGION, "/foghorn/prod/product-api")
        .unwrap();
    assert!(record.reveal().contains(&runs_in_prod(&scene)), "{run}");
}

/// What dev's registry has no more, prod's has still.
#[test]
fn once_copied_the_source_is_not_needed() {
    let scene = setting().start();
    assert_eq!(scene.deploy(&[]).code, Some(0));
    let denial = json!([{
        "who": "deploy", "action": "ecr:BatchGetImage",
        "resource": "arn:aws:ecr:eu-west-1:111111111111:*",
    }]);
    scene
        .simulator
        .set_denied(serde_json::from_value(denial).unwrap());
    let run = scene.timed(&["deploy", "--stage", "prod"]).run();
    assert_promoted(&scene, &run);
}

#[test]
fn repository_that_does_not_exist() {
    let missing = || Setting::new(Example::PRODUCT_API).default_setting("copy-images: true");
    let scene = missing().start();
    let run = scene.deploy(&[]);
    assert_eq!(run.code, Some(5), "{run}");
    // Refused before dev was touched.
    assert_eq!(scene.calls("UpdateService"), 0, "{run}");
    insta::assert_snapshot!(run);

    let text = Example::PRODUCT_API.read("foghorn.yml");
    let create = "repository: product-api\n  create-repository: true";
    let text = text.replace("repository: product-api", create);
    let scene = missing()
        .file(
            "foghorn.yml",
            format!("{text}defaults:\n  copy-images: true\n"),
        )
        .start();
    let run = scene.deploy(&[]);
    assert_promoted(&scene, &run);
    assert_eq!(scene.calls("CreateRepository"), 1);
}

#[test]
fn image_that_may_not_be_read() {
    let scene = setting().start();
    let denial = json!([{
        "who": "deploy", "action": "ecr:GetDownloadUrlForLayer",
        "resource": "arn:aws:ecr:eu-west-1:111111111111:*",
    }]);
    scene
        .simulator
        .set_denied(serde_json::from_value(denial).unwrap());
    let run = scene.deploy(&[]);
    assert_eq!(run.code, Some(5), "{run}");
    assert_eq!(sent(&scene), 0, "{run}");
    insta::assert_snapshot!(run);
}

/// A rehearsal has the registry of every stage, and never asks a real one.
#[test]
fn rehearsed() {
    let scene = setting().start();
    let layout = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/bad_input/layout");
    let run = scene.foghorn(&["rehearse", "--image", layout]).run();
    assert_eq!(run.code, Some(0), "{run}");
    assert!(
        run.stderr
            .contains("  prod              copied image: 222222222222."),
        "{run}"
    );
    let digest = "0".repeat(64);
    for image in ["", "image="] {
        let image = format!("{image}ghcr.io/example/api@sha256:{digest}");
        let run = scene.foghorn(&["rehearse", "--image", &image]).run();
        assert_eq!(run.code, Some(2), "{run}");
        assert!(
            run.stderr
                .contains("copies no image out of a real registry"),
            "{run}"
        );
    }
}
