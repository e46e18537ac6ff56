//! Task definitions from file to document.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use serde_json::{Value, json};

use super::*;
use crate::schema_table::{Member, SchemaTable, Shape};
use crate::sealed::Sealed;
use crate::substitution::Sources;

/// A table with the top level and the containers' names only; the rest accepts anything.
pub(super) fn schemas() -> Schemas {
    let member = |name: &str| Member {
        name: name.to_owned(),
        shape: name.to_owned(),
        required: false,
    };
    let structure = |names: &[&str]| Shape::Structure {
        members: names.iter().map(|name| member(name)).collect(),
    };
    let inputs = [
        "family",
        "containerDefinitions",
        "cpu",
        "memory",
        "networkMode",
        "requiresCompatibilities",
        "taskRoleArn",
        "tags",
        "volumes",
    ];
    let container = [
        "name",
        "image",
        "cpu",
        "memory",
        "essential",
        "environment",
        "secrets",
        "portMappings",
        "command",
        "logConfiguration",
        "healthCheck",
        "dockerLabels",
        "mountPoints",
        "volumesFrom",
        "readonlyRootFilesystem",
    ];
    let shapes = [
        ("Task", structure(&inputs)),
        (
            "containerDefinitions",
            Shape::List {
                item: "Container".to_owned(),
            },
        ),
        ("Container", structure(&container)),
        ("family", Shape::String { values: vec![] }),
        ("cpu", Shape::Document),
        (
            "environment",
            Shape::List {
                item: "KeyValuePair".to_owned(),
            },
        ),
        ("KeyValuePair", structure(&["name", "value"])),
        ("name", Shape::String { values: vec![] }),
        ("value", Shape::String { values: vec![] }),
    ];
    let shapes = shapes
        .into_iter()
        .map(|(name, shape)| (name.to_owned(), shape))
        .collect();
    let outputs = [
        "family",
        "containerDefinitions",
        "taskDefinitionArn",
        "revision",
        "status",
        "registeredAt",
    ];
    Schemas {
        input: SchemaTable {
            root: "Task".to_owned(),
            shapes,
        },
        output_members: outputs.map(str::to_owned).to_vec(),
    }
}

pub(super) fn sources() -> Sources {
    let values = [("TOKEN", "hunter2"), ("LEVEL", "hunter2")];
    let values = values.map(|(name, value)| (name.to_owned(), Sealed::new(value.to_owned())));
    Sources {
        values: values.into(),
        stage: Some("dev".to_owned()),
        ..Sources::default()
    }
}

fn read(name: &str, text: &str) -> Result<TaskDefinition, Problems> {
    let (sources, schemas) = (sources(), schemas());
    let settings = Settings {
        sources: &sources,
        schemas: &schemas,
        allow_unknown_fields: &[],
    };
    TaskDefinition::read(name, text, &settings)
}

pub(super) fn definition(value: &Value) -> TaskDefinition {
    read("td.json", &value.to_string()).unwrap()
}

const FULL: &str = r#"
family: orders
cpu: 256
containerDefinitions:
- name: web
  image: old
  command: [serve, "--token=${values.TOKEN}"]
  dockerLabels: { level: "${values.LEVEL}", stage: "${stage}", "a.b": "${values.LEVEL}" }
  environment: [{ name: PORT, value: 8080 }, { name: B, value: "1.10" }]
  secrets:
  - { name: DB, valueFrom: "arn:aws:ssm:eu-west-1:111111111111:parameter/db" }
  - { name: OOPS, valueFrom: hunter2 }
  logConfiguration:
    logDriver: awslogs
    options: { awslogs-group: /ecs/orders, awslogs-region: eu-west-1, awslogs-stream-prefix: web }
    secretOptions: [{ name: token, valueFrom: /splunk/token }]
- { name: side, image: side, essential: false }
"#;

