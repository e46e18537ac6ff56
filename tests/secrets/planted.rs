//! Secrets planted everywhere a user can put one. Every value begins with the same word, so that
//! one look finds any of them, also when it was cut, quoted or joined.

use crate::harness::{Example, Invocation, Run, Setting};
use foghorn_sim::{Secret, world};
use serde_json::{Map, Value, json};
use std::path::Path;

/// What every planted value begins with.
pub(super) const WORD: &str = "pl4nt3d";

/// How many there are of each kind.
const EACH: usize = 40;

/// Returns the planted values of a kind.
fn values(kind: &str) -> Vec<String> {
    (0..EACH)
        .map(|number| format!("{WORD}-{kind}-{number}"))
        .collect()
}

/// Returns mapping lines of YAML, one for each value.
fn yaml(indent: usize, kind: &str) -> String {
    let lines = values(kind).into_iter().enumerate();
    lines
        .map(|(number, value)| format!("{:indent$}{kind}_{number}: {value}\n", ""))
        .collect::<Vec<_>>()
        .concat()
}

/// Returns members of a JSON object, each a template that brings in one value.
fn templates(source: &str, kind: &str) -> Map<String, Value> {
    let names = (0..EACH).map(|number| format!("{kind}_{number}"));
    names
        .map(|name| (name.clone(), json!(format!("${{{source}.{name}}}"))))
        .collect()
}

/// The configuration: stage values, variables, build arguments.
pub(super) fn configuration(round: &str) -> String {
    let names: Vec<String> = (0..EACH)
        .map(|number| format!("VARIABLE_{number}"))
        .collect();
    let list = format!("environment: [{}]\nimage:\n", names.join(", "));
    let arguments = format!(
        "  repository: product-api\n  build-args:\n{}",
        yaml(4, "ARGUMENT")
    );
    let stage = format!(
        "    values:\n      ROUND: {WORD}-{round}\n{}",
        yaml(6, "VALUE")
    );
    Example::PRODUCT_API
        .read("foghorn.yml")
        .replace("image:\n", &list)
        .replace("  repository: product-api\n", &arguments)
        .replace("    values:\n", &stage)
}

/// The task definition: every place a value can be in.
pub(super) fn definition() -> Value {
    let text = Example::PRODUCT_API.read("ecs/task-definition.json");
    let mut document: Value = serde_json::from_str(&text).unwrap();
    let web = &mut document["containerDefinitions"][0];
    let named = |(number, value): (usize, String)| json!({"name": format!("LITERAL_{number}"), "value": value});
    let literal = values("literal").into_iter().enumerate().map(named);
    let environment = web["environment"].as_array_mut().unwrap();
    environment.extend(literal);
    environment.push(json!({"name": "ROUND", "value": "round ${values.ROUND} of many"}));
    // No ARN and no path: it could be the name of a parameter, or the secret itself.
    let secret = |(number, value): (usize, String)| json!({"name": format!("SECRET_{number}"), "valueFrom": value});
    let secrets = values("secret").into_iter().enumerate().map(secret);
    web["secrets"].as_array_mut().unwrap().extend(secrets);
    web["dockerLabels"] = Value::Object(templates("values", "VALUE"));
    web["command"] = Value::Array(
        templates("env", "VARIABLE")
            .into_iter()
            .map(|(_, value)| value)
            .collect(),
    );
    let options = web["logConfiguration"]["options"].as_object_mut().unwrap();
    options.insert(
        "awslogs-datetime-format".to_owned(),
        json!("${values.VALUE_0}"),
    );
    document
}

/// How many of the planted values are in the task definition.
pub(super) fn in_definition() -> Vec<String> {
    ["literal", "secret", "VALUE", "VARIABLE"]
        .into_iter()
        .flat_map(values)
        .collect()
}

/// A scene with everything planted, in which the task definition's secrets exist.
pub(super) fn setting() -> Setting {
    let parameters = values("secret").into_iter().map(|name| world::Parameter {
        account: "111111111111".to_owned(),
        region: "eu-west-1".to_owned(),
        name,
        kind: world::ParameterType::SecureString,
        value: Secret::new(format!("{WORD}-parameter")),
    });
    Setting::new(Example::PRODUCT_API)
        .at("dev")
        .file("foghorn.yml", configuration("first"))
        .file("ecs/task-definition.json", definition().to_string())
        .world(|world| world.parameters.extend(parameters))
}

/// Sets the variables that the configuration names.
pub(super) fn variables(run: Invocation) -> Invocation {
    let values = values("VARIABLE").into_iter().enumerate();
    values.fold(run, |run, (number, value)| {
        run.env(&format!("VARIABLE_{number}"), value)
    })
}

/// Makes sure that nothing planted is in what a run wrote: its output, and these files.
pub(super) fn kept(run: &Run, files: &[&Path]) {
    assert_clean("stdout", &run.stdout);
    assert_clean("stderr", &run.stderr);
    for file in files {
        let name = file.display().to_string();
        let text = std::fs::read_to_string(file).expect(&name);
        assert!(!text.is_empty(), "{name} is empty");
        assert_clean(&name, &text);
    }
}

fn assert_clean(name: &str, text: &str) {
    let line = text.lines().find(|line| line.to_lowercase().contains(WORD));
    assert_eq!(line, None, "a planted value is in {name}");
}
