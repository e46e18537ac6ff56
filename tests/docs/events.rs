//! Every JSON block is JSON; docs/events.md shows every kind of event, in the shape that foghorn
//! reads and writes, and says what each of its fields means.

use super::page::{Page, What};
use super::{fields, pages, types};
use foghorn_deploy::event::Event;
use serde_json::Value;
use std::collections::BTreeSet;

const PAGE: &str = "docs/events.md";

#[test]
fn json_blocks_are_json() {
    for page in pages() {
        for (place, text) in json(&page) {
            if let Err(error) = serde_json::from_str::<Value>(&text) {
                panic!("{place}: {error}");
            }
        }
    }
}

#[test]
fn every_event_is_shown_as_it_is_written() {
    let mut shown = BTreeSet::new();
    for (place, text) in json(&Page::read(PAGE)) {
        let written: Value = serde_json::from_str(&text).unwrap();
        let event: Event = serde_json::from_str(&text).unwrap_or_else(|error| {
            panic!("{place}: {error}; take a line of a real --events FILE")
        });
        assert_eq!(serde_json::to_value(&event).unwrap(), written, "{place}");
        shown.insert(written["event"].as_str().unwrap().to_owned());
    }
    let missing: Vec<_> = kinds().difference(&shown).cloned().collect();
    assert!(
        missing.is_empty(),
        "{PAGE} shows no line of a real --events FILE for {missing:?}"
    );
}

/// Tables themselves are compared with all the others; this is about those that are not there.
#[test]
fn every_field_is_explained() {
    let page = Page::read(PAGE);
    let tables = page.parts().into_iter().filter_map(|part| match part.what {
        What::Table(name) => name.strip_prefix("fields of ").map(str::to_owned),
        What::Fence(_) => None,
    });
    let tables: BTreeSet<String> = tables.collect();
    let missing: Vec<String> = fields::expected()
        .into_iter()
        .filter(|(name, _)| !tables.contains(name))
        .map(|(name, meaning)| {
            let level = if name.starts_with(char::is_uppercase) {
                "###"
            } else {
                "##"
            };
            format!("{level} {name}\n\n{meaning}\n\n<!-- table: fields of {name} -->\n")
        })
        .collect();
    assert!(
        missing.is_empty(),
        "{PAGE} lacks these; after they are added before its last section, \
         `UPDATE_DOCS=1 cargo test --test foghorn docs` fills in the tables:\n\n{}",
        missing.join("\n")
    );
}

/// An event is one flat object: a field of a kind would hide one that every event has.
#[test]
fn no_field_hides_another() {
    let every: Vec<String> = types::named("Event")
        .fields
        .into_iter()
        .map(|f| f.name)
        .collect();
    for kind in types::named("EventKind").variants {
        for field in kind.fields {
            let hidden = field.name == "event" || every.contains(&field.name);
            assert!(
                !hidden,
                "`{}` of {} has to be called otherwise",
                field.name, kind.name
            );
        }
    }
}

/// The words come from the source, the shape from serde: they must be about the same fields.
#[test]
fn the_fields_are_those_that_are_written() {
    let every = ["seq", "at_ms", "stage", "service", "event"];
    let kinds = types::named("EventKind").variants;
    for (place, text) in json(&Page::read(PAGE)) {
        let written: Value = serde_json::from_str(&text).unwrap();
        let kind = kinds.iter().find(|kind| written["event"] == *kind.name);
        let kind =
            kind.unwrap_or_else(|| panic!("{place}: {} is not in the source", written["event"]));
        let said: BTreeSet<&str> = kind
            .fields
            .iter()
            .map(|field| field.name.as_str())
            .collect();
        let shown = written.as_object().unwrap().keys().map(String::as_str);
        let shown: BTreeSet<&str> = shown.filter(|key| !every.contains(key)).collect();
        assert_eq!(said, shown, "{place}");
    }
}

/// The names of all kinds of events. There is no list of them but in this error of serde's.
fn kinds() -> BTreeSet<String> {
    let nobody_knows = r#"{"seq":1,"at_ms":0,"event":"?"}"#;
    let error = serde_json::from_str::<Event>(nobody_knows)
        .unwrap_err()
        .to_string();
    let (_, names) = error.split_once("expected one of ").unwrap();
    names
        .split('`')
        .skip(1)
        .step_by(2)
        .map(str::to_owned)
        .collect()
}

fn json(page: &Page) -> Vec<(String, String)> {
    page.parts()
        .into_iter()
        .filter(|part| matches!(&part.what, What::Fence(language) if language == "json"))
        .map(|part| (page.place(&part), page.text(&part).join("\n")))
        .collect()
}
