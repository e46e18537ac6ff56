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

/// What ECR says of the scan of the image `first`, or of one that it lists.
fn detail(platform: Option<&str>, scan: Option<(&str, Value)>) -> ImageDetail {
    let scan = scan.map(|(status, findings)| ImageScan {
        status: status.to_owned(),
        findings: serde_json::from_value(findings).unwrap(),
    });
    ImageDetail {
        account: "111111111111".to_owned(),
        region: "eu-west-1".to_owned(),
        repository: "product-api".to_owned(),
        tag: "first".to_owned(),
        platform: platform.map(str::to_owned),
        size: None,
        status: ImageStatus::Active,
        scan,
    }
}

/// A scene in which the image `first` was scanned, or not.
fn setting(scan: Option<(&str, Value)>) -> Setting {
    let detail = detail(None, scan);
    Setting::new(Example::PRODUCT_API)
        .file("foghorn.yml", configuration())
        .world(|world| world.image_details.push(detail))
}

/// A scene in which `first` is an index for both processors, and these images of it were scanned.
/// Tasks run on `linux/amd64`.
fn index(scans: &[(&str, &str, Value)]) -> Scene {
    let details = scans.iter().map(|(platform, status, findings)| {
        detail(Some(platform), Some((status, findings.clone())))
    });
    // Whatever the world says of the index itself: ECR scans none.
    let all = details.chain([detail(None, Some(("COMPLETE", json!({ "CRITICAL": 9 }))))]);
    Setting::new(Example::PRODUCT_API)
        .file("foghorn.yml", configuration())
        .index(&["linux/arm64", "linux/amd64"])
        .world(|world| world.image_details.extend(all))
        .start()
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

#[test]
fn of_an_index_the_image_that_runs_counts() {
    let high = || json!({ "HIGH": 2 });
    let run = check(
        &index(&[("linux/amd64", "COMPLETE", high())]),
        &["--stage", "dev"],
    );
    insta::assert_snapshot!(run);
    assert_eq!(run.code, Some(3));
    for (scans, said) in [
        (
            vec![
                ("linux/arm64", "COMPLETE", high()),
                ("linux/amd64", "COMPLETE", json!({ "LOW": 1 })),
            ],
            "ok, found nothing of severity HIGH or worse for linux/amd64",
        ),
        (
            vec![
                ("linux/arm64", "COMPLETE", high()),
                ("linux/amd64", "PENDING", json!({})),
            ],
            " for linux/amd64 is not done: PENDING",
        ),
        (vec![], "ECR has no scan of the image 1111"),
    ] {
        let scene = index(&scans);
        let run = check(&scene, &["--stage", "dev"]);
        assert!(run.stdout.contains(said), "{said}: {run}");
        assert_eq!(run.code, Some(0), "{said}: {run}");
        assert_eq!(scene.calls("DescribeImageScanFindings"), 1);
    }
}

#[test]
fn of_an_index_the_image_for_the_other_processor_counts_on_it() {
    let definition = Example::PRODUCT_API.read("ecs/task-definition.json");
    let arm = definition.replace("X86_64", "ARM64");
    assert_ne!(arm, definition);
    let details = [detail(
        Some("linux/arm64"),
        Some(("ACTIVE", json!({ "CRITICAL": 1 }))),
    )];
    let scene = Setting::new(Example::PRODUCT_API)
        .file("foghorn.yml", configuration())
        .file("ecs/task-definition.json", arm)
        .index(&["linux/amd64", "linux/arm64"])
        .world(|world| world.image_details.extend(details))
        .start();
    let run = check(&scene, &["--stage", "dev"]);
    assert!(
        run.stdout.contains(" for linux/arm64 found 1 CRITICAL"),
        "{run}"
    );
    assert_eq!(run.code, Some(3), "{run}");
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
    for action in [action, "ecr:BatchGetImage"] {
        let denied = setting(None).denied(action).start();
        let run = check(&denied, &["--stage", "dev"]);
        let said = format!("allow the deploying identity: {action}.");
        assert!(run.stdout.contains(&said), "{run}");
        assert_eq!(run.code, Some(0), "{run}");
    }
}
