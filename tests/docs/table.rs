//! Tables that are made from what the program knows: exit codes, verbs, keys of the configuration,
//! fields of the events.

use super::fields;
use foghorn_deploy::config;
use foghorn_deploy::outcome::Outcome;
use serde_json::Value;
use std::process::Command;

/// Makes a table by its name.
pub(super) fn lines(name: &str) -> Vec<String> {
    match name.split_once(" of ") {
        Some(("keys", what)) => keys(what),
        Some(("values", what)) => values(what),
        Some(("fields", what)) => fields::lines(what),
        Some(_) | None => match name {
            "exit codes" => exit_codes(),
            "verbs" => verbs(),
            _ => panic!("nobody knows how to make the table `{name}`"),
        },
    }
}

/// The output of the program's own help.
pub(super) fn help(words: &[&str]) -> String {
    let mut foghorn = Command::new(env!("CARGO_BIN_EXE_foghorn"));
    let answer = foghorn.args(words).arg("--help").output().unwrap();
    assert!(answer.status.success(), "foghorn {words:?} --help");
    String::from_utf8(answer.stdout).unwrap()
}

/// The verbs with what they do, as `foghorn --help` lists them.
pub(super) fn listed_verbs() -> Vec<(String, String)> {
    help(&[])
        .lines()
        .skip_while(|line| *line != "Commands:")
        .skip(1)
        .map_while(|line| line.trim().split_once("  "))
        .map(|(verb, about)| (verb.to_owned(), about.trim().to_owned()))
        .collect()
}

fn exit_codes() -> Vec<String> {
    let row = |outcome: Outcome| {
        (
            outcome.exit_code().to_string(),
            outcome.meaning().to_owned(),
        )
    };
    table(["Exit code", "Meaning"], Outcome::ALL.map(row))
}

fn verbs() -> Vec<String> {
    let rows = listed_verbs()
        .into_iter()
        .map(|(verb, about)| (format!("foghorn {verb}"), about));
    table(["Command", "What it does"], rows)
}

fn keys(what: &str) -> Vec<String> {
    let schema = config::json_schema();
    let shape = match what {
        "foghorn.yml" => &schema,
        name => &schema["$defs"][name],
    };
    let required = |key: &str| {
        let list = shape["required"].as_array();
        list.is_some_and(|list| list.iter().any(|required| required == key))
    };
    let rows = shape["properties"]
        .as_object()
        .unwrap()
        .iter()
        .map(|(key, property)| {
            let mark = if required(key) { " Required." } else { "" };
            (key.clone(), description(property) + mark)
        });
    table(["Key", "Meaning"], rows)
}

fn values(what: &str) -> Vec<String> {
    let schema = config::json_schema();
    let rows = schema["$defs"][what]["oneOf"]
        .as_array()
        .unwrap()
        .iter()
        .map(|value| {
            let word = value["const"].as_str().unwrap().to_owned();
            (word, description(value))
        });
    table(["Value", "Meaning"], rows)
}

fn description(schema: &Value) -> String {
    schema["description"].as_str().unwrap().replace('\n', " ")
}

fn table(head: [&str; 2], rows: impl IntoIterator<Item = (String, String)>) -> Vec<String> {
    let mut lines = vec![
        format!("| {} | {} |", head[0], head[1]),
        "|---|---|".to_owned(),
    ];
    for (code, text) in rows {
        lines.push(format!("| `{code}` | {} |", text.replace('|', "\\|")));
    }
    lines
}
