//! Whether ECS would register a task definition. It must not change the document; whether
//! secrets, roles and images exist is not checked, because ECS does not check it either.

use std::collections::BTreeSet;

use serde_json::Map;
use serde_json::Value;

use super::error::EcsError;
use super::fargate;
use super::request::wrong_type;

/// Source: ECS service quotas.
const LARGEST: usize = 64 * 1024;
const MOST_CONTAINERS: usize = 10;

/// JSON types of task-level members. Source: ECS API model, `RegisterTaskDefinitionRequest`.
const TASK_MEMBERS: [(&str, Kind); 14] = [
    ("family", Kind::Text),
    ("taskRoleArn", Kind::Text),
    ("executionRoleArn", Kind::Text),
    ("networkMode", Kind::Text),
    ("containerDefinitions", Kind::List),
    ("volumes", Kind::List),
    ("placementConstraints", Kind::List),
    ("requiresCompatibilities", Kind::List),
    ("cpu", Kind::Text),
    ("memory", Kind::Text),
    ("tags", Kind::List),
    ("pidMode", Kind::Text),
    ("ipcMode", Kind::Text),
    ("runtimePlatform", Kind::Map),
];

/// JSON types of container members. Source: ECS API model, `ContainerDefinition`.
const CONTAINER_MEMBERS: [(&str, Kind); 27] = [
    ("name", Kind::Text),
    ("image", Kind::Text),
    ("cpu", Kind::Number),
    ("memory", Kind::Number),
    ("memoryReservation", Kind::Number),
    ("portMappings", Kind::List),
    ("essential", Kind::Flag),
    ("entryPoint", Kind::List),
    ("command", Kind::List),
    ("environment", Kind::List),
    ("environmentFiles", Kind::List),
    ("mountPoints", Kind::List),
    ("volumesFrom", Kind::List),
    ("linuxParameters", Kind::Map),
    ("secrets", Kind::List),
    ("dependsOn", Kind::List),
    ("startTimeout", Kind::Number),
    ("stopTimeout", Kind::Number),
    ("user", Kind::Text),
    ("workingDirectory", Kind::Text),
    ("privileged", Kind::Flag),
    ("readonlyRootFilesystem", Kind::Flag),
    ("dockerLabels", Kind::Map),
    ("ulimits", Kind::List),
    ("logConfiguration", Kind::Map),
    ("healthCheck", Kind::Map),
    ("systemControls", Kind::List),
];

#[derive(Clone, Copy)]
enum Kind {
    Text,
    Number,
    Flag,
    List,
    Map,
}

impl Kind {
    fn check(self, value: &Value) -> Result<(), EcsError> {
        let (fits, name) = match self {
            Self::Text => (value.is_string(), "String"),
            Self::Number => (value.is_i64(), "Integer"),
            Self::Flag => (value.is_boolean(), "Boolean"),
            Self::List => (value.is_array(), "List"),
            Self::Map => (value.is_object(), "Map"),
        };
        if fits || value.is_null() {
            Ok(())
        } else {
            Err(wrong_type(value, name))
        }
    }
}

/// Refuses a document that ECS would refuse.
pub(super) fn definition(document: &Map<String, Value>) -> Result<(), EcsError> {
    types(document, &TASK_MEMBERS)?;
    let length = Value::Object(document.clone()).to_string().len();
    if length > LARGEST {
        // Source: background knowledge.
        return Err(EcsError::client(format!(
            "Actual length: '{length}'. Max allowed length is '{LARGEST}' bytes."
        )));
    }
    family(text(document, "family"))?;
    let containers = document
        .get("containerDefinitions")
        .and_then(Value::as_array);
    let containers = containers.map(Vec::as_slice).unwrap_or_default();
    if containers.is_empty() {
        return Err(EcsError::client("Container list cannot be empty."));
    }
    if containers.len() > MOST_CONTAINERS {
        return Err(EcsError::client(format!(
            "Too many containers. Maximum allowed: {MOST_CONTAINERS}."
        )));
    }
    let mut names = BTreeSet::new();
    for container in containers {
        let container = container
            .as_object()
            .ok_or_else(|| wrong_type(container, "Map"))?;
        container_definition(document, container)?;
        if !names.insert(text(container, "name")) {
            // Source: background knowledge.
            return Err(EcsError::client("Container.name must be unique."));
        }
    }
    let essential = |one: &Value| one["essential"].as_bool().unwrap_or(true);
    if !containers.iter().any(essential) {
        // Source: background knowledge.
        return Err(EcsError::client(
            "Task definition does not have any essential containers. At least one container must \
             be essential.",
        ));
    }
    if for_fargate(document) {
        fargate_task(document)?;
    }
    Ok(())
}

