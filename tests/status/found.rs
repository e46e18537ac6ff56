//! What was found: what runs, what is in flight, how the last deployment ended.

use super::{scene, status};
use crate::harness::{Example, Run, Scene, Setting};
use serde_json::json;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

#[test]
fn deployed_by_foghorn() {
    let scene = scene();
    let commit = commit(scene.directory());
    assert_eq!(scene.deploy(&[]).code, Some(0));
    let mut run = status(&scene, &[]);
    run.stdout = run.stdout.replace(&commit[..12], "[the commit]");
    insta::assert_snapshot!(run);
    assert_eq!(run.code, Some(0));
}

/// Makes a commit of what is in a directory.
fn commit(directory: &Path) -> String {
    let git = |words: &[&str]| {
        let mut git = Command::new("git");
        git.args([
            "-c",
            "user.name=foghorn",
            "-c",
            "user.email=foghorn@example.com",
        ]);
        let output = git.args(words).current_dir(directory).output().unwrap();
        assert!(output.status.success(), "git {words:?}");
        String::from_utf8(output.stdout).unwrap()
    };
    git(&["init", "--quiet"]);
    git(&["add", "--all"]);
    git(&["commit", "--quiet", "--message=Example"]);
    git(&["rev-parse", "HEAD"])
}

#[test]
fn never_deployed_by_foghorn() {
    let scene = Setting::new(Example::TWO_SERVICES).start();
    let run = status(&scene, &["--stage", "dev"]);
    insta::assert_snapshot!(run);
    assert_eq!(run.code, Some(0));
}

#[test]
fn in_flight() {
    // In real time, so that nothing happens while the status is read.
    let scene = Setting::new(Example::PRODUCT_API).scale(1).start();
    let deploy = scene
        .deployment(&["--stage", "dev"])
        .env("GITHUB_ACTIONS", "true")
        .env("GITHUB_SERVER_URL", "https://github.com")
        .env("GITHUB_REPOSITORY", "example/product-api")
        .env("GITHUB_RUN_ID", "42");
    let mut deploy = deploy.start();
    deploy.wait_for("deployment of product-api:8 started");
    let run = until(&scene, Duration::ZERO, "0 of 2 running, 2 starting");
    insta::assert_snapshot!(run);
    assert_eq!(run.code, Some(0));
}

#[test]
fn a_hook_that_waits_for_an_answer() {
    let setting = Setting::new(Example::PRODUCT_API).scenario("blue-green-hook-waits");
    let scene = setting.at("dev").start();
    let again = json!({
        "cluster": "dev",
        "service": "product-api",
        "forceNewDeployment": true,
    });
    scene.ecs("dev", "UpdateService", &again);
    let run = until(&scene, Duration::from_secs(5), "waits for an answer");
    insta::assert_snapshot!(run);
    assert_eq!(run.code, Some(0));
}

/// Asks for the status of `dev`, every so often in AWS's time, until it says something.
fn until(scene: &Scene, every: Duration, said: &str) -> Run {
    let mut last = None;
    for _ in 0..100 {
        scene.simulator.pass(every);
        let run = status(scene, &["--stage", "dev"]);
        if run.stdout.contains(said) {
            return run;
        }
        last = Some(run);
    }
    panic!("`{said}` was never said:\n{}", last.unwrap());
}

#[test]
fn rolled_back() {
    let scene = Setting::new(Example::PRODUCT_API)
        .scenario("rolled-back-by-ecs")
        .at("dev")
        .configure("cluster: dev", "cluster: dev\n    on-failure: keep-waiting")
        .start();
    assert_eq!(scene.deploy(&["--stage", "dev"]).code, Some(10));
    let run = status(&scene, &["--stage", "dev"]);
    insta::assert_snapshot!(run);
    assert_eq!(run.code, Some(0), "a failed deployment is information");
}

#[test]
fn as_json() {
    let scene = scene();
    assert_eq!(scene.deploy(&["--stage", "dev"]).code, Some(0));
    let run = status(&scene, &["--output", "json"]);
    let found: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    let service = &found["stages"][0]["services"][0];
    let (_, digest) = scene.image("first").split_once('@').map(own).unwrap();
    assert_eq!(service["images"][0]["digest"], digest);
    assert_eq!(run.code, Some(0));
    insta::assert_snapshot!(without_times(&run.to_string()));
}

fn own((name, digest): (&str, &str)) -> (String, String) {
    (name.to_owned(), digest.to_owned())
}

fn without_times(text: &str) -> String {
    let time = regex_lite::Regex::new(r"\b\d{13}\b").unwrap();
    time.replace_all(text, "[time]").into_owned()
}
