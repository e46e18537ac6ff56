//! Secrets that stand in a task definition as plain text: told, never shown, moved by two commands,
//! accepted by name.

use super::{alone, offline, scene};
use crate::harness::{Example, Scene};
use foghorn_sim::world::ANY_ACCOUNT_SECRET;
use serde_json::{Value, json};
use std::path::Path;
use std::process::Command;

const FILE: &str = "ecs/task-definition.json";
const PASSWORD: &str = "hunter2 \"and\" more";

/// Put together here, so that this file does not look like a leak to those who search for one.
fn token() -> String {
    ["ghp_", &"a1B2c3".repeat(6)].concat()
}

/// The example's task definition with two secrets in it.
fn definition() -> String {
    let mut definition: Value = serde_json::from_str(&Example::PRODUCT_API.read(FILE)).unwrap();
    let variables = definition["containerDefinitions"][0]["environment"].as_array_mut();
    variables.unwrap().extend([
        json!({ "name": "DB_PASSWORD", "value": PASSWORD }),
        json!({ "name": "GITHUB", "value": token() }),
    ]);
    serde_json::to_string_pretty(&definition).unwrap()
}

#[test]
fn reported_and_not_shown() {
    let run = alone("shop.json", &definition());
    insta::assert_snapshot!(run);
    assert_eq!(run.code, Some(3));
    assert!(
        !run.stdout.contains("hunter2") && !run.stdout.contains("ghp_"),
        "{run}"
    );
}

#[test]
fn accepted_by_name() {
    let scene = scene(FILE, definition());
    let flags = [
        "--stage",
        "dev",
        "--plain-text",
        "GITHUB",
        "--plain-text",
        "DB_PASSWORD",
    ];
    assert_eq!(offline(&scene, &flags[..2]).code, Some(3));
    let run = offline(&scene, &flags);
    assert!(run.stdout.contains("No problems"), "{run}");
    let text = Example::PRODUCT_API.read("foghorn.yml");
    scene.write("foghorn.yml", &format!("{text}plain-text: [GITHUB]\n"));
    let run = offline(&scene, &["--stage", "dev"]);
    assert!(run.stdout.contains("1 warning (exit code 0)"), "{run}");
    scene.write(
        "foghorn.yml",
        &format!("{text}plain-text: [GITHUB, DB_PASSWORD]\n"),
    );
    let run = offline(&scene, &["--stage", "dev"]);
    assert!(run.stdout.contains("No problems"), "{run}");
}

/// The commands are run as they are shown, by the AWS CLI and jq.
#[test]
fn moved_by_two_commands() {
    let clients = Path::new(env!("CARGO_MANIFEST_DIR")).join(".venv/bin");
    if !clients.join("aws").exists() || Command::new("jq").arg("--version").output().is_err() {
        let missing =
            "the AWS CLI or jq is not there; `bash tests/setup/python.sh` installs the first";
        assert!(std::env::var_os("CI").is_none(), "{missing}");
        eprintln!("skipped: {missing}");
        return;
    }
    let scene = scene(FILE, definition());
    let run = offline(&scene, &["--stage", "dev"]);
    let commands: Vec<&str> = run
        .stdout
        .lines()
        .map(str::trim)
        .filter(|line| line.starts_with("aws ") || line.starts_with("jq "))
        .collect();
    assert_eq!(commands.len(), 4, "{run}");
    for command in commands {
        shell(&scene, &clients, command);
    }
    for (name, value) in [("DB_PASSWORD", PASSWORD), ("GITHUB", &token())] {
        let parameter = scene.parameter("dev", &format!("/product-api/{name}"));
        assert_eq!(parameter.unwrap().reveal(), value);
    }
    let after = offline(&scene, &["--stage", "dev"]);
    assert!(after.stdout.contains("No problems"), "{after}");
    let text = std::fs::read_to_string(scene.directory().join(FILE)).unwrap();
    let after: Value = serde_json::from_str(&text).unwrap();
    let web = &after["containerDefinitions"][0];
    assert_eq!(web["environment"].as_array().unwrap().len(), 1, "{text}");
    let moved = json!({ "name": "GITHUB", "valueFrom": "/product-api/GITHUB" });
    assert_eq!(web["secrets"][2], moved, "{text}");
}

fn shell(scene: &Scene, clients: &Path, command: &str) {
    let path = std::env::var("PATH").unwrap_or_default();
    let output = Command::new("sh")
        .args(["-ec", command])
        .current_dir(scene.directory())
        .env_clear()
        .env("PATH", format!("{}:{path}", clients.display()))
        .env("HOME", scene.directory())
        .env("LC_ALL", "C.UTF-8")
        .env("AWS_ENDPOINT_URL", scene.simulator.endpoint())
        .env("AWS_ACCESS_KEY_ID", "111111111111")
        .env("AWS_SECRET_ACCESS_KEY", ANY_ACCOUNT_SECRET)
        .env("AWS_DEFAULT_REGION", "eu-west-1")
        .env("AWS_EC2_METADATA_DISABLED", "true")
        .output()
        .unwrap();
    let error = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{command}: {error}");
}
