//! No secret is shown, wherever it stands, and how those that stand there as plain text are moved.

use super::{Settings, good, lint, parsed, put};
use crate::document::Document;
use crate::lint::plain_text;
use crate::problem::{Problems, Severity};
use proptest::prelude::*;
use serde_json::{Value, json};

fn with_secrets() -> Value {
    let token = ["ghp_", &"a1B2c3".repeat(6)].concat();
    let mut document = good();
    let variables = json!([
        { "name": "DB_PASSWORD", "value": "correct-horse" },
        { "name": "COLOR", "value": token },
        { "name": "SALT", "value": "Zk3vQ9xT7mWp2LsYb8Rd5Hc1" },
        { "name": "LOG_LEVEL", "value": "info" },
    ]);
    for (pointer, value) in [
        ("containerDefinitions/0/environment", &variables),
        ("containerDefinitions/0/command", &json!(["--token", token])),
        ("containerDefinitions/0/dockerLabels/note", &json!(token)),
    ] {
        put(&mut document, pointer, value);
    }
    document
}

#[test]
fn plain_text_secrets_are_reported_and_not_shown() {
    let document = with_secrets();
    let found = plain_text(&parsed(&document), Settings::default());
    let said: Vec<_> = found
        .iter()
        .map(|one| (one.severity, one.message.as_str()))
        .collect();
    assert_eq!(
        said,
        [
            (
                Severity::Warning,
                "`DB_PASSWORD` is called like a secret, and its value is plain text"
            ),
            (
                Severity::Error,
                "the value of `COLOR` has a GitHub personal access token in plain text"
            ),
            (
                Severity::Warning,
                "the value of `SALT` looks random, like a secret, and is plain text"
            ),
            (
                Severity::Error,
                "there is a GitHub personal access token in plain text in `command`"
            ),
            (
                Severity::Error,
                "there is a GitHub personal access token in plain text in `dockerLabels`"
            ),
        ]
    );
    let shown = shown(&found);
    for secret in ["correct-horse", "ghp_", "Zk3vQ9xT7mWp2LsYb8Rd5Hc1"] {
        assert!(!shown.contains(secret), "{shown}");
    }
    let accepted = ["DB_PASSWORD", "COLOR", "SALT"].map(str::to_owned);
    let settings = Settings {
        plain_text: &accepted,
        ..Settings::default()
    };
    assert_eq!(plain_text(&parsed(&document), settings).len(), 2);
}

fn shown(found: &Problems) -> String {
    format!("{found}{}", serde_json::to_string(found).unwrap())
}

/// The two commands, for JSON, for JSON with one more level, for YAML, and for a value that is
/// somewhere else.
#[test]
fn two_commands_move_a_secret() {
    let json = r#"{ "family": "shop", "containerDefinitions": [
        { "name": "web", "environment": [{ "name": "DB_PASSWORD", "value": "correct-horse" }] }] }"#;
    let wrapped = format!(r#"{{ "taskDefinition": {json}, "tags": [] }}"#);
    let yaml = "family: shop\ncontainerDefinitions:\n- name: web\n  environment:\n  - { name: DB_PASSWORD, value: correct-horse }\n";
    let schemas = crate::task_definition::Schemas {
        input: crate::schema_table::SchemaTable::default(),
        output_members: Vec::new(),
    };
    for (file, text, commands) in [
        (
            "td.json",
            json,
            [
                r#"  aws ssm put-parameter --type SecureString --name /shop/DB_PASSWORD --value="$(jq -r '.containerDefinitions[0].environment[] | select(.name == "DB_PASSWORD") | .value' td.json)""#,
                r#"  jq '.containerDefinitions[0].secrets += [{"name": "DB_PASSWORD", "valueFrom": "/shop/DB_PASSWORD"}] | del(.containerDefinitions[0].environment[] | select(.name == "DB_PASSWORD"))' td.json > td.json.new && mv td.json.new td.json"#,
            ],
        ),
        (
            "my td.json",
            &wrapped,
            [
                r#"  aws ssm put-parameter --type SecureString --name /shop/DB_PASSWORD --value="$(jq -r '.taskDefinition.containerDefinitions[0].environment[] | select(.name == "DB_PASSWORD") | .value' 'my td.json')""#,
                r#"  jq '.taskDefinition.containerDefinitions[0].secrets += [{"name": "DB_PASSWORD", "valueFrom": "/shop/DB_PASSWORD"}] | del(.taskDefinition.containerDefinitions[0].environment[] | select(.name == "DB_PASSWORD"))' 'my td.json' > 'my td.json.new' && mv 'my td.json.new' 'my td.json'"#,
            ],
        ),
        (
            "td.yml",
            yaml,
            [
                r#"  aws ssm put-parameter --type SecureString --name /shop/DB_PASSWORD --value="$(yq -r '.containerDefinitions[0].environment[] | select(.name == "DB_PASSWORD") | .value' td.yml)""#,
                r#"  yq -i '.containerDefinitions[0].secrets += [{"name": "DB_PASSWORD", "valueFrom": "/shop/DB_PASSWORD"}] | del(.containerDefinitions[0].environment[] | select(.name == "DB_PASSWORD"))' td.yml"#,
            ],
        ),
    ] {
        let (document, _) = crate::task_definition::document_as_written(file, text, &schemas, &[]);
        let found = plain_text(&document.unwrap(), Settings::default());
        let help = found.iter().next().unwrap().help.clone().unwrap();
        let given: Vec<&str> = help.lines().filter(|line| line.starts_with("  ")).collect();
        assert_eq!(given, commands, "{file}");
    }
}

