//! Owns the normal form of task definitions: what ECS fills in or rewrites is taken away, so that
//! two documents that mean the same are equal.
//!
//! Source of the defaults: ECS API model, the documentation of each field named here.

use serde_json::{Map, Value, json};

/// Brings a task definition into its normal form.
pub(super) fn normalise(definition: &Value, output_only: &[String]) -> Value {
    let mut definition = definition.clone();
    if let Value::Object(members) = &mut definition {
        members.retain(|key, _| key != "tags" && !output_only.contains(key));
        for key in ["cpu", "memory"] {
            if let Some(value) = members.get_mut(key) {
                *value = units(value);
            }
        }
        sort_texts(members, "requiresCompatibilities");
        let awsvpc = matches!(
            members.get("networkMode").and_then(Value::as_str),
            Some("awsvpc" | "host")
        );
        let containers = members
            .get_mut("containerDefinitions")
            .and_then(Value::as_array_mut);
        for container in containers
            .into_iter()
            .flatten()
            .filter_map(Value::as_object_mut)
        {
            normalise_container(container, awsvpc);
        }
        remove_defaults(
            members,
            &[
                ("networkMode", json!("bridge")),
                ("enableFaultInjection", json!(false)),
            ],
        );
    }
    remove_empty(&mut definition);
    definition
}

fn normalise_container(container: &mut Map<String, Value>, awsvpc: bool) {
    let off = [
        "readonlyRootFilesystem",
        "privileged",
        "interactive",
        "pseudoTerminal",
        "disableNetworking",
    ];
    remove_defaults(container, &off.map(|key| (key, json!(false))));
    remove_defaults(
        container,
        &[
            ("cpu", json!(0)),
            ("essential", json!(true)),
            ("versionConsistency", json!("enabled")),
        ],
    );
    for port in members_of_list(container, "portMappings") {
        let host = port.get("hostPort").cloned();
        // With its own network interface the container's port is the host's; on a bridge an
        // absent host port is any free one, which ECS writes as 0.
        let filled_in = if awsvpc {
            port.get("containerPort").cloned()
        } else {
            Some(json!(0))
        };
        if host == filled_in || (awsvpc && host == Some(json!(0))) {
            port.remove("hostPort");
        }
        remove_defaults(port, &[("protocol", json!("tcp"))]);
    }
    for mount in members_of_list(container, "mountPoints") {
        remove_defaults(mount, &[("readOnly", json!(false))]);
    }
    for volume in members_of_list(container, "volumesFrom") {
        remove_defaults(volume, &[("readOnly", json!(false))]);
    }
    if let Some(Value::Object(check)) = container.get_mut("healthCheck") {
        remove_defaults(
            check,
            &[
                ("interval", json!(30)),
                ("timeout", json!(5)),
                ("retries", json!(3)),
                ("startPeriod", json!(0)),
            ],
        );
    }
    sort_by(container, "environment", "name");
    sort_by(container, "secrets", "name");
    sort_by(container, "portMappings", "containerPort");
    if let Some(Value::Object(log)) = container.get_mut("logConfiguration") {
        sort_by(log, "secretOptions", "name");
    }
}

fn members_of_list<'m>(
    members: &'m mut Map<String, Value>,
    key: &str,
) -> impl Iterator<Item = &'m mut Map<String, Value>> {
    let list = members.get_mut(key).and_then(Value::as_array_mut);
    list.into_iter().flatten().filter_map(Value::as_object_mut)
}

fn remove_defaults(members: &mut Map<String, Value>, defaults: &[(&str, Value)]) {
    for (key, default) in defaults {
        if members.get(*key) == Some(default) {
            // The order of the other members does not matter here.
            members.swap_remove(*key);
        }
    }
}

fn sort_by(members: &mut Map<String, Value>, list: &str, key: &str) {
    if let Some(Value::Array(items)) = members.get_mut(list) {
        items.sort_by_key(|item| match &item[key] {
            // Ports have to be in the order of numbers.
            Value::Number(number) => format!("{:>20}", number.to_string()),
            other => other.to_string(),
        });
    }
}

fn sort_texts(members: &mut Map<String, Value>, list: &str) {
    if let Some(Value::Array(items)) = members.get_mut(list) {
        items.sort_by_key(Value::to_string);
    }
}

/// Removes absent values: `null`, and lists, mappings and texts without content. A variable's
/// empty text, and the items of lists, mean something and stay.
fn remove_empty(value: &mut Value) {
    match value {
        Value::Object(members) => {
            let is_variable = members.contains_key("name") && members.contains_key("value");
            members.values_mut().for_each(remove_empty);
            members.retain(|key, member| (is_variable && key == "value") || !is_empty(member));
        }
        Value::Array(items) => items.iter_mut().for_each(remove_empty),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::Array(items) => items.is_empty(),
        Value::Object(members) => members.is_empty(),
        Value::Bool(_) | Value::Number(_) => false,
    }
}

/// `1 vCPU` and `2 GB` as ECS stores them: `1024` and `2048`.
/// Source: ECS API model, `RegisterTaskDefinitionRequest.cpu` and `.memory`.
fn units(value: &Value) -> Value {
    let Some(text) = value.as_str() else {
        return value
            .as_number()
            .map_or_else(|| value.clone(), |number| json!(number.to_string()));
    };
    let lower = text.trim().to_lowercase();
    let number = lower
        .strip_suffix("vcpu")
        .or_else(|| lower.strip_suffix("gb"));
    let Some(number) = number.and_then(|number| number.trim().parse::<f64>().ok()) else {
        return json!(text.trim());
    };
    json!(format!("{:.0}", number * 1024.0))
}
