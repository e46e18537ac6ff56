//! What the task definition adds.

use super::{container, raw, task};
use crate::cause::{Cause, CauseKind};
use crate::diagnosis::{stopped_task, with_definition};
use crate::observation::Task;
use crate::schema_table::{SchemaTable, Shape};
use crate::sealed::Sealed;
use crate::substitution::Sources;
use crate::task_definition::{Schemas, Settings, TaskDefinition};

const TWO: &str = r#"{
    "family": "api",
    "executionRoleArn": "arn:aws:iam::111111111111:role/service/api-execution",
    "runtimePlatform": { "cpuArchitecture": "ARM64" },
    "containerDefinitions": [
        { "name": "app", "image": "example/api:v8", "logConfiguration": {
            "logDriver": "awslogs", "options": { "awslogs-group": "/ecs/api" } } },
        { "name": "proxy", "image": "example/proxy:1", "logConfiguration": {
            "logDriver": "awslogs", "options": { "awslogs-group": "/ecs/proxy" } } }
    ]
}"#;
const ONE: &str = r#"{ "family": "api", "containerDefinitions": [
    { "name": "app", "image": "example/api:v8" } ] }"#;

const NO_GROUP: &str = "failed to validate logger args: ResourceNotFoundException: The specified \
                        log group does not exist.";
const DENIED: &str = "unable to retrieve secrets from ssm: AccessDeniedException: User: ...";
const NO_IMAGE: &str = "CannotPullContainerError: check whether the image exists.";
const FORMAT: &str = "CannotStartContainerError: exec /app/run: exec format error";

fn read(text: &str) -> TaskDefinition {
    let schemas = Schemas {
        input: SchemaTable {
            root: "Any".to_owned(),
            shapes: [("Any".to_owned(), Shape::Document)].into(),
        },
        output_members: Vec::new(),
    };
    let secret = ("STAGE".to_owned(), Sealed::new("hunter2".to_owned()));
    let sources = Sources {
        values: [secret].into(),
        ..Sources::default()
    };
    let settings = Settings {
        sources: &sources,
        schemas: &schemas,
        allow_unknown_fields: &[],
    };
    TaskDefinition::read("task.json", text, &settings).unwrap()
}

fn cause(reason: &str, of: Option<&str>) -> Cause {
    let task = task("TaskFailedToStart", of.map_or(reason, |_| ""));
    let containers = of.map(|name| container(name, None, reason));
    stopped_task(&Task {
        containers: containers.into_iter().collect(),
        ..task
    })
    .unwrap()
}

#[test]
fn what_the_text_leaves_out_is_named() {
    let rows = [
        (TWO, NO_GROUP, None, None, Some("/ecs/api, /ecs/proxy")),
        (TWO, NO_GROUP, Some("proxy"), None, Some("/ecs/proxy")),
        (ONE, NO_GROUP, None, None, None),
        (TWO, DENIED, None, Some("api-execution"), None),
        (ONE, DENIED, None, None, None),
        (ONE, NO_IMAGE, None, None, Some("example/api:v8")),
        (TWO, NO_IMAGE, None, None, None),
        (TWO, NO_IMAGE, Some("app"), None, Some("example/api:v8")),
        (TWO, FORMAT, Some("app"), None, Some("linux/arm64")),
        (ONE, FORMAT, Some("app"), None, Some("linux/amd64")),
    ];
    for (definition, reason, container, role, resource) in rows {
        let cause = with_definition(cause(reason, container), &read(definition));
        let named = (raw(cause.role.as_ref()), raw(cause.resource.as_ref()));
        assert_eq!(named, (role, resource), "{reason} {container:?}");
    }
}

#[test]
fn what_is_sealed_stays_unnamed() {
    let sealed = TWO.replace("/ecs/api", "/ecs/${values.STAGE}");
    let cause = with_definition(cause(NO_GROUP, None), &read(&sealed));
    assert_eq!(raw(cause.resource.as_ref()), Some("/ecs/proxy"));
}

#[test]
fn what_the_text_names_stays() {
    let named = Cause {
        kind: CauseKind::LogGroupMissing,
        resource: Some(crate::foreign::Foreign::new("/named")),
        ..cause(NO_GROUP, None)
    };
    assert_eq!(with_definition(named.clone(), &read(TWO)), named);
}