/// What `${values.…}` brings in can turn up in anything that a rule quotes.
#[test]
fn sealed_values_are_not_quoted() {
    let mut document = good();
    for pointer in [
        "family",
        "cpu",
        "networkMode",
        "executionRoleArn",
        "containerDefinitions/0/name",
        "containerDefinitions/0/image",
        "containerDefinitions/0/logConfiguration/logDriver",
        "containerDefinitions/1/dependsOn/0/containerName",
        "containerDefinitions/0/portMappings/0/name",
        "containerDefinitions/0/healthCheck/command/0",
        "containerDefinitions/0/mountPoints/0/sourceVolume",
    ] {
        put(&mut document, pointer, &json!("Pl4nted: value"));
    }
    let (parsed, _) = Document::parse("a.json", &document.to_string());
    let mut parsed = parsed.unwrap();
    let open = lint(&parsed, Settings::default())
        .iter()
        .any(|one| one.message.contains("Pl4nted"));
    assert!(open, "nothing quotes it, so this shows nothing");
    seal(&mut parsed.root);
    let found = lint(&parsed, Settings::default());
    assert!(found.len() > 8, "{found}");
    for problem in &found {
        let said = format!("{}{:?}", problem.message, problem.help);
        assert!(!said.contains("Pl4nted"), "{said}");
    }
}

/// Marks what a substitution would have brought in.
fn seal(node: &mut crate::document::Node) {
    use crate::document::Content;
    match &mut node.content {
        Content::List(items) => items.iter_mut().for_each(seal),
        Content::Mapping(entries) => entries.iter_mut().for_each(|entry| seal(&mut entry.value)),
        Content::String(text) => node.sealed = text.starts_with("Pl4nted"),
        Content::Null | Content::Boolean(..) | Content::Number(..) => {}
    }
}

/// Names that are suspicious, and names that are not.
fn name() -> impl Strategy<Value = String> {
    prop_oneof!["[A-Z]{1,8}(_PASSWORD|_TOKEN|_KEY|_URL)?", "\\PC{0,10}"]
}

/// Values with what JSON escapes, and with what rules look for.
fn secret() -> impl Strategy<Value = String> {
    prop_oneof![
        "[A-Za-z0-9+/=_-]{12,60}",
        "[ -~]{12,40}",
        "postgres://[a-z]{1,5}:[!-~]{12,20}@db/x",
        "\\PC{12,30}",
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever a variable or a secret holds, and whatever else is wrong on the same line.
    #[test]
    fn no_value_is_shown(name in name(), secret in secret(), from in secret(), pretty: bool, yaml: bool) {
        let mut document = good();
        let wrong = json!({ "name": name, "value": secret, "unknown": 1 });
        put(&mut document, "containerDefinitions/0/environment", &json!([wrong, wrong, { "value": secret }]));
        put(&mut document, "containerDefinitions/0/secrets", &json!([{ "name": name, "valueFrom": from }, { "valueFrom": from }]));
        put(&mut document, "containerDefinitions/0/image", &json!("Bad Image"));
        put(&mut document, "cpu", &json!("lots"));
        let text = if pretty { serde_json::to_string_pretty(&document) } else { serde_json::to_string(&document) };
        let name = if yaml { "a.yml" } else { "a.json" };
        let (document, problems) = Document::parse(name, &text.unwrap());
        prop_assert!(document.is_some(), "{}", problems);
        let document = document.unwrap();
        let found = [lint(&document, Settings::default()), plain_text(&document, Settings::default())];
        prop_assert!(found[0].len() > 2, "{}", found[0]);
        let all = format!("{}{}", shown(&found[0]), shown(&found[1]));
        for value in [&secret, &from] {
            // As it is, and as JSON and Rust write it.
            let written = serde_json::to_string(value).unwrap();
            for form in [value.trim(), written.trim_matches('"').trim(), &format!("{value:?}")] {
                prop_assert!(!all.contains(form), "{form} is in {all}");
            }
        }
    }
}
