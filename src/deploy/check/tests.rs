//! The order of what was looked at, how a check ends, and its JSON against its schema.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use super::{About, Area, Checked, json, json_schema};
use crate::document::{Document, Path};
use crate::foreign::{Foreign, Sentence};
use crate::outcome::Outcome;
use crate::problem::{Place, Problem};
use serde_json::{Value, json as value};

fn about(stage: &str, service: Option<&str>, area: Area) -> About {
    About {
        stage: Some(stage.to_owned()),
        service: service.map(str::to_owned),
        area,
        subject: Foreign::new("subject"),
    }
}

#[test]
fn in_the_order_of_stages_services_and_areas() {
    let ok = |stage, service, area| about(stage, service, area).ok(Sentence::own("fits"));
    let checked = Checked::new(vec![
        ok("test", Some("web"), Area::Logs),
        ok("dev", Some("web"), Area::Image),
        ok("test", Some("api"), Area::Roles),
        ok("test", Some("web"), Area::Roles),
        ok("test", None, Area::Caller),
    ]);
    let order: Vec<String> = checked
        .findings()
        .iter()
        .map(|one| format!("{} {}", one.about, one.about.area.meaning()))
        .collect();
    assert_eq!(
        order,
        [
            "test caller",
            "test/web roles",
            "test/web logs",
            "test/api roles",
            "dev/web image"
        ]
    );
}

#[test]
fn only_a_problem_refuses() {
    let about = about("dev", None, Area::Caller);
    let text = || Sentence::own("x");
    let quiet = [
        about.ok(text()),
        about.warning(text()),
        about.could_not_look(text(), Some("iam:GetRole")),
    ];
    assert_eq!(Checked::new(quiet.to_vec()).outcome(), Outcome::Succeeded);
    let loud = [about.ok(text()), about.problem(text())];
    assert_eq!(Checked::new(loud.to_vec()).outcome(), Outcome::Refused);
}

#[test]
fn json_is_as_its_schema_says() {
    let (document, _) = Document::parse("a.json", r#"{ "cpu": 1 }"#);
    let document = document.unwrap();
    let place = document.place(
        &document.root.entry("cpu").unwrap().value.span,
        &Path::root().key("cpu"),
    );
    let about = about("dev", None, Area::TaskDefinition);
    let checked = Checked::new(vec![
        about.in_file(&Problem::error(place, "bad").help("one\ntwo")),
        about.in_file(&Problem::warning(Place::file("a.json"), "so so")),
        about.could_not_look(Sentence::own("see ").code("this"), Some("iam:GetRole")),
    ]);
    let made = json(&checked);
    let place = value!({ "file": "a.json", "line": 1, "column": 10, "path": "cpu" });
    assert_eq!(made["findings"][0]["place"], place);
    assert_eq!(made["findings"][0]["fix"], value!(["one", "two"]));
    assert_eq!(made["findings"][1]["place"]["line"], Value::Null);
    assert_eq!(made["findings"][2]["outcome"], "could-not-look");
    assert_eq!(made["findings"][2]["missing_permission"], "iam:GetRole");
    assert_eq!(made["findings"][2]["text"], "see `this`");
    let schema = json_schema();
    let finding = &schema["$defs"]["finding"];
    for (described, made) in [
        (&schema, &made),
        (finding, &made["findings"][0]),
        (&schema["$defs"]["place"], &place),
    ] {
        let keys = |of: &Value| -> Vec<String> {
            let mut keys: Vec<_> = of.as_object().unwrap().keys().cloned().collect();
            keys.sort();
            keys
        };
        assert_eq!(keys(&described["properties"]), keys(made));
        let required = described["required"].as_array().unwrap();
        assert_eq!(required.len(), keys(made).len(), "{described}");
    }
}
