//! YAML and JSON, good and bad, as trees, positions and problems.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fmt::Write as _;

use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;

fn tree(name: &str, text: &str) -> Document {
    let (document, problems) = Document::parse(name, text);
    assert!(problems.is_empty(), "{problems}");
    document.unwrap()
}

fn lines(name: &str, text: &str) -> Vec<String> {
    let (_, problems) = Document::parse(name, text);
    problems.iter().map(ToString::to_string).collect()
}

#[test]
fn the_same_document_in_yaml_and_json() {
    let expected = json!({ "a": [1, "x", null], "b": { "c": true, "d": 1.5 } });
    for (name, text) in [
        ("f.yml", "a: [1, x, null]\nb:\n  c: true\n  d: 1.5\n"),
        (
            "f.yml",
            "\u{feff}a:\r\n- 1\r\n- x\r\n-\r\nb: {c: true, d: 1.5}\r\n",
        ),
        (
            "f.json",
            "{\"a\": [1, \"x\", null],\r\n\t\"b\": {\"c\": true, \"d\": 1.5}}",
        ),
        (
            "f.yml",
            "{\n\t\"a\": [1, \"x\", null],\n\t\"b\": {\"c\": true, \"d\": 1.5}\n}",
        ),
        ("f.yml", "{a: [1, x, null], b: {c: true, d: 1.5}}"),
        (
            "f.yml",
            "x: &x {c: true}\na: [1, x, ~]\nb: {<<: *x, d: 1.5}\n",
        ),
    ] {
        let mut found = tree(name, text).root.to_json();
        found.as_object_mut().unwrap().remove("x");
        assert_eq!(found, expected, "{text}");
    }
}

#[test]
fn words_of_old_yaml_are_texts() {
    let found = tree("f.yml", "[on, off, yes, no, 2026-01-01, 'true']")
        .root
        .to_json();
    assert_eq!(
        found,
        json!(["on", "off", "yes", "no", "2026-01-01", "true"])
    );
}

#[test]
fn scalars_remember_how_they_were_written() {
    for (name, text) in [
        ("f.yml", "é: 1\nv: 1.10\n"),
        ("f.json", "{\"é\": 1, \"v\": 1.10}"),
    ] {
        let document = tree(name, text);
        let node = document.root.get("v").unwrap();
        assert!(matches!(&node.content, Content::Number(_, written) if written == "1.10"));
        assert_eq!(document.source.slice(&node.span), "1.10");
    }
    let aliased = tree("f.yml", "a: &v 1.10\nb: *v\n");
    let node = aliased.root.get("b").unwrap();
    assert!(matches!(&node.content, Content::Number(_, written) if written == "1.10"));
    assert_eq!(aliased.source.position(node.span.start), (2, 4));
}

#[test]
fn what_cannot_be_read_is_said_with_its_place() {
    for (name, text, expected) in [
        ("f.yml", "", "f.yml: the file is empty"),
        (
            "f.yml",
            "a: 1\na: 2\n",
            "f.yml:2:1: the key `a` is given twice (keep one of the two)",
        ),
        (
            "f.yml",
            "a: *x\n",
            "f.yml:1:4: this alias has no anchor (add the anchor (`&name`) above, or put the text in quotes)",
        ),
        (
            "f.yml",
            "a: 1\n---\nb: 2\n",
            "f.yml:3:1: a second document (remove the `---`: one file is one document)",
        ),
        (
            "f.json",
            "{\"a\": 1,\n \"a\": 2}",
            "f.json:2:2: the key `a` is given twice (keep one of the two)",
        ),
        (
            "f.json",
            "{\"a\": 1,}",
            "f.json:1:8: a comma after the last entry (remove the comma: JSON does not allow it)",
        ),
        (
            "f.json",
            "{\"a\": [1,",
            "f.json:1:10: expected a value, found the end of the file",
        ),
        (
            "f.json",
            "{\"a\": 1} x",
            "f.json:1:10: expected the end of the file, found `x`",
        ),
        (
            "f.json",
            "{\"a\": \"b\n\"}",
            "f.json:1:7: this string has no end (close it with `\"`; a line break inside is written `\\n`)",
        ),
        (
            "f.json",
            "{\"a\": yes}",
            "f.json:1:7: a text without quotes (put it in double quotes)",
        ),
        (
            "f.json",
            "{\"a\": 01}",
            "f.json:1:7: not a number that JSON allows (put it in quotes if it is a text)",
        ),
        (
            "f.json",
            "{ // x\n}",
            "f.json:1:3: a comment (JSON has no comments: remove it, or name the file `.yml`)",
        ),
    ] {
        assert_eq!(lines(name, text), [expected], "{text}");
    }
    for (text, line, words) in [
        ("a:\n\tb: 1\n", 2, "indent with spaces"),
        ("a: !Ref x\n", 1, "!Ref"),
        ("a: [1\nb: 2\n", 2, ""),
    ] {
        let (_, problems) = Document::parse("f.yml", text);
        let problem = problems.iter().next().unwrap();
        assert_eq!(problem.place.spot.as_ref().unwrap().line, line, "{problem}");
        assert!(problem.to_string().contains(words), "{problem}");
    }
}