fn types(members: &Map<String, Value>, known: &[(&str, Kind)]) -> Result<(), EcsError> {
    for (name, kind) in known {
        if let Some(value) = members.get(*name) {
            kind.check(value)?;
        }
    }
    Ok(())
}

fn text<'a>(members: &'a Map<String, Value>, name: &str) -> &'a str {
    members
        .get(name)
        .and_then(Value::as_str)
        .unwrap_or_default()
}

fn family(family: &str) -> Result<(), EcsError> {
    let plain = family
        .chars()
        .all(|one| one.is_ascii_alphanumeric() || matches!(one, '-' | '_'));
    // Source of both texts: background knowledge.
    if family.is_empty() {
        return Err(EcsError::client("Family should not be null or empty."));
    }
    if family.len() > 255 || !plain {
        return Err(EcsError::client(
            "Family contains invalid characters. Up to 255 letters, numbers, underscores, and \
             hyphens are allowed.",
        ));
    }
    Ok(())
}

fn container_definition(
    document: &Map<String, Value>,
    container: &Map<String, Value>,
) -> Result<(), EcsError> {
    types(container, &CONTAINER_MEMBERS)?;
    for member in ["name", "image"] {
        if text(container, member).is_empty() {
            return Err(EcsError::client(format!(
                "Container.{member} should not be null or empty."
            )));
        }
    }
    let has = |member: &str| {
        let list = container.get(member).and_then(Value::as_array);
        list.is_some_and(|list| !list.is_empty())
    };
    let awsvpc = text(document, "networkMode") == "awsvpc";
    let ports = container.get("portMappings").and_then(Value::as_array);
    for port in ports.into_iter().flatten() {
        let host = &port["hostPort"];
        let same = host.is_null() || *host == port["containerPort"] || *host == 0;
        if awsvpc && !same {
            // Source: public transcripts.
            return Err(EcsError::client(
                "When networkMode=awsvpc, the host ports and container ports in port mappings \
                 must match.",
            ));
        }
    }
    if has("secrets") && text(document, "executionRoleArn").is_empty() {
        // Source: public transcripts.
        return Err(EcsError::client(
            "When you are specifying container secrets, you must also specify a value for \
             'executionRoleArn'.",
        ));
    }
    log_configuration(container)
}

fn log_configuration(container: &Map<String, Value>) -> Result<(), EcsError> {
    let Some(log) = container.get("logConfiguration") else {
        return Ok(());
    };
    if log["logDriver"] != "awslogs" {
        return Ok(());
    }
    let missing: Vec<&str> = ["awslogs-group", "awslogs-region"]
        .into_iter()
        .filter(|option| log["options"][*option].as_str().is_none_or(str::is_empty))
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    // Source: public transcripts.
    Err(EcsError::client(format!(
        "Log driver awslogs requires options: {}",
        missing.join(", ")
    )))
}

fn for_fargate(document: &Map<String, Value>) -> bool {
    let compatibilities = document
        .get("requiresCompatibilities")
        .and_then(Value::as_array);
    compatibilities.is_some_and(|list| list.iter().any(|one| one == "FARGATE"))
}

/// Source of the texts: public transcripts, except where another is named.
fn fargate_task(document: &Map<String, Value>) -> Result<(), EcsError> {
    if text(document, "networkMode") != "awsvpc" {
        return Err(EcsError::client(
            "Fargate only supports network mode \u{2018}awsvpc\u{2019}.",
        ));
    }
    for member in ["cpu", "memory"] {
        if text(document, member).is_empty() {
            return Err(EcsError::client(format!(
                "Fargate requires that '{member}' be defined at the task level."
            )));
        }
    }
    let cpu = fargate::cpu_units(text(document, "cpu")).ok_or_else(|| invalid_size("cpu"))?;
    let memory =
        fargate::mebibytes(text(document, "memory")).ok_or_else(|| invalid_size("memory"))?;
    if !fargate::exists(cpu, memory) {
        return Err(EcsError::client(
            "No Fargate configuration exists for given values.",
        ));
    }
    execution_role(document)
}

/// Source: ECS developer guide, "task cpu memory error".
fn invalid_size(member: &str) -> EcsError {
    EcsError::client(format!(
        "Invalid '{member}' setting for task. For more information, see the Troubleshooting \
         section of the Amazon ECS Developer Guide."
    ))
}

