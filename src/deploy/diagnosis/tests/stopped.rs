//! One row, one stopped task.

use super::rows::stopped;
use super::{differs, task};
use crate::cause::{CauseKind, Class};
use crate::diagnosis::{EventReading, service_event, stopped_task};
use crate::foreign::Foreign;

#[test]
fn every_known_reason_is_classified() {
    let wrong: Vec<String> = stopped()
        .filter_map(|row| {
            differs(
                stopped_task(&task("TaskFailedToStart", row.text)).as_ref(),
                row,
            )
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn case_and_apostrophe_do_not_matter() {
    for row in stopped() {
        let odd = row.text.to_uppercase().replace('\'', "\u{2019}");
        let cause = stopped_task(&task("TaskFailedToStart", &odd)).unwrap();
        assert_eq!(cause.kind, row.kind, "{odd}");
        assert_eq!(cause.class, row.class, "{odd}");
    }
}

/// An event passes a task's reason on; ECS names some errors more closely.
#[test]
fn a_reason_means_the_same_wherever_it_stands() {
    let mut wrong = Vec::new();
    for row in stopped().filter(|row| row.kind != CauseKind::Unrecognised) {
        let message = format!(
            "(service api) was unable to place a task. Reason: {}",
            row.text
        );
        let EventReading::Failure(cause) = service_event(&Foreign::new(message)) else {
            wrong.push(format!("no failure: {}", row.text));
            continue;
        };
        wrong.extend(differs(Some(&cause), row));
        let closer = row
            .text
            .replace("CannotPullContainerError", "CannotPullECRContainerError");
        wrong.extend(differs(
            stopped_task(&task("TaskFailedToStart", &closer)).as_ref(),
            row,
        ));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn stops_that_are_no_failure() {
    let none = [
        (
            "ServiceSchedulerInitiated",
            "Scaling activity initiated by (deployment ecs-svc/123)",
        ),
        (
            "ServiceSchedulerInitiated",
            "Service api: ECS is performing maintenance on the underlying infrastructure hosting the task",
        ),
        (
            "ServiceSchedulerInitiated",
            "ECS is performing maintenance on the underlying infrastructure hosting the task",
        ),
        ("", "Host EC2 (instance i-0a1b) stopped."),
        ("", "Host EC2 (instance i-0a1b) terminated."),
        ("", "Container instance deregistration forced by user"),
        ("TerminationNotice", ""),
        ("ServiceSchedulerInitiated", ""),
        ("", ""),
    ];
    for (code, reason) in none {
        assert_eq!(stopped_task(&task(code, reason)), None, "{code} {reason}");
    }
}

#[test]
fn stop_codes_that_say_it_all() {
    let rows = [
        (
            "UserInitiated",
            "Task stopped by user",
            CauseKind::StoppedByUser,
        ),
        (
            "SpotInterruption",
            "Your Spot Task was interrupted.",
            CauseKind::SpotInterrupted,
        ),
        ("InfrastructureHealth", "", CauseKind::AwsInternal),
        ("TaskFailedToStart", "", CauseKind::TasksNotStarting),
        (
            "ServiceSchedulerInitiated",
            "A reason of the year 2031",
            CauseKind::Unrecognised,
        ),
    ];
    for (code, reason, kind) in rows {
        let cause = stopped_task(&task(code, reason)).unwrap();
        assert_eq!(cause.kind, kind, "{code}");
        let heals = code != "TaskFailedToStart";
        assert_eq!(cause.class == Class::Transient, heals, "{code}");
    }
}
