//! `foghorn schema plan` describes what `foghorn plan --output json` prints.

use super::{json, of_first, scene};
use serde_json::Value;

#[test]
fn plans_are_as_the_schema_says() {
    let scene = scene();
    let run = scene.foghorn(&["schema", "plan"]).run();
    let schema: Value = serde_json::from_str(&run.stdout).unwrap();
    let deploy = json(&scene, of_first(&scene, &[]));
    assert_eq!(scene.deploy(&["--stage", "dev"]).code, Some(0));
    let unchanged = json(&scene, of_first(&scene, &["--stage", "dev"]));
    let proven = json(&scene, scene.foghorn(&["plan", "--stage", "prod"]));
    let to_build = json(&scene, scene.foghorn(&["plan"]));
    for plan in [&deploy, &unchanged, &proven, &to_build] {
        if let Err(wrong) = fits(plan, &schema, &schema, "plan") {
            panic!("{wrong}\n{plan:#}");
        }
    }
    // A check that takes everything would not show anything.
    let mut broken = deploy;
    broken["stages"][0]["services"][0]["writes"][0]["when"] = "sometimes".into();
    assert!(fits(&broken, &schema, &schema, "plan").is_err());
}

/// Checks a value against the part of JSON Schema that is in use.
fn fits(value: &Value, schema: &Value, root: &Value, at: &str) -> Result<(), String> {
    if let Some(reference) = schema["$ref"].as_str() {
        let target = root.pointer(&reference[1..]).unwrap();
        fits(value, target, root, at)?;
    }
    for choice in ["oneOf", "anyOf"] {
        if let Some(options) = schema[choice].as_array() {
            let tried: Vec<_> = options
                .iter()
                .map(|one| fits(value, one, root, at))
                .collect();
            if tried.iter().all(Result::is_err) {
                return Err(format!("{at}: {tried:?}"));
            }
        }
    }
    if schema.get("const").is_some_and(|wanted| wanted != value) {
        return Err(format!("{at}: {value} is not {}", schema["const"]));
    }
    let listed = schema["enum"].as_array();
    if listed.is_some_and(|listed| !listed.contains(value)) {
        return Err(format!("{at}: {value} is not one of {listed:?}"));
    }
    let kinds = match &schema["type"] {
        Value::String(kind) => vec![kind.as_str()],
        Value::Array(kinds) => kinds.iter().filter_map(Value::as_str).collect(),
        _ => vec![],
    };
    if !kinds.is_empty() && !kinds.iter().any(|kind| is(value, kind)) {
        return Err(format!("{at}: {value} is not {kinds:?}"));
    }
    if let (Some(items), Some(schema)) = (value.as_array(), schema.get("items")) {
        for (position, item) in items.iter().enumerate() {
            fits(item, schema, root, &format!("{at}[{position}]"))?;
        }
    }
    let empty = serde_json::Map::new();
    let members = value.as_object().unwrap_or(&empty);
    let described = schema["properties"].as_object();
    for (name, schema) in described.unwrap_or(&empty) {
        if let Some(member) = members.get(name) {
            fits(member, schema, root, &format!("{at}.{name}"))?;
        }
    }
    for name in schema["required"].as_array().into_iter().flatten() {
        if value.is_object() && !members.contains_key(name.as_str().unwrap()) {
            return Err(format!("{at}: {name} is missing"));
        }
    }
    Ok(())
}

fn is(value: &Value, kind: &str) -> bool {
    match kind {
        "null" => value.is_null(),
        "boolean" => value.is_boolean(),
        "integer" => value.is_u64() || value.is_i64(),
        "number" => value.is_number(),
        "string" => value.is_string(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        other => panic!("a type that is not in use: {other}"),
    }
}
