//! Findings of ECR's image scan stop a deployment to a stage that says so, and are looked at nowhere
//! else.

use super::online::check;
use crate::harness::{Example, Scene, Setting};
use foghorn_sim::world::{ImageDetail, ImageScan, ImageStatus};
use serde_json::{Value, json};

/// The example, whose `dev` stops at findings that are HIGH or worse.
fn configuration() -> String {
    let text = Example::PRODUCT_API.read("foghorn.yml");
    text.replace("    cluster: dev\n", "    cluster: dev\n    scan: high\n")
}

/// A scene in which the image `first` was scanned, or not.
fn setting(scan: Option<(&str, Value)>) -> Setting {
    let scan = scan.map(|(status, findings)| ImageScan {
        status: status.to_owned(),
        findings: serde_json::from_value(findings).unwrap(),
    });
    let detail = ImageDetail {
        account: "111111111111".to_owned(),
        region: "eu-west-1".to_owned(),
        repository: "product-api".to_owned(),
        tag: "first".to_owned(),
        size: None,
        status: ImageStatus::Active,
        scan,
    };
    Setting::new(Example::PRODUCT_API)
        .file("foghorn.yml", configuration())
        .world(|world| world.image_details.push(detail))
}

fn bad() -> Scene {
    setting(Some((
        "COMPLETE",
        json!({ "CRITICAL": 1, "HIGH": 3, "LOW": 9 }),
    )))
    .start()
}

#[test]
fn findings_are_a_problem() {
    let scene = bad();
    let run = check(&scene, &["--stage", "dev"]);
    insta::assert_snapshot!(run);
    assert_eq!(run.code, Some(3));
    // `prod` has no gate, and nobody asks for it.
    let before = scene.calls("DescribeImageScanFindings");
    let run = check(&scene, &["--stage", "prod"]);
    assert_eq!(run.code, Some(0), "{run}");
    assert_eq!(scene.calls("DescribeImageScanFindings"), before);
}

#[test]
fn a_deployment_stops_before_anything_is_touched() {
    let scene = bad();
    let image = scene.image("first");
    let deploy = ["deploy", "--stage", "dev", "--image", &image];
    let run = scene.timed(&deploy).run();
    assert_eq!(run.code, Some(3), "{run}");
    assert!(run.stderr.contains(" found 1 CRITICAL, 3 HIGH"), "{run}");
    for operation in ["RegisterTaskDefinition", "UpdateService"] {
        assert_eq!(scene.calls(operation), 0, "{operation}");
    }
}

/// Nothing is bad enough in the first two. What is not known stops nothing, and is said.
#[test]
fn what_is_no_problem() {
    let few = json!({ "MEDIUM": 4 });
    for (scan, said) in [
        (
            Some(("COMPLETE", few.clone())),
            "ok, found nothing of severity HIGH or worse",
        ),
        (
            Some(("ACTIVE", few.clone())),
            "ok, found nothing of severity HIGH or worse",
        ),
        (Some(("PENDING", json!({}))), " is not done: PENDING"),
        (
            Some(("UNSUPPORTED_IMAGE", json!({}))),
            " has no findings: UNSUPPORTED_IMAGE",
        ),
        (None, "ECR has no scan of the image 1111"),
    ] {
        let run = check(&setting(scan).start(), &["--stage", "dev"]);
        assert!(run.stdout.contains(said), "{said}: {run}");
        assert_eq!(run.code, Some(0), "{said}: {run}");
    }
}

#[test]
fn a_scan_under_way_is_told_with_the_command() {
    let scene = setting(Some(("IN_PROGRESS", json!({})))).start();
    let run = check(&scene, &["--stage", "dev"]);
    insta::assert_snapshot!(run);
    assert_eq!(run.code, Some(0));
}

/// The policies have the permission where there is such a gate, and say what happens without it.
#[test]
fn the_permission() {
    let action = "ecr:DescribeImageScanFindings";
    let scene = bad();
    for (stage, expected) in [("dev", true), ("prod", false)] {
        let policy = ["policy", "--stage", stage, "--document", "check"];
        let run = scene.foghorn(&policy).run();
        assert_eq!(run.code, Some(0), "{run}");
        assert_eq!(run.stdout.contains(action), expected, "{stage}: {run}");
    }
    let denied = setting(None).denied(action).start();
    let run = check(&denied, &["--stage", "dev"]);
    let said = format!("allow the deploying identity: {action}.");
    assert!(run.stdout.contains(&said), "{run}");
    assert_eq!(run.code, Some(0), "{run}");
}
