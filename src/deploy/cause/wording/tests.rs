//! Everything that foghorn says about every kind of cause, in one place to read.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

use super::{exit_code_meaning, exit_meaning, fixes, title};
use crate::cause::{Cause, CauseKind};
use crate::diagnosis::tests::rows::{events, stopped};
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
        "Service deployment rolled back because of invalid networking configuration. ECS was unable \
         to manage the ELB resources due to missing permissions on ECS Infrastructure Role \
         'arn:aws:iam::111111111111:role/elb'.",
        "Service deployment rolled back because POST_SCALE_UP lifecycle hook(s) failed. ECS was \
         unable to assume role arn:aws:iam::111111111111:role/hooks",
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
    let named = |cause: Option<Cause>, resource: &str| {
        cause.map(|cause| Cause {
            resource: Some(Foreign::new(resource)),
            ..cause
        })
    };
    let alarm = Foreign::new("ECS: deployment alarm");
    let group = "failed to validate logger args: ResourceNotFoundException";
    let group = stopped_task(&task("TaskFailedToStart", group));
    let more = [
        named(deployment_reason(&alarm), "api-5xx, api-latency"),
        named(group.clone(), "/ecs/api"),
        named(group, "/ecs/api, /ecs/proxy"),
    ];
    [0, 1, 42, 127, 137, 139, 143]
        .map(exited)
        .into_iter()
        .chain(more)
        .chain(unhealthy)
        .chain(codes.map(|code| stopped_task(&task(code, "x"))))
        .chain(reasons.map(|reason| deployment_reason(&Foreign::new(reason))))
        .flatten()
        .collect()
}

/// One cause of each kind with each set of things that its text names, from the table of texts.
fn causes() -> Vec<Cause> {
    let tasks = stopped().filter_map(|row| stopped_task(&task("TaskFailedToStart", row.text)));
    let events = events().filter_map(|row| {
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

/// What stands in a command for something that foghorn does not know.
const PLACEHOLDERS: [&str; 9] = [
    "NAME",
    "GROUP",
    "ARN",
    "SUBNET",
    "TARGET_GROUP",
    "ALARM",
    "FUNCTION",
    "FILE_SYSTEM",
    "ROLE",
];

#[test]
fn every_kind_has_a_fix_that_names_what_is_known() {
    let mut kinds = std::collections::BTreeSet::new();
    for cause in causes() {
        kinds.insert(cause.kind);
        let fixes = fixes(&cause);
        assert!(!fixes.is_empty(), "{cause:?}");
        let Some(resource) = &cause.resource else {
            continue;
        };
        let commands: Vec<&str> = fixes
            .iter()
            .flat_map(|fix| &fix.0)
            .filter_map(|part| match part {
                Part::Foreign(command) if command.raw().starts_with("aws ") => Some(command.raw()),
                Part::Foreign(_) | Part::Own(_) | Part::Code(_) => None,
            })
            .collect();
        // A hook that is named by its stage only has a function that nobody knows.
        let half_known = cause.kind == CauseKind::LifecycleHookFailed
            || cause.kind == CauseKind::SecretJsonKeyMissing && !resource.raw().starts_with("arn:");
        for command in commands.iter().filter(|_| !half_known) {
            let unknown = command
                .split([' ', '/', '\''])
                .find(|w| PLACEHOLDERS.contains(w));
            assert_eq!(unknown, None, "{command}");
        }
    }
    // `Unrecognised` is the last of the kinds.
    assert_eq!(
        kinds.len(),
        CauseKind::Unrecognised as usize + 1,
        "a kind has no text: {kinds:?}"
    );
}

#[test]
fn one_sigkill_is_not_the_other() {
    let task = |reason| Task {
        containers: vec![container("app", Some(137), reason)],
        ..task(
            "EssentialContainerExited",
            "Essential container in task exited",
        )
    };
    let rows = [
        (
            "OutOfMemoryError: Container killed due to memory usage",
            "for its memory",
        ),
        ("", "or still running"),
    ];
    for (reason, wanted) in rows {
        let meaning = exit_meaning(&stopped_task(&task(reason)).unwrap()).unwrap();
        assert!(meaning.contains(wanted), "{reason}: {meaning}");
    }
}

#[test]
fn exit_codes_have_a_meaning() {
    for code in [0, 1, 2, 126, 127, 134, 137, 139, 143, 255] {
        assert!(exit_code_meaning(code).is_some(), "{code}");
    }
    assert_eq!(exit_code_meaning(42), None);
}
