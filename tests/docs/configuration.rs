//! Every YAML block is a configuration that foghorn takes, or an excerpt of a file that exists; and
//! no key of the configuration is left unexplained.

use super::page::{Page, What, root};
use super::pages;
use foghorn_deploy::config::{self, Config};
use foghorn_deploy::problem::Problem;
use std::collections::BTreeSet;

/// What stands where an excerpt leaves something out.
const LEFT_OUT: &str = "# …";
/// What a block that shows only a part is completed with.
const REST: [(&[&str], &str); 3] = [
    (&["image", "images"], "image:\n  repository: product-api\n"),
    (
        &["service", "services"],
        "service: product-api\ntask-definition: ecs/task-definition.json\n",
    ),
    (
        &["stages"],
        "stages:\n  dev:\n    region: eu-west-1\n    cluster: dev\n",
    ),
];

#[test]
fn yaml_blocks_are_configurations_or_excerpts() {
    for page in pages() {
        for part in page.parts() {
            let What::Fence(language) = &part.what else {
                continue;
            };
            if language != "yaml" {
                continue;
            }
            let (place, lines) = (page.place(&part), page.text(&part));
            match part
                .note
                .as_deref()
                .and_then(|note| note.strip_prefix("from "))
            {
                Some(file) => assert_excerpt(&place, &lines, file),
                None => assert_configuration(&place, &lines.join("\n")),
            }
        }
    }
}

#[test]
fn every_key_is_explained() {
    let schema = config::json_schema();
    let mut wanted = BTreeSet::from(["keys of foghorn.yml".to_owned()]);
    for (name, shape) in schema["$defs"].as_object().unwrap() {
        if shape.get("properties").is_some() {
            wanted.insert(format!("keys of {name}"));
        } else {
            wanted.insert(format!("values of {name}"));
        }
    }
    let tables: BTreeSet<String> = Page::read("docs/configuration.md")
        .parts()
        .into_iter()
        .filter_map(|part| match part.what {
            What::Table(name) => Some(name),
            What::Fence(_) => None,
        })
        .collect();
    assert_eq!(tables, wanted);
}

fn assert_configuration(place: &str, text: &str) {
    let has = |key: &str| {
        text.lines()
            .any(|line| line.starts_with(&format!("{key}:")))
    };
    let mut whole = text.to_owned();
    for (keys, rest) in REST {
        if !keys.iter().any(|key| has(key)) {
            whole = format!("{whole}\n{rest}");
        }
    }
    if let Err(problems) = Config::parse(place, &whole) {
        let problems: Vec<String> = problems.iter().map(Problem::render).collect();
        panic!("{place}:\n{}", problems.join("\n"));
    }
}

/// The pieces between the places where something is left out are in the file, in this order.
fn assert_excerpt(place: &str, lines: &[String], file: &str) {
    let text = std::fs::read_to_string(root().join(file)).unwrap();
    let source: Vec<&str> = text.lines().collect();
    let mut at = 0;
    for piece in lines.split(|line| line.trim() == LEFT_OUT) {
        let found = (at..source.len()).find(|start| {
            source[*start..].starts_with(&piece.iter().map(String::as_str).collect::<Vec<_>>())
        });
        at = found.unwrap_or_else(|| panic!("{place}: {file} has no lines\n{}", piece.join("\n")))
            + piece.len();
    }
}
