//! The task definitions that ran before: the example's own, with another image.

use super::example::{Example, Service, Stage};
use serde_json::Value;

/// The image that ran before; it is in no registry of the simulated AWS, which then takes it as there.
pub(crate) const IMAGE_BEFORE: &str = "public.ecr.aws/foghorn/before:1";

/// Returns the task definition of a service as its stage ran it until now.
pub(crate) fn before(example: &Example, service: &Service, stage: Stage) -> Value {
    let mut text = example.read(service.definition);
    for (variable, value) in [
        ("${image}", IMAGE_BEFORE),
        ("${account}", stage.account),
        ("${region}", stage.region),
        ("${stage}", stage.name),
        ("${values.LOG_LEVEL}", stage.log_level),
    ] {
        text = text.replace(variable, value);
    }
    assert!(!text.contains("${"), "a variable is left in {text}");
    if text.starts_with('{') {
        serde_json::from_str(&text).unwrap()
    } else {
        let mut document: Value = serde_yaml::from_str(&text).unwrap();
        // AWS takes and gives these as texts.
        for member in ["cpu", "memory"] {
            document[member] = document[member].to_string().into();
        }
        document
    }
}

/// Returns the names of the SSM parameters that a task definition takes its secrets from.
pub(crate) fn parameters(document: &Value) -> Vec<String> {
    let containers = document["containerDefinitions"].as_array().unwrap();
    containers
        .iter()
        .filter_map(|container| container["secrets"].as_array())
        .flatten()
        .filter_map(|secret| secret["valueFrom"].as_str())
        .filter_map(|reference| reference.split_once(":parameter"))
        .map(|(_, name)| name.to_owned())
        .collect()
}
