//! Every rule with a case that is right and one that is wrong; nothing panics; nothing is shown.

#![allow(
    clippy::unwrap_used,
    clippy::too_many_lines,
    reason = "a test fails by panicking, and a table is as long as there are rules"
)]

mod anything;
mod containers;
mod fargate;
mod instances;
mod logs;
mod masked;
mod network;
mod variables;
mod volumes;

use super::{Settings, lint};
use crate::document::Document;
use crate::problem::{Problems, Severity};
use serde_json::{Value, json};

/// A change of the good definition: where, what is right there, what is wrong there, and what is
/// said of it. `null` takes the member away.
type Row = (&'static str, Value, Value, &'static str);

/// A definition for Fargate of two containers without a fault.
fn good() -> Value {
    let log = |prefix: &str| {
        json!({ "logDriver": "awslogs", "options": {
            "awslogs-group": "/ecs/shop", "awslogs-region": "eu-west-1", "awslogs-stream-prefix": prefix,
        } })
    };
    json!({
        "family": "shop",
        "requiresCompatibilities": ["FARGATE"],
        "networkMode": "awsvpc",
        "cpu": "1024",
        "memory": "2048",
        "executionRoleArn": "arn:aws:iam::111111111111:role/execution",
        "volumes": [{ "name": "data" }],
        "containerDefinitions": [
            { "name": "web", "image": "web:1", "portMappings": [{ "containerPort": 80 }], "logConfiguration": log("web") },
            { "name": "side", "image": "side:1", "essential": false, "logConfiguration": log("side") },
        ],
    })
}

/// Puts a value where a pointer says. Mappings and lists on the way are made.
fn put(document: &mut Value, pointer: &str, value: &Value) {
    let mut at = document;
    for step in pointer.split('/') {
        at = match step.parse::<usize>() {
            Ok(index) => {
                if !at.is_array() {
                    *at = json!([]);
                }
                let list = at.as_array_mut().unwrap();
                while list.len() <= index {
                    list.push(Value::Null);
                }
                &mut list[index]
            }
            Err(_) => {
                if !at.is_object() {
                    *at = json!({});
                }
                at.as_object_mut()
                    .unwrap()
                    .entry(step)
                    .or_insert(Value::Null)
            }
        };
    }
    *at = value.clone();
}

fn linted(value: &Value) -> Problems {
    lint(&parsed(value), Settings::default())
}

fn parsed(value: &Value) -> Document {
    let text = serde_json::to_string_pretty(value).unwrap();
    let (document, problems) = Document::parse("task.json", &text);
    assert!(problems.is_empty(), "{problems}");
    document.unwrap()
}

/// Both cases of every row: the right one is clean, the wrong one has this error and no other.
fn judge(start: &Value, severity: Severity, rows: &[Row]) {
    assert_eq!(linted(start).to_string(), "", "the start");
    for (pointer, right, wrong, message) in rows {
        let with = |value: &Value| {
            let mut document = start.clone();
            put(&mut document, pointer, value);
            linted(&document)
        };
        assert_eq!(with(right).to_string(), "", "{pointer}: {right}");
        let found = with(wrong);
        let said: Vec<_> = found
            .iter()
            .map(|one| (one.severity, one.message.as_str()))
            .collect();
        assert!(
            said.iter()
                .any(|(of, said)| *of == severity && said.contains(message)),
            "{pointer}: {wrong}: {said:?}"
        );
        assert_eq!(said.len(), 1, "{pointer}: {wrong}: {said:?}");
        let place = &found.iter().next().unwrap().place;
        // A line of its own, unless it is about something at the top that is not there.
        let somewhere = place.spot.is_some() || wrong.is_null() || message.contains("bytes");
        assert!(somewhere, "{pointer}: {wrong}: no line");
    }
}

#[test]
fn sizes_of_fargate() {
    let fits = |cpu: &str, memory: &str| {
        let mut document = good();
        put(&mut document, "cpu", &json!(cpu));
        put(&mut document, "memory", &json!(memory));
        linted(&document).is_empty()
    };
    for (cpu, memories, not) in [
        (
            "256",
            &["512", "1024", "2048", "0.5GB", "2 GB"][..],
            &["1536", "4096", "256"][..],
        ),
        (".25 vCPU", &["512"], &["4096"]),
        ("512", &["1024", "4096"], &["512", "5120"]),
        ("1 vCPU", &["2048", "8 GB"], &["1024", "2049"]),
        ("2048", &["4096", "16384"], &["17408"]),
        ("4096", &["8192", "30720"], &["31744"]),
        ("8192", &["16384", "20480", "61440"], &["17408"]),
        ("16384", &["32768", "122880"], &["36864"]),
        ("32 vCPU", &["61440", "122880", "249856"], &["65536"]),
    ] {
        for memory in memories {
            assert!(fits(cpu, memory), "{cpu} {memory}");
        }
        for memory in not {
            assert!(!fits(cpu, memory), "{cpu} {memory}");
        }
    }
}