#[test]
fn after_a_duplicated_key_the_rest_can_be_checked() {
    let (document, problems) = Document::parse("f.yml", "a: 1\na: 2\nb: 3\n");
    assert_eq!(problems.len(), 1);
    assert_eq!(document.unwrap().root.to_json(), json!({ "a": 1, "b": 3 }));
}

#[test]
fn documents_that_explode_end_in_a_problem() {
    let mut bomb = "a: &a [x,x,x,x,x,x,x,x,x]\n".to_owned();
    for (name, before) in ('b'..='i').zip('a'..) {
        let aliases = vec![format!("*{before}"); 9].join(",");
        writeln!(bomb, "{name}: &{name} [{aliases}]").unwrap();
    }
    let deep_json = "[".repeat(100_000);
    let deep_yaml = format!("a: {}{}", "[".repeat(5_000), "]".repeat(5_000));
    let wide_json = format!("[{}1]", "1,".repeat(30_000));
    for (name, text) in [
        ("f.yml", &bomb),
        ("f.json", &deep_json),
        ("f.yml", &deep_yaml),
        ("f.json", &wide_json),
    ] {
        let (document, problems) = Document::parse(name, text);
        assert!(document.is_none());
        assert_eq!(problems.len(), 1);
    }
}

#[test]
fn values_that_may_not_be_shown_are_in_no_problem_and_no_debug_output() {
    for (name, text) in [
        (
            "f.yml",
            "environment:\n- name: A\n  value: hunter2\n- name: A\n  value: !x hunter2\n",
        ),
        ("f.yml", "environment:\n- {name: A, value: \"hunter2\n"),
        (
            "f.yml",
            "values:\n  A: |\n    hunter2\n    hunter2\n  A: hunter2\n",
        ),
        (
            "f.json",
            "{\"environment\":[{\"name\":\"A\",\"value\":\"hunter2\",\"value\":\"hunter2\"}]}",
        ),
        (
            "f.json",
            "{\"enviroment\":[{\"name\":\"A\",\"value\":\"hunter2\" \"value\":\"hunter2\"}]}",
        ),
        (
            "f.json",
            "{\"secrets\":[{\"valueFrom\":\n\"hunter2\nhunter2",
        ),
        ("f.yml", "image: {build-args: {A: hunter2, A: hunter2}}\n"),
        ("f.yml", "environment: {name: hunter2, name: 1}\n"),
    ] {
        let (document, problems) = Document::parse(name, text);
        assert!(!problems.is_empty(), "{text}");
        let shown = format!("{problems}\n{problems:?}\n{document:?}");
        assert!(!shown.contains("hunter2"), "{shown}");
    }
}

#[test]
fn names_and_references_are_shown() {
    let text = "secrets:\n- {name: A, valueFrom: 'arn:aws:ssm:x'}\n- {name: B, valueFrom: plain}\n";
    let shown = format!("{:?}", tree("f.yml", text).root);
    assert_eq!(
        shown,
        r#"{"secrets": [{"name": "A", "valueFrom": "arn:aws:ssm:x"}, {"name": "B", "valueFrom": ***}]}"#
    );
}

#[test]
fn a_value_is_masked_where_its_anchor_is() {
    let document = tree("f.yml", "x: &x hunter2\nvalues: {A: *x}\n");
    let [anchor, alias] = [0, 15].map(|at| document.source.excerpt(&(at..at + 1)).text);
    assert_eq!(
        (anchor.as_str(), alias.as_str()),
        ("x: &x ***", "values: {A: ***}")
    );
}

fn any_json() -> impl Strategy<Value = Value> {
    let scalar = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        (-1e15..1e15).prop_map(Value::from),
        any::<String>().prop_map(Value::from),
        "[a-z0-9:#&*!|>'\"%@`{}\\[\\], \n\t-]{0,12}".prop_map(Value::from),
    ];
    scalar.prop_recursive(4, 40, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            prop::collection::vec((any::<String>(), inner), 0..6)
                .prop_map(|entries| Value::Object(entries.into_iter().collect())),
        ]
    })
}

fn with_tabs(value: &Value) -> String {
    let mut text = Vec::new();
    let tabs = serde_json::ser::PrettyFormatter::with_indent(b"\t");
    let mut to = serde_json::Serializer::with_formatter(&mut text, tabs);
    serde::Serialize::serialize(value, &mut to).unwrap();
    String::from_utf8(text).unwrap()
}

proptest! {
    #![proptest_config(crate::fixed_seed(128))]

    #[test]
    fn any_json_survives(value in any_json(), pretty in any::<bool>()) {
        let text = if pretty { with_tabs(&value) } else { value.to_string() };
        let expected: Value = serde_json::from_str(&text).unwrap();
        let (document, problems) = Document::parse("f.json", &text);
        prop_assert!(problems.is_empty(), "{problems}");
        prop_assert_eq!(document.unwrap().root.to_json(), expected);
    }

    #[test]
    fn no_text_makes_it_panic(text in "[a-z:{}\\[\\]\"', \n\t&*!|>#$-]{0,60}", json in any::<bool>()) {
        let (_, problems) = Document::parse(if json { "f.json" } else { "f.yml" }, &text);
        let _ = problems.render();
    }
}
