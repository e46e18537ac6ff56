//! Every JSON block is JSON; docs/events.md shows every kind of event, in the shape that foghorn
//! reads and writes.

use super::page::{Page, What};
use super::pages;
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
    assert_eq!(shown, kinds());
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
