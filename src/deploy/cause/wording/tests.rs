//! Everything that foghorn says about every kind of cause, in one place to read.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

use super::{exit_code_meaning, fixes, title};
use crate::cause::{Cause, CauseKind};
use crate::diagnosis::tests::rows::{EVENTS, STOPPED};
use crate::diagnosis::tests::{container, task};
use crate::diagnosis::{EventReading, deployment_reason, service_event, stopped_task};
use crate::foreign::{Foreign, Part, Sentence};
use crate::observation::Task;
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// Causes that a row of the table alone does not give.
fn more_causes() -> Vec<Cause> {
    let exited = |code: i32| {
        let task = task(
            "EssentialContainerExited",
            "Essential container in task exited",
        );
        stopped_task(&Task {
            containers: vec![container("app", Some(code), "")],
            ..task
        })
    };
    let reasons = [
        "No rollback candidate was found to run the rollback.",
        "Service deployment rolled back because of invalid networking configuration: x",
    ];
    let codes = ["UserInitiated", "SpotInterruption"];
    let event = "(task 0a1b) (port 8080) is unhealthy in (target-group api) due to (reason X)";
    let answers = [
        "Health checks failed with these codes: [503]",
        "Request timed out",
    ];
    let unhealthy = answers.map(|said| {
        let message = Foreign::new(event.replace('X', said));
        let EventReading::Failure(cause) = service_event(&message) else {
            return None;
        };
        Some(cause)
    });
    [exited(1), exited(0), exited(137), exited(127), exited(42)]
        .into_iter()
        .chain(unhealthy)
        .chain(codes.map(|code| stopped_task(&task(code, "x"))))
        .chain(reasons.map(|reason| deployment_reason(&Foreign::new(reason))))
        .flatten()
        .collect()
}

/// One cause of each kind with each set of things that its text names, from the table of texts.
fn causes() -> Vec<Cause> {
    let tasks = STOPPED
        .iter()
        .filter_map(|row| stopped_task(&task("TaskFailedToStart", row.text)));
    let events = EVENTS.iter().filter_map(|row| {
        let EventReading::Failure(cause) = service_event(&Foreign::new(row.text)) else {
            return None;
        };
        Some(cause)
    });
    more_causes()
        .into_iter()
        .chain(tasks)
        .chain(events)
        .collect()
}

/// As a reporter might: foreign text in angle brackets, what is to be copied in backticks.
fn plain(sentence: &Sentence) -> String {
    let parts = sentence.0.iter().map(|part| match part {
        Part::Own(words) => words.clone(),
        Part::Code(code) => format!("`{code}`"),
        Part::Foreign(text) => format!("<{}>", text.raw()),
    });
    parts.collect()
}

#[test]
fn every_kind_has_its_words() {
    let mut by_kind: BTreeMap<CauseKind, Vec<String>> = BTreeMap::new();
    for cause in causes() {
        let mut words = plain(&title(&cause));
        for fix in fixes(&cause) {
            write!(words, "\n    - {}", plain(&fix)).unwrap();
        }
        let known = by_kind.entry(cause.kind).or_default();
        if !known.contains(&words) {
            known.push(words);
        }
    }
    let all: Vec<String> = by_kind
        .into_iter()
        .map(|(kind, words)| format!("{kind:?}\n  {}", words.join("\n  ")))
        .collect();
    insta::with_settings!({ prepend_module_to_snapshot => false, omit_expression => true }, {
        insta::assert_snapshot!("every_kind", all.join("\n\n"));
    });
}

#[test]
fn a_name_that_is_no_name_is_not_put_into_a_command() {
    let text = "invalid ssm parameters: $(reboot),/api/password,--force";
    let cause = stopped_task(&task("TaskFailedToStart", text)).unwrap();
    let commands: Vec<String> = fixes(&cause).iter().map(plain).take(2).collect();
    assert!(
        commands.iter().all(|command| !command.contains("reboot")),
        "{commands:?}"
    );
    assert!(commands[0].contains("--name NAME "), "{commands:?}");
}

#[test]
fn exit_codes_have_a_meaning() {
    for code in [0, 1, 2, 126, 127, 134, 137, 139, 143, 255] {
        assert!(exit_code_meaning(code).is_some(), "{code}");
    }
    assert_eq!(exit_code_meaning(42), None);
}
