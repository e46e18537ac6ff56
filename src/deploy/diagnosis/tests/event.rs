//! One row, one event, under each of ECS's prefixes.

use super::differs;
use super::rows::events;
use crate::diagnosis::{EventReading, event_concerns, service_event};
use crate::foreign::Foreign;
use crate::name::DeploymentId;

const PREFIXES: [&str; 3] = [
    "(service api) ",
    "(service api, taskSet ecs-svc/9) ",
    "service (api) ",
];

#[test]
fn every_known_failure_is_classified() {
    let mut wrong = Vec::new();
    for row in events() {
        for prefix in PREFIXES {
            let message = Foreign::new(format!("{prefix}{}", row.text));
            match service_event(&message) {
                EventReading::Failure(cause) => {
                    assert_eq!(cause.text, message, "the text is kept whole");
                    wrong.extend(differs(Some(&cause), row));
                }
                other => wrong.push(format!("{}\n  {other:?}", row.text)),
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_other_event_is_read() {
    let back = EventReading::RollingBack {
        to: Some(DeploymentId::new("ecs-svc/122")),
    };
    let rows = [
        ("has reached a steady state.", EventReading::Steady),
        (
            "has started 2 tasks: (task 0a1b) (task 2c3d).",
            EventReading::Progress,
        ),
        (
            "has started 1 tasks in eu-west-1a to AZ Rebalance: (task 0a1b).",
            EventReading::Progress,
        ),
        (
            "has started 1 tasks: (task 0a1b). Amazon ECS replaced 1 tasks due to an unhealthy status.",
            EventReading::Note,
        ),
        (
            "has stopped 1 running tasks: (task 0a1b).",
            EventReading::Progress,
        ),
        (
            "has begun draining connections on 1 tasks.",
            EventReading::Progress,
        ),
        (
            "registered 1 targets in (target-group api)",
            EventReading::Progress,
        ),
        (
            "deregistered 1 targets in target-group api",
            EventReading::Progress,
        ),
        (
            "(deployment ecs-svc/123) deployment completed.",
            EventReading::DeploymentCompleted,
        ),
        ("rolling back to deployment ecs-svc/122.", back),
        (
            "is not AZ balanced with 2 tasks in eu-west-1a.",
            EventReading::Note,
        ),
        (
            "sends its greetings from the year 2031.",
            EventReading::Unrecognised,
        ),
    ];
    for (text, wanted) in rows {
        for prefix in PREFIXES {
            assert_eq!(
                service_event(&Foreign::new(format!("{prefix}{text}"))),
                wanted,
                "{text}"
            );
        }
    }
}

#[test]
fn a_service_s_name_is_not_part_of_what_it_says() {
    let message = Foreign::new("(service alarm-error-toomanyrequests) has reached a steady state.");
    assert_eq!(service_event(&message), EventReading::Steady);
}

#[test]
fn what_an_event_names_is_found() {
    let concerns = event_concerns(&Foreign::new(
        "(service api) (deployment ecs-svc/123) has started 2 tasks: (task 0a1b) (task 2c3d).",
    ));
    assert_eq!(concerns.deployments, [DeploymentId::new("ecs-svc/123")]);
    assert_eq!(concerns.tasks, ["0a1b", "2c3d"]);
}
