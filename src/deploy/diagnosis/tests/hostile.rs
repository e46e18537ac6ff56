//! Cut off, hostile and enormous texts.

use super::rows::{events, stopped};
use super::task;
use crate::cause::{Cause, Class};
use crate::diagnosis::{EventReading, deployment_reason, service_event, stopped_task, with_event};
use crate::foreign::Foreign;
use crate::observation::Task;

/// AWS cuts anywhere, with and without dots.
#[test]
fn no_cut_makes_a_failure_more_certain() {
    for row in stopped() {
        for cut in cuts(row.text) {
            let class = stopped_task(&task("TaskFailedToStart", &cut)).map(|cause| cause.class);
            assert!(no_surer(class, row.class), "{cut}");
        }
    }
    for row in events() {
        for cut in cuts(row.text) {
            let reading = service_event(&Foreign::new(format!("(service api) {cut}")));
            let EventReading::Failure(cause) = reading else {
                continue;
            };
            assert!(no_surer(Some(cause.class), row.class), "{cut}");
        }
    }
}

fn no_surer(cut: Option<Class>, whole: Class) -> bool {
    cut != Some(Class::Deterministic) || whole == Class::Deterministic
}

/// Where AWS cuts: 255 characters of a task's reason, 1024 of a container's.
/// Source: ECS API model, `Container.reason`; observed.
#[test]
fn a_text_that_was_cut_off_is_completed_by_one_that_was_not() {
    for row in stopped().filter(|row| row.text.chars().count() > 255) {
        let cut: String = row.text.chars().take(255).collect();
        let container = super::container("app", None, row.text);
        let whole = Task {
            containers: vec![container],
            ..task("TaskFailedToStart", &cut)
        };
        let cause = stopped_task(&whole).unwrap();
        let alone = stopped_task(&task("TaskFailedToStart", &cut)).unwrap();
        // A cut that leaves the kind leaves nothing to complete.
        assert!(cause.kind == row.kind || cause.kind == alone.kind, "{cut}");
        assert!(no_surer(Some(alone.class), row.class), "{cut}");
        let event = Foreign::new(format!(
            "(service api) was unable to place a task. Reason: {}",
            row.text
        ));
        let completed = with_event(alone, &event);
        assert_eq!(completed.kind, row.kind, "{cut}");
        assert_eq!(completed.role.as_ref().map(Foreign::raw), row.role, "{cut}");
        assert_eq!(
            completed.resource.as_ref().map(Foreign::raw),
            row.resource,
            "{cut}"
        );
    }
}

fn cuts(text: &str) -> Vec<String> {
    // A prime, so that the cuts fall differently in every row.
    text.char_indices()
        .step_by(11)
        .flat_map(|(at, _)| [text[..at].to_owned(), format!("{}...", &text[..at])])
        .collect()
}

/// A name that was cut off must not end up in a policy or a command.
#[test]
fn no_cut_names_half_a_resource() {
    for row in stopped().chain(events()) {
        let Some(resource) = row.resource else {
            continue;
        };
        for cut in cuts(row.text)
            .into_iter()
            .filter(|cut| cut.ends_with("..."))
        {
            let cause = stopped_task(&task("TaskFailedToStart", &cut));
            let found = cause.and_then(|cause| cause.resource);
            let half = found.filter(|found| {
                found.raw() != resource
                    && resource.starts_with(found.raw())
                    && cut.ends_with(&format!("{}...", found.raw()))
            });
            assert_eq!(half, None, "{cut}");
        }
    }
}

#[test]
fn hostile_texts_stay_what_they_are() {
    let texts = [
        "\u{1b}[2J\u{1b}]0;owned\u{7}::error::owned\n::set-output name=x::y\r".to_owned(),
        "unable to retrieve secrets from ssm: AccessDenied: arn:aws:sts::1:assumed-role/\u{1b}[31m\
         ::error::/x is not authorized to perform: \u{202e} on resource: `$(reboot)`"
            .to_owned(),
        "invalid ssm parameters: ,,, , \u{2019}\u{2019},;rm -rf".to_owned(),
        "(service (service ) ) ) (task (task ecs-svc/ ecs-svc/".to_owned(),
        "assumed-role/ on resource: 'arn:arn:arn: (target-group subnet- fs- exec: \"".to_owned(),
        "\u{fffd}\u{10ffff}\u{0}".repeat(5000),
        "CannotPullContainerError: \u{2019}".repeat(400_000),
    ];
    for text in texts {
        let cause = stopped_task(&task("TaskFailedToStart", &text)).unwrap();
        assert_eq!(cause.text.raw(), text, "kept whole");
        let _ = service_event(&Foreign::new(text.clone()));
        let _ = deployment_reason(&Foreign::new(text));
        words_are_ours(&cause);
    }
}

/// Nothing of the cause's text is in foghorn's own words.
fn words_are_ours(cause: &Cause) {
    use crate::cause::wording::{fixes, title};
    use crate::foreign::Part;
    let sentences = fixes(cause).into_iter().chain([title(cause)]);
    for part in sentences.flat_map(|sentence| sentence.0) {
        match part {
            Part::Own(words) | Part::Code(words) => {
                assert!(
                    !words.contains(|c: char| c.is_control() || c == '\u{202e}'),
                    "{words}"
                );
                assert!(
                    !words.contains("::error::") && !words.contains("reboot"),
                    "{words}"
                );
            }
            Part::Foreign(_) => {}
        }
    }
}
