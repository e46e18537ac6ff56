//! What is found, and how it is shown.

use super::{alone, offline, scene};
use crate::harness::{Example, Setting};
use serde_json::Value;

const FILE: &str = "ecs/task-definition.json";

/// Mistakes, each of another kind.
const MANY: &str = r#"{
  "family": "shop",
  "requiresCompatibilities": ["FARGATE"],
  "networkMode": "bridge",
  "cpu": "512",
  "memory": "512",
  "ephemeralStorage": { "sizeInGiB": 20 },
  "containerDefinitions": [
    {
      "name": "web",
      "image": "shop/Web:1.4",
      "privileged": true,
      "portMappings": [{ "containerPort": 80 }],
      "healthCheck": { "command": ["curl -f http://localhost"], "interval": 2 },
      "dependsOn": [{ "containerName": "migrate", "condition": "SUCCESS" }],
      "secrets": [{ "name": "DB_PASSWORD", "valueFrom": "correct horse battery" }],
      "logConfiguration": { "logDriver": "json-file" }
    },
    {
      "name": "migrate",
      "image": "shop/migrate:1.4",
      "mountPoints": [{ "sourceVolume": "date", "containerPath": "/data" }],
      "logConfiguration": {
        "logDriver": "awslogs",
        "options": { "awslogs-group": "/ecs/shop", "awslogs-region": "eu-west-1" }
      }
    }
  ]
}
"#;

#[test]
fn everything_at_once() {
    let run = alone("shop.json", MANY);
    insta::assert_snapshot!(run);
    assert_eq!(run.code, Some(3));
    assert!(!run.to_string().contains("horse"), "{run}");
}

#[test]
fn a_stage_that_differs() {
    let definition = Example::PRODUCT_API.read(FILE);
    let definition = definition.replace(r#""memory": "512""#, r#""memory": "${values.MEMORY}""#);
    let memory = |level: &str, size: u32| format!("{level}\n      MEMORY: \"{size}\"");
    let scene = Setting::new(Example::PRODUCT_API)
        .configure("LOG_LEVEL: debug", &memory("LOG_LEVEL: debug", 4096))
        .configure("LOG_LEVEL: info", &memory("LOG_LEVEL: info", 512))
        .file(FILE, definition)
        .start();
    let run = offline(&scene, &[]);
    insta::assert_snapshot!(run);
    assert_eq!(run.code, Some(3));
    let prod = offline(&scene, &["--stage", "prod"]);
    assert_eq!(prod.code, Some(0), "{prod}");
}

#[test]
fn nothing_in_the_examples() {
    for example in [Example::PRODUCT_API, Example::TWO_SERVICES] {
        let run = offline(&Setting::new(example).start(), &[]);
        assert_eq!(run.code, Some(0));
        insta::assert_snapshot!(run);
    }
}

#[test]
fn as_json() {
    let definition = Example::PRODUCT_API.read(FILE);
    let definition = definition.replace(r#""cpu": "256""#, r#""cpu": "257""#);
    let scene = scene(FILE, definition);
    let run = offline(&scene, &["--stage", "dev", "--output", "json"]);
    insta::assert_snapshot!(run);
    assert_eq!(run.code, Some(3));
    let schema: Value =
        serde_json::from_str(&scene.foghorn(&["schema", "check"]).run().stdout).unwrap();
    let finding = &schema["$defs"]["finding"]["properties"];
    let found: Value = serde_json::from_str(&run.stdout).unwrap();
    for key in found["findings"][0].as_object().unwrap().keys() {
        assert!(finding.get(key).is_some(), "{key} is not in the schema");
    }
}

/// What cannot be read as a task definition is told as well as can be.
#[test]
fn no_task_definition() {
    for (name, text, said) in [
        ("empty.json", "", "the file is empty"),
        ("list.json", "[]", "expected"),
        ("broken.json", "{ \"family\": }", "problem: "),
        ("empty.yml", "{}", "`containerDefinitions` is missing"),
        (
            "chart.yml",
            "{{- if .Values.x }}\nfamily: {{ .Values.name }}\n{{- end }}\n",
            "template of another tool",
        ),
        (
            "terraform.json",
            "{ \"family\": \"a\", \"cpu\": ${cpu} }",
            "template of another tool",
        ),
    ] {
        let run = alone(name, text);
        assert_eq!(run.code, Some(3), "{name}: {run}");
        assert!(run.stdout.contains(said), "{name}: {run}");
        assert!(!run.stdout.contains("ok, fits"), "{name}: {run}");
    }
    let scene = scene("unused.json", "{}");
    let run = offline(&scene, &["--task-definition", "nowhere.json"]);
    assert_eq!(run.code, Some(2), "{run}");
}
