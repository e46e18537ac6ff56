//! `action.yml` and the command line say the same.

use crate::harness::{Example, Setting};
use serde_json::Value;
use std::path::Path;

/// The inputs that are no flags: the verb, a secret that must not stand on a command line, and
/// the flags that have no input of their own.
const NO_FLAGS: [&str; 3] = ["command", "github-token", "arguments"];
/// Names that people know from the actions of AWS, and the flag that they mean.
const KNOWN: [(&str, &str); 1] = [("force-new-deployment", "--force")];

/// Returns the names of the action's inputs, as they are written with hyphens.
///
/// # Panics
/// If a name of several words cannot be written either way, but for those of other actions.
fn inputs() -> Vec<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("action.yml");
    let action: Value = serde_yaml::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let inputs = action["inputs"].as_object().unwrap();
    assert!(NO_FLAGS.iter().all(|name| inputs.contains_key(*name)));
    let mut names = Vec::new();
    for name in inputs.keys() {
        if name.contains('_') {
            let hyphens = name.replace('_', "-");
            assert!(inputs.contains_key(&hyphens), "{name} has no {hyphens}");
        } else {
            let underscores = name.replace('-', "_");
            let known = KNOWN.iter().any(|(other, _)| other == name);
            assert!(inputs.contains_key(&underscores) || known, "{underscores}");
            names.push(name.clone());
        }
    }
    names
}

/// Returns those of them that are flags.
fn flags() -> Vec<String> {
    let no_flag = |name: &String| NO_FLAGS.contains(&name.as_str());
    inputs().into_iter().filter(|name| !no_flag(name)).collect()
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
    for input in self::flags() {
        let known = KNOWN.iter().find(|(name, _)| *name == input);
        let flag = known.map_or(format!("--{input}"), |(_, flag)| (*flag).to_owned());
        assert!(flags.contains(&flag.as_str()), "{flag} is not in {flags:?}");
    }
}

/// An input that the binary does not read would be ignored in silence.
#[test]
fn every_input_is_read_however_it_is_written() {
    let scene = Setting::new(Example::PRODUCT_API).start();
    let no_digest = "registry.example/product-api:latest";
    // What an input is set to, and what only a run that has read it says. A switch that is neither
    // on nor off is refused, and so shows that it is read.
    let table = [
        ("command", "no-such-verb", "no-such-verb"),
        ("config", "other.yml", "other.yml"),
        ("stage", "nowhere", "there is no stage `nowhere`"),
        ("task-definition", "other.json", "other.json"),
        ("image", no_digest, no_digest),
        ("events", "no-such-folder/events", "no-such-folder/events"),
        (
            "summary",
            "no-such-folder/summary",
            "no-such-folder/summary",
        ),
        ("rebuild", "yes", "'yes' for '--rebuild'"),
        ("force", "on", "'on' for '--force'"),
        ("force-new-deployment", "1", "'1' for '--force'"),
        ("no-check", "no", "'no' for '--no-check'"),
        (
            "github-deployments",
            "yes",
            "'yes' for '--github-deployments'",
        ),
        (
            "github-comment",
            "TRUE",
            "unexpected argument '--github-comment'",
        ),
        ("arguments", "--no-such-flag", "--no-such-flag"),
    ];
    let read: Vec<&str> = table.iter().map(|(input, _, _)| *input).collect();
    for input in inputs() {
        let elsewhere = input == "github-token";
        assert!(
            read.contains(&input.as_str()) || elsewhere,
            "{input} is not in the table"
        );
    }
    for (input, value, said) in table {
        for written in [input.to_owned(), input.replace('-', "_")] {
            let run = scene
                .foghorn(&[])
                .env("INPUT_COMMAND", "deploy")
                .env(&format!("INPUT_{}", written.to_uppercase()), value)
                .run();
            assert!(run.stderr.contains(said), "{written}: {run}");
        }
    }
}

/// GitHub sets every input, and those that nobody gave to an empty text.
#[test]
fn every_command_can_be_given() {
    let scene = Setting::new(Example::PRODUCT_API).start();
    let command = |verb: &str, arguments: &str| {
        let mut step = scene.foghorn(&[]);
        for input in inputs() {
            step = step.env(&format!("INPUT_{}", input.to_uppercase()), "");
        }
        step.env("INPUT_COMMAND", verb)
            .env("INPUT_ARGUMENTS", arguments)
            .run()
    };
    for (verb, arguments, said) in [
        ("plan", "--stage dev --output json", "\"stage\": \"dev\""),
        ("check", "--offline", ""),
        ("status", "--output\njson\n", "\"stages\""),
        ("render", "--stage dev", "containerDefinitions"),
        ("schema", "configuration", "$schema"),
        ("promote", "--help", "--to <STAGE>"),
        ("rollback", "--help", "--stage <STAGE>"),
    ] {
        let run = command(verb, arguments);
        assert_eq!(run.code, Some(0), "{verb}: {run}");
        assert!(run.stdout.contains(said), "{verb}: {run}");
    }
}
