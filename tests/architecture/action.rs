//! `action.yml` and the command line say the same.

use crate::harness::{Example, Setting};
use serde_json::Value;
use std::path::Path;

/// The input that is no flag.
const COMMAND: &str = "command";

/// Returns the names of the action's inputs, but for `command`.
fn inputs() -> Vec<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("action.yml");
    let action: Value = serde_yaml::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let inputs = action["inputs"].as_object().unwrap();
    assert!(inputs.contains_key(COMMAND));
    let names = inputs.keys().filter(|name| *name != COMMAND);
    names.cloned().collect()
}

#[test]
fn every_input_is_a_flag_of_deploy() {
    let scene = Setting::new(Example::PRODUCT_API).start();
    let help = scene.foghorn(&["deploy", "--help"]).run();
    assert_eq!(help.code, Some(0));
    let flags: Vec<&str> = help
        .stdout
        .split(|c: char| c.is_whitespace() || c == ',')
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
        // What these two do needs a whole deployment; without a true value they are not set.
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
