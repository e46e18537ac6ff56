//! Deployments, well and ill, with every kind of report.

use super::planted::{configuration, kept, setting, variables};
use crate::harness::{Run, Scene};
use std::path::PathBuf;

/// Deploys to `dev` with every report there is, as a step of a CI.
fn deploy(scene: &Scene, ci: &[(&str, &str)]) -> (Run, PathBuf) {
    let events = scene.directory().join("events.jsonl");
    let mut run = variables(scene.deployment(&["--stage", "dev", "--output", "json"]))
        .args(&["--events", events.to_str().unwrap()]);
    for (name, value) in ci {
        run = run.env(name, *value);
    }
    (run.run(), events)
}

/// The second deployment has a plan that shows how the two differ.
#[test]
fn healthy_and_then_changed() {
    let scene = setting().start();
    let (run, events) = deploy(&scene, &[]);
    assert_eq!(run.code, Some(0), "{run}");
    kept(&run, &[&events]);

    scene.write("foghorn.yml", &configuration("second"));
    let (run, events) = deploy(&scene, &[]);
    assert_eq!(run.code, Some(0), "{run}");
    assert!(
        run.stderr.contains("ROUND"),
        "the plan shows what changes: {run}"
    );
    kept(&run, &[&events]);
}

#[test]
fn failing() {
    let scene = setting().scenario("exit-at-start").at("dev").start();
    let (run, events) = deploy(&scene, &[]);
    assert_eq!(run.code, Some(10), "{run}");
    kept(&run, &[&events]);

    let live = ["--stage", "dev", "--live", "always", "--color", "always"];
    let run = variables(scene.deployment(&live)).run();
    assert_eq!(run.code, Some(10), "{run}");
    kept(&run, &[]);
}

#[test]
fn status_of_what_has_drifted() {
    let scene = setting().start();
    assert_eq!(deploy(&scene, &[]).0.code, Some(0));
    scene.write("foghorn.yml", &configuration("second"));
    for output in ["text", "json"] {
        let status = scene.foghorn(&["status", "--stage", "dev", "--output", output]);
        let run = variables(status).run();
        assert_eq!(run.code, Some(0), "{run}");
        assert!(run.stdout.contains("ROUND"), "a drift is shown: {run}");
        kept(&run, &[]);
    }
}

#[test]
fn plan_of_what_changes() {
    let scene = setting().start();
    assert_eq!(deploy(&scene, &[]).0.code, Some(0));
    scene.write("foghorn.yml", &configuration("second"));
    let image = scene.image("first");
    for output in ["text", "json"] {
        let plan = ["plan", "--image", &image, "--output", output];
        let run = variables(scene.foghorn(&plan)).run();
        assert_eq!(run.code, Some(0), "{run}");
        assert!(run.stdout.contains("ROUND"), "a change is shown: {run}");
        kept(&run, &[]);
    }
}

#[test]
fn check_of_everything() {
    let scene = setting().start();
    let image = scene.image("first");
    for output in ["text", "json"] {
        let check = ["check", "--image", &image, "--output", output];
        let run = variables(scene.foghorn(&check)).run();
        assert!(run.stdout.contains("SecureString"), "{run}");
        kept(&run, &[]);
    }
}

#[test]
fn refused_by_aws() {
    let scene = setting().denied("ecs:RegisterTaskDefinition").start();
    let (run, events) = deploy(&scene, &[]);
    assert_eq!(run.code, Some(4), "{run}");
    kept(&run, &[&events]);
}

#[test]
fn in_github_actions() {
    let scene = setting().start();
    let (output, summary) = (
        scene.directory().join("output"),
        scene.directory().join("summary"),
    );
    std::fs::write(&summary, "before\n").unwrap();
    let ci = [
        ("GITHUB_ACTIONS", "true"),
        ("GITHUB_OUTPUT", output.to_str().unwrap()),
        ("GITHUB_STEP_SUMMARY", summary.to_str().unwrap()),
    ];
    let (run, events) = deploy(&scene, &ci);
    assert_eq!(run.code, Some(0), "{run}");
    kept(&run, &[&events, &output, &summary]);
}

#[test]
fn in_gitlab_ci() {
    let scene = setting().start();
    let (run, events) = deploy(&scene, &[("GITLAB_CI", "true"), ("CI_JOB_ID", "1")]);
    assert_eq!(run.code, Some(0), "{run}");
    kept(&run, &[&events, &scene.directory().join("foghorn.env")]);
}
