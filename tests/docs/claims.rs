//! What pages refer to exists: files, headings, make targets, verbs, flags, permissions.

use super::page::{Page, What, root};
use super::pages;
use super::table::{help, listed_verbs};
use regex_lite::Regex;
use std::collections::BTreeSet;
use std::path::Path;

#[test]
fn links_lead_somewhere() {
    let link = Regex::new(r"\]\(([^)\s]+)\)").unwrap();
    for page in pages() {
        for found in link.captures_iter(&page.all()) {
            let target = &found[1];
            if target.contains("://") {
                continue;
            }
            let (file, heading) = target.split_once('#').unwrap_or((target, ""));
            let path = match file {
                "" => root().join(&page.name),
                file => page.directory().join(file),
            };
            assert!(path.exists(), "{}: {target} does not exist", page.name);
            if !heading.is_empty() {
                let known = headings(&path);
                assert!(
                    known.contains(heading),
                    "{}: {target}: {known:?}",
                    page.name
                );
            }
        }
    }
}

#[test]
fn make_targets_exist() {
    let makefile = std::fs::read_to_string(root().join("Makefile")).unwrap();
    let make = Regex::new(r"(?m)(?:`|^\$ )make ([a-z-]+)").unwrap();
    for page in pages() {
        for found in make.captures_iter(&page.all()) {
            let rule = format!("\n{}:", &found[1]);
            assert!(
                makefile.contains(&rule),
                "{}: make {}",
                page.name,
                &found[1]
            );
        }
    }
}

#[test]
fn commands_and_flags_exist() {
    let mut verbs: Vec<String> = listed_verbs().into_iter().map(|(verb, _)| verb).collect();
    // Not listed, because it may change; docs/rehearsal.md says so.
    verbs.push("simulate".to_owned());
    let flag = Regex::new(r"--[a-z][a-z-]*").unwrap();
    for page in pages() {
        for words in commands(&page) {
            let verb = words.split([' ', ')']).next().unwrap();
            let known = verbs.iter().any(|known| known == verb);
            assert!(known, "{}: foghorn {words}", page.name);
            let help = help(&[verb]);
            for flag in flag.find_iter(&words) {
                let known = help.contains(flag.as_str());
                assert!(known, "{}: foghorn {words}", page.name);
            }
        }
    }
}

/// The command lines that a page shows, without `foghorn` itself: in its text between backticks, in
/// its blocks wherever a command can begin.
fn commands(page: &Page) -> Vec<String> {
    let inline = Regex::new(r"`foghorn ([a-z][^`]*)`").unwrap();
    let in_block = Regex::new(r"(?m)(?:^|\$ |\$\(|; | - )foghorn ([a-z][^|;>\n]*)").unwrap();
    let text = page.all();
    let mut commands: Vec<String> = inline
        .captures_iter(&text)
        .map(|found| found[1].to_owned())
        .collect();
    for part in page.parts() {
        if matches!(part.what, What::Fence(_)) {
            let block = page.text(&part).join("\n");
            commands.extend(
                in_block
                    .captures_iter(&block)
                    .map(|found| found[1].to_owned()),
            );
        }
    }
    commands
}

/// docs/aws.md names every call that foghorn makes, and no other.
#[test]
fn every_permission_is_named() {
    let page = Page::read("docs/aws.md").all();
    let call = Regex::new(r#""((?:ecs|ecr|ssm|sts|logs|elasticloadbalancing):[A-Z]\w+)""#).unwrap();
    let mut calls = BTreeSet::new();
    for entry in std::fs::read_dir(root().join("src/aws/session")).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|end| end == "rs") && !path.ends_with("tests.rs") {
            let text = std::fs::read_to_string(&path).unwrap();
            calls.extend(call.captures_iter(&text).map(|found| found[1].to_owned()));
        }
    }
    assert!(calls.contains("ecs:UpdateService"), "{calls:?}");
    for call in calls {
        let named = page.contains(&format!("\"{call}\""));
        assert!(named, "{call} in docs/aws.md");
    }
}

/// The anchors of a page, as GitHub makes them of its headings.
fn headings(path: &Path) -> BTreeSet<String> {
    let text = std::fs::read_to_string(path).unwrap();
    let heading = |line: &str| {
        let words = line.strip_prefix('#')?.trim_start_matches('#').trim();
        let kept = words
            .chars()
            .filter(|c| c.is_alphanumeric() || " -_".contains(*c));
        Some(kept.collect::<String>().to_lowercase().replace(' ', "-"))
    };
    text.lines().filter_map(heading).collect()
}