fn execution_role(document: &Map<String, Value>) -> Result<(), EcsError> {
    if !text(document, "executionRoleArn").is_empty() {
        return Ok(());
    }
    let containers = document
        .get("containerDefinitions")
        .and_then(Value::as_array);
    for container in containers.into_iter().flatten() {
        let image = container["image"].as_str().unwrap_or_default();
        let what = if image.contains(".dkr.ecr.") {
            "ECR images"
        } else if container["logConfiguration"]["logDriver"] == "awslogs" {
            "log driver awslogs"
        } else {
            continue;
        };
        return Err(EcsError::client(format!(
            "Fargate requires task definition to have execution role ARN to support {what}."
        )));
    }
    Ok(())
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, reason = "tests may panic")]
mod tests {
    use super::*;
    use serde_json::json;

    fn good() -> Value {
        json!({
            "family": "web", "networkMode": "awsvpc", "requiresCompatibilities": ["FARGATE"],
            "cpu": "256", "memory": "512",
            "containerDefinitions": [{"name": "app", "image": "nginx", "memberOfTheFuture": 1}],
        })
    }

    type Row = (&'static str, Value, &'static str, &'static str);

    fn refused(table: &[Row]) {
        definition(good().as_object().unwrap()).unwrap();
        for (path, value, code, start) in table {
            let mut document = good();
            let (parent, member) = path.rsplit_once('/').unwrap();
            document.pointer_mut(parent).unwrap()[member] = value.clone();
            let error = definition(document.as_object().unwrap()).expect_err(path);
            assert_eq!(error.code, *code, "{path}: {error:?}");
            assert!(error.message.starts_with(start), "{path}: {error:?}");
        }
    }

    const CLIENT: &str = "ClientException";
    const TYPE: &str = "SerializationException";

    #[test]
    fn bad_tasks_get_ecs_errors() {
        let number = "NUMBER_VALUE can not be converted to a String";
        let size = "No Fargate configuration exists for given values.";
        refused(&[
            (
                "/family",
                json!(""),
                CLIENT,
                "Family should not be null or empty.",
            ),
            (
                "/family",
                json!("a b"),
                CLIENT,
                "Family contains invalid characters.",
            ),
            ("/family", json!(7), TYPE, number),
            ("/cpu", json!(256), TYPE, number),
            ("/cpu", json!("300"), CLIENT, size),
            ("/memory", json!("4096"), CLIENT, size),
            (
                "/memory",
                json!("much"),
                CLIENT,
                "Invalid 'memory' setting for task.",
            ),
            (
                "/memory",
                json!(null),
                CLIENT,
                "Fargate requires that 'memory' be",
            ),
            (
                "/networkMode",
                json!("bridge"),
                CLIENT,
                "Fargate only supports network",
            ),
            (
                "/containerDefinitions",
                json!([]),
                CLIENT,
                "Container list cannot be empty.",
            ),
            (
                "/containerDefinitions",
                json!({}),
                TYPE,
                "Start of structure or map found",
            ),
            (
                "/containerDefinitions",
                json!([1]),
                TYPE,
                "NUMBER_VALUE can not be",
            ),
        ]);
    }

    #[test]
    fn bad_containers_get_ecs_errors() {
        let twice = json!([{"name": "a", "image": "i"}, {"name": "a", "image": "i"}]);
        let ecr = json!("1.dkr.ecr.eu-west-1.amazonaws.com/a");
        let ports = json!([{"containerPort": 80, "hostPort": 81}]);
        let huge = json!(["x".repeat(70_000)]);
        let secrets = json!([{"name": "A", "valueFrom": "b"}]);
        let log = json!({"logDriver": "awslogs"});
        let options = "Log driver awslogs requires options: awslogs-group, awslogs-region";
        let role = "Fargate requires task definition to have execution role ARN to support ECR";
        let first = "/containerDefinitions/0/image";
        refused(&[
            (
                "/containerDefinitions",
                twice,
                CLIENT,
                "Container.name must be unique.",
            ),
            (
                first,
                json!(""),
                CLIENT,
                "Container.image should not be null or empty.",
            ),
            (first, ecr, CLIENT, role),
            (
                "/containerDefinitions/0/cpu",
                json!("1"),
                TYPE,
                "STRING_VALUE can not be",
            ),
            (
                "/containerDefinitions/0/essential",
                json!(false),
                CLIENT,
                "Task definition does",
            ),
            (
                "/containerDefinitions/0/command",
                huge,
                CLIENT,
                "Actual length: '",
            ),
            (
                "/containerDefinitions/0/secrets",
                secrets,
                CLIENT,
                "When you are specifying",
            ),
            (
                "/containerDefinitions/0/portMappings",
                ports,
                CLIENT,
                "When networkMode=awsvpc",
            ),
            (
                "/containerDefinitions/0/logConfiguration",
                log,
                CLIENT,
                options,
            ),
        ]);
    }
}
