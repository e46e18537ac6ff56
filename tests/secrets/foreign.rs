//! What applications and AWS say is shown, and commands nothing.

use crate::harness::{Example, Run, Setting};
use serde_json::json;

/// Clears a terminal, sets its title, and speaks to GitHub, to GitLab and to Azure.
const HOSTILE: [&str; 6] = [
    "\u{1b}[2J\u{1b}]0;owned\u{7}",
    "::error::owned",
    "##[error]owned",
    "section_start:1:owned\r\u{1b}[0Kowned",
    "\u{9b}31mowned\u{202e}denwo",
    "first\n::add-mask::owned",
];

#[test]
fn log_lines() {
    let fault = json!({"kind": {"exit": {"code": 1, "after": 1, "logs": HOSTILE}}});
    harmless(&fault);
}

#[test]
fn stopped_reasons() {
    let reason = HOSTILE.join("\n");
    harmless(&json!({"kind": {"stopped": {"code": "TaskFailedToStart", "reason": reason}}}));
}

fn harmless(fault: &serde_json::Value) {
    for ci in ["NONE", "GITHUB_ACTIONS", "GITLAB_CI"] {
        let scene = Setting::new(Example::PRODUCT_API)
            .at("dev")
            .fault(fault.clone())
            .start();
        let run = scene.deployment(&["--stage", "dev"]).env(ci, "true").run();
        assert!(run.stderr.contains("owned"), "it is shown: {run}");
        commands_nothing(&run, ci);
    }
}

fn commands_nothing(run: &Run, ci: &str) {
    let ours = [
        "::group::",
        "::endgroup::",
        "::error ",
        "::error title=",
        "::stop-commands::",
    ];
    let control =
        |c: char| c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    for line in run.stderr.split('\n') {
        // GitLab gets colours and sections of foghorn's own.
        let line = &if ci == "GITLAB_CI" {
            without_own_escapes(line)
        } else {
            line.to_owned()
        };
        assert!(!line.contains(control), "{ci}: {line:?}");
        let start = line.trim_start();
        let command =
            start.starts_with("::") || start.starts_with("##[") || start.starts_with("section_");
        let own = ci == "GITHUB_ACTIONS" && ours.iter().any(|own| start.starts_with(own));
        assert!(!command || own || start.ends_with("::"), "{ci}: {line:?}");
        assert!(!start.starts_with("::error::owned"), "{ci}: {line:?}");
    }
}

/// Takes a marker of a section, and colours as foghorn writes them, out of a line.
fn without_own_escapes(line: &str) -> String {
    let line = match line.split_once("\r\u{1b}[0K") {
        Some((marker, rest)) if marker.starts_with("\u{1b}[0Ksection_") => rest,
        Some(_) | None => line,
    };
    let colours = ["0", "1", "2", "31", "32", "33", "36"];
    let escape = |line: String, code: &&str| line.replace(&format!("{}[{code}m", '\u{1b}'), "");
    colours.iter().fold(line.to_owned(), escape)
}
