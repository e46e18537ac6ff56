//! `action.yml` and the command line say the same.

use crate::harness::{Example, Setting};
use serde_json::Value;
use std::path::Path;

/// The inputs that are no flags: the verb, and a secret that must not stand on a command line.
const NO_FLAGS: [&str; 2] = ["command", "github_token"];

/// Returns the names of the action's inputs that are flags.
fn inputs() -> Vec<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("action.yml");
    let action: Value = serde_yaml::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let inputs = action["inputs"].as_object().unwrap();
    assert!(NO_FLAGS.iter().all(|name| inputs.contains_key(*name)));
    let names = inputs
        .keys()
        .filter(|name| !NO_FLAGS.contains(&name.as_str()));
    names.cloned().collect()
}

#[test]
fn every_input_is_a_flag() {
    let scene = Setting::new(Example::PRODUCT_API).start();
    let help = ["deploy", "plan"].map(|verb| scene.foghorn(&[verb, "--help"]).run().stdout);
    let flags: Vec<&str> = help
        .iter()
        .flat_map(|text| text.split(|c: char| c.is_whitespace() || c == ','))
        .filter(|word| word.starts_with("--"))
        .collect();
    for input in inputs() {
        let flag = format!("--{}", input.replace('_', "-"));
        assert!(flags.contains(&flag.as_str()), "{flag} is not in {flags:?}");
    }
}

/// An input that the binary does not read would be ignored in silence.
#[test]
fn every_input_is_read() {
    let scene = Setting::new(Example::PRODUCT_API).start();
    let no_digest = "registry.example/product-api:latest";
    // What an input is set to, and what only a run that has read it says.
    let table = [
        ("config", "other.yml", "other.yml"),
        ("stage", "nowhere", "there is no stage `nowhere`"),
        ("task_definition", "other.json", "other.json"),
        ("image", no_digest, no_digest),
        ("events", "no-such-folder/events", "no-such-folder/events"),
        (
            "summary",
            "no-such-folder/summary",
            "no-such-folder/summary",
        ),
        // What these do needs a whole deployment; without a true value they are not set.
        ("github_deployments", "", ""),
        ("github_comment", "", ""),
        ("rebuild", "", ""),
        ("force", "", ""),
    ];
    let named: Vec<&str> = table.iter().map(|(input, _, _)| *input).collect();
    for input in inputs() {
        assert!(
            named.contains(&input.as_str()),
            "{input} is not in the table"
        );
    }
    for (input, value, said) in table {
        let variable = format!("INPUT_{}", input.to_uppercase());
        let run = scene
            .foghorn(&[])
            .env(
                "INPUT_COMMAND",
                if value.is_empty() { "schema" } else { "deploy" },
            )
            .env(&variable, value)
            .run();
        assert!(run.stderr.contains(said), "{input}: {run}");
    }
}
