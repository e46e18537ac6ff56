//! A small table, and documents that fit it more or less.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use serde_json::{Value, json};

use super::*;
use crate::document::Document;
use crate::problem::{Problems, Severity};

fn table() -> SchemaTable {
    let structure = |members: &[(&str, &str, bool)]| {
        let members = members.iter().map(|(name, shape, required)| Member {
            name: (*name).to_owned(),
            shape: (*shape).to_owned(),
            required: *required,
        });
        Shape::Structure {
            members: members.collect(),
        }
    };
    let shapes = [
        (
            "Task",
            structure(&[
                ("family", "String", true),
                ("cpu", "String", false),
                ("containers", "Containers", false),
                ("registeredAt", "Timestamp", false),
            ]),
        ),
        (
            "Containers",
            Shape::List {
                item: "Container".to_owned(),
            },
        ),
        (
            "Container",
            structure(&[
                ("name", "String", false),
                ("memory", "Integer", false),
                ("essential", "Boolean", false),
                ("weight", "Double", false),
                ("labels", "Labels", false),
                ("protocol", "Protocol", false),
                ("size", "Long", false),
            ]),
        ),
        (
            "Labels",
            Shape::Map {
                value: "String".to_owned(),
            },
        ),
        (
            "Protocol",
            Shape::String {
                values: vec!["tcp".to_owned(), "udp".to_owned()],
            },
        ),
        ("String", Shape::String { values: vec![] }),
        ("Integer", Shape::Integer),
        ("Long", Shape::Long),
        ("Boolean", Shape::Boolean),
        ("Double", Shape::Double),
        ("Timestamp", Shape::Timestamp),
    ];
    let shapes = shapes
        .into_iter()
        .map(|(name, shape)| (name.to_owned(), shape))
        .collect();
    SchemaTable {
        root: "Task".to_owned(),
        shapes,
    }
}

fn checked(text: &str, allowed: &[&str], unknown_value: Severity) -> (Value, Problems) {
    let (document, problems) = Document::parse("td.yml", text);
    assert!(problems.is_empty(), "{problems}");
    let mut document = document.unwrap();
    let allowed = allowed
        .iter()
        .map(|path| (*path).to_owned())
        .collect::<Vec<_>>();
    let rules = Rules {
        allow_unknown_fields: &allowed,
        unknown_value,
    };
    let problems = check(&mut document, &table(), rules);
    (document.root.to_json(), problems)
}

#[test]
fn scalars_become_what_is_wanted() {
    for (written, fit) in [
        ("cpu: 256", json!({ "cpu": "256" })),
        ("cpu: 0256", json!({ "cpu": "0256" })),
        ("cpu: null", json!({})),
        ("containers:", json!({})),
        (
            "containers: [{memory: '512'}]",
            json!({ "containers": [{ "memory": 512 }] }),
        ),
        (
            "containers: [{memory: 256.0}]",
            json!({ "containers": [{ "memory": 256 }] }),
        ),
        (
            "containers: [{essential: 'true'}]",
            json!({ "containers": [{ "essential": true }] }),
        ),
        (
            "containers: [{weight: '1.5'}]",
            json!({ "containers": [{ "weight": 1.5 }] }),
        ),
        (
            "containers: [{size: 9007199254740993}]",
            json!({ "containers": [{ "size": 9_007_199_254_740_993_i64 }] }),
        ),
        (
            "containers: [{labels: {a: 1.10, b: on, c: true, d: 0x1F, e: 012345678901}}]",
            json!({ "containers": [{ "labels": { "a": "1.10", "b": "on", "c": "true", "d": "0x1F", "e": "012345678901" } }] }),
        ),
    ] {
        let (mut value, problems) = checked(&format!("family: f\n{written}"), &[], Severity::Error);
        assert!(problems.is_empty(), "{problems}");
        value.as_object_mut().unwrap().remove("family");
        assert_eq!(value, fit, "{written}");
    }
}

#[test]
fn what_does_not_fit_is_reported_all_at_once_and_removed() {
    let text = "cpu: [1]\ncontaners: []\nregisteredAt: 1\nnew: {a: 1}\ncontainers:\n- Name: web\n  \
                memory: 1.5\n  essential: on\n  weight: heavy\n  labels: [a]\n  protocol: tpc\n- side\n\
                - {memory: 9999999999, name: , labels: {a: {}}}\n";
    let (value, problems) = checked(text, &[], Severity::Error);
    let lines = problems.sorted();
    let lines = lines.iter().map(ToString::to_string).collect::<Vec<_>>();
    insta::assert_snapshot!(lines.join("\n"));
    assert_eq!(value, json!({ "containers": [{}, { "labels": {} }] }));
}

#[test]
fn a_field_newer_than_the_table_can_be_allowed() {
    let text = "family: f\ncontainers: [{name: a, knob: {x: [1]}}, {knob: 2}]\n";
    for allowed in ["containers.knob", "containers[0].knob", "containers[].knob"] {
        let (value, problems) = checked(text, &[allowed], Severity::Error);
        assert!(problems.is_empty(), "{problems}");
        assert_eq!(value["containers"][0]["knob"], json!({ "x": [1] }));
    }
    assert_eq!(
        checked(text, &["containers.knobs"], Severity::Error)
            .1
            .len(),
        2
    );
}

#[test]
fn a_value_newer_than_the_table_is_kept_with_a_warning() {
    let (value, problems) = checked(
        "family: f\ncontainers: [{protocol: quic}]",
        &[],
        Severity::Warning,
    );
    assert!(!problems.has_errors());
    assert_eq!(problems.len(), 1);
    assert_eq!(value["containers"][0]["protocol"], "quic");
}

#[test]
fn a_document_of_another_kind_is_one_problem() {
    assert_eq!(checked("[a]", &[], Severity::Error).1.len(), 1);
}
