//! Dependencies point inward: report → deploy ← aws, the binary → all, sim, image and github → none of ours.

use serde_json::Value;
use std::process::Command;

/// Crates of ours with those of ours that they may depend on.
const OURS: [(&str, &[&str]); 7] = [
    (
        "foghorn",
        &[
            "foghorn-deploy",
            "foghorn-aws",
            "foghorn-github",
            "foghorn-image",
            "foghorn-report",
            "foghorn-sim",
        ],
    ),
    ("foghorn-deploy", &[]),
    ("foghorn-aws", &["foghorn-deploy"]),
    ("foghorn-report", &["foghorn-deploy"]),
    ("foghorn-github", &[]),
    ("foghorn-image", &[]),
    ("foghorn-sim", &[]),
];

/// What would let the pure crate read a clock, wait, or speak to anybody.
const IMPURE: [&str; 6] = ["tokio", "hyper", "reqwest", "axum", "clap", "anstream"];

fn packages() -> Vec<Value> {
    let metadata = Command::new(env!("CARGO"))
        .args([
            "metadata",
            "--format-version",
            "1",
            "--no-deps",
            "--offline",
        ])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    assert!(metadata.status.success());
    let mut metadata: Value = serde_json::from_slice(&metadata.stdout).unwrap();
    serde_json::from_value(metadata["packages"].take()).unwrap()
}

/// Returns the names of what a package depends on, tests included or not.
fn dependencies(package: &Value, tests: bool) -> Vec<&str> {
    let all = package["dependencies"].as_array().unwrap();
    all.iter()
        .filter(|dependency| tests || dependency["kind"] != "dev")
        .map(|dependency| dependency["name"].as_str().unwrap())
        .collect()
}

#[test]
fn dependencies_point_inward() {
    let packages = packages();
    assert_eq!(
        packages.len(),
        OURS.len(),
        "a crate is missing in this test"
    );
    for package in &packages {
        let name = package["name"].as_str().unwrap();
        let (_, allowed) = OURS.iter().find(|(ours, _)| *ours == name).expect(name);
        for dependency in dependencies(package, true) {
            let ours = dependency.starts_with("foghorn");
            assert!(
                !ours || allowed.contains(&dependency),
                "{name} → {dependency}"
            );
        }
    }
}

#[test]
fn only_one_crate_knows_the_sdk() {
    for package in &packages() {
        let name = package["name"].as_str().unwrap();
        for dependency in dependencies(package, true) {
            let sdk = ["aws-", "aws_"]
                .iter()
                .any(|prefix| dependency.starts_with(prefix));
            assert!(!sdk || name == "foghorn-aws", "{name} → {dependency}");
        }
    }
}

#[test]
fn the_pure_crate_depends_on_nothing_that_acts() {
    let packages = packages();
    let deploy = packages
        .iter()
        .find(|package| package["name"] == "foghorn-deploy");
    for dependency in dependencies(deploy.unwrap(), false) {
        assert!(
            !IMPURE.contains(&dependency),
            "foghorn-deploy → {dependency}"
        );
    }
}
