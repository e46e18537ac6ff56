//! Tokens that an application or a build prints: they are masked by their form, wherever they go.
//! They are put together here, so that this file does not look like a leak.

use crate::harness::{Example, Run, Setting};
use serde_json::json;
use std::path::Path;

/// A part of every token.
const PART: &str = "pl4nT3d";

fn part(count: usize) -> String {
    PART.chars().cycle().take(count).collect()
}

/// What an application prints that prints too much.
pub(crate) fn printed() -> Vec<String> {
    let marker = |end: &str| ["-----", end, " PRIVATE ", "KEY-----"].concat();
    let upper = part(16).to_uppercase();
    let mut lines = vec![
        "starting with this configuration:".to_owned(),
        ["GITHUB_TOKEN=gh", "p_", &part(36)].concat(),
        ["{\"key\":\"AK", "IA", &upper, "\"}"].concat(),
        format!("aws_secret_access_key = {}", part(40)),
        format!("postgres://app:{PART}@db.internal:5432/app"),
        format!("GET / Authorization: Bearer {}", part(30)),
        ["ey", "J", &part(20), ".ey", "J", &part(40), ".", &part(43)].concat(),
        ["https://hooks.slack", ".com/services/", &part(30)].concat(),
    ];
    lines.push(marker("BEGIN"));
    lines.extend((0..4).map(|_| part(64)));
    lines.extend([part(20), marker("END"), "giving up".to_owned()]);
    lines
}

pub(super) fn kept(name: &str, text: &str) {
    let line = text
        .lines()
        .find(|line| line.to_lowercase().contains(&PART.to_lowercase()));
    assert_eq!(line, None, "a printed token is in {name}");
}

/// Makes sure that no part of it is in what a run wrote: its output, and these files.
pub(crate) fn kept_everywhere(run: &Run, files: &[&Path]) {
    kept("stdout", &run.stdout);
    kept("stderr", &run.stderr);
    for file in files {
        kept(
            &file.display().to_string(),
            &std::fs::read_to_string(file).unwrap(),
        );
    }
}

#[test]
fn by_the_application() {
    let fault = json!({"kind": {"exit": {"code": 1, "after": 1, "logs": printed()}}});
    for ci in ["NONE", "GITHUB_ACTIONS", "GITLAB_CI"] {
        let scene = Setting::new(Example::PRODUCT_API)
            .at("dev")
            .fault(fault.clone())
            .start();
        let file = |name: &str| scene.directory().join(name);
        let (events, output, summary) = (file("events"), file("output"), file("summary"));
        std::fs::write(&output, "").unwrap();
        std::fs::write(&summary, "").unwrap();
        let run = scene
            .deployment(&["--stage", "dev", "--output", "json"])
            .args(&["--events", events.to_str().unwrap()])
            .env(ci, "true")
            .env("GITHUB_OUTPUT", &output)
            .env("GITHUB_STEP_SUMMARY", &summary)
            .run();
        assert!(run.stderr.contains("giving up"), "the rest is shown: {run}");
        let told = std::fs::read_to_string(&events).unwrap();
        assert!(told.contains("GITHUB_TOKEN=***"), "{told}");
        kept_everywhere(&run, &[&events, &output, &summary]);
    }
}