#[test]
fn a_file_becomes_what_is_sent_and_what_is_shown() {
    let definition = read("td.yml", FULL)
        .unwrap()
        .with_image(None, "app@sha256:1")
        .unwrap();
    let sent: Value = serde_json::from_slice(&definition.to_json()).unwrap();
    let web = &sent["containerDefinitions"][0];
    assert_eq!(web["image"], "app@sha256:1");
    assert_eq!(sent["containerDefinitions"][1]["image"], "side");
    assert_eq!(web["command"], json!(["serve", "--token=hunter2"]));
    assert_eq!(
        web["environment"][0],
        json!({ "name": "PORT", "value": "8080" })
    );
    let shown = definition.redacted();
    let web = &shown["containerDefinitions"][0];
    assert_eq!(web["command"], json!(["serve", "***"]));
    assert_eq!(
        web["dockerLabels"],
        json!({ "level": "***", "stage": "dev", "a.b": "***" })
    );
    assert_eq!(
        web["environment"][0],
        json!({ "name": "PORT", "value": "***" })
    );
    assert_eq!(web["secrets"][1]["valueFrom"], "***");
    assert!(
        web["secrets"][0]["valueFrom"]
            .as_str()
            .unwrap()
            .starts_with("arn:")
    );
    for text in [shown.to_string(), format!("{definition:?}")] {
        assert!(
            !text.contains("hunter2") && !text.contains("8080") && !text.contains("1.10"),
            "{text}"
        );
    }
}

#[test]
fn questions_about_the_document() {
    let definition = read("td.yml", FULL).unwrap();
    assert_eq!(definition.family(), "orders");
    assert_eq!(definition.containers(), ["web", "side"]);
    assert_eq!(definition.image("side"), Some("side"));
    let log = definition.log_configuration("web").unwrap();
    assert_eq!(
        (log.driver.as_str(), log.group.as_deref()),
        ("awslogs", Some("/ecs/orders"))
    );
    assert_eq!(definition.log_configuration("side"), None);
    let secrets = definition.secrets();
    let names = secrets
        .iter()
        .map(|secret| (secret.name.as_str(), secret.value_from.is_some()));
    assert_eq!(
        names.collect::<Vec<_>>(),
        [("DB", true), ("OOPS", false), ("token", true)]
    );
}

#[test]
fn the_image_goes_into_the_right_container() {
    let containers =
        |list: Value| definition(&json!({ "family": "f", "containerDefinitions": list }));
    let two = json!([{ "name": "a" }, { "name": "b" }]);
    let one_essential = json!([{ "name": "a", "essential": false }, { "name": "b" }]);
    assert_eq!(
        containers(json!([{ "name": "a" }])).main_container(None),
        Ok("a")
    );
    assert_eq!(containers(one_essential).main_container(None), Ok("b"));
    assert_eq!(containers(two.clone()).main_container(Some("a")), Ok("a"));
    let unnamed = containers(two.clone())
        .main_container(None)
        .unwrap_err()
        .to_string();
    assert!(unnamed.contains("`a`, `b`"), "{unnamed}");
    let wrong = containers(json!([{ "name": "web" }, { "name": "side" }]))
        .main_container(Some("wbe"))
        .unwrap_err();
    assert!(wrong.to_string().contains("did you mean `web`?"), "{wrong}");
}

#[test]
fn describe_output_can_be_registered_again() {
    let described = json!({
        "taskDefinition": {
            "taskDefinitionArn": "arn:aws:ecs:x", "family": "f", "revision": 7, "status": "ACTIVE",
            "containerDefinitions": [{ "name": "a" }], "registeredAt": 1.5,
        },
        "tags": [{ "key": "team", "value": "x" }, { "key": "aws:x", "value": "y" }],
    });
    let tags = [
        ("team".to_owned(), "z".to_owned()),
        ("run".to_owned(), "1".to_owned()),
    ];
    let definition = definition(&described).with_tags(&tags);
    let expected = json!({
        "family": "f", "containerDefinitions": [{ "name": "a" }],
        "tags": [{ "key": "team", "value": "z" }, { "key": "run", "value": "1" }],
    });
    assert_eq!(definition.reveal(), &expected);
}

#[test]
fn problems_show_no_values() {
    let text = r#"family: f
containerDefinitions:
- name: web
  enviroment: [{ name: A, value: hunter2 }]
  environment:
  - { name: A, value: [hunter2] }
  - { name: B, vale: hunter2 }
  - { name: C, value: "hunter2 ${values.TOKEM}" }
  portMapping: []
- image: x
- name: web
"#;
    let problems = read("ecs/td.yml", text).unwrap_err().to_string();
    assert!(!problems.contains("hunter2"), "{problems}");
    insta::assert_snapshot!(problems);
}

#[test]
fn a_document_over_the_limit_is_a_problem() {
    let large = "x".repeat(SIZE_LIMIT);
    let value =
        json!({ "family": "f", "containerDefinitions": [{ "name": "a", "command": [large] }] });
    let problems = read("td.json", &value.to_string()).unwrap_err();
    assert!(
        problems.to_string().contains("ECS accepts 65536"),
        "{problems}"
    );
}
