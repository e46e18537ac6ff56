//! When a cause ends the wait, and what it names.

#![allow(clippy::panic, reason = "a test fails by panicking")]

use super::Causes;
use crate::diagnosis::{self, EventReading};
use crate::foreign::Foreign;
use crate::name::{DeploymentId, RevisionArn};
use crate::observation::{Health, Task};
use crate::task_definition::TaskDefinition;
use crate::time::AwsTime;
use std::time::Duration;

const OURS: &str = "ecs-svc/2";
/// No retry can cure it.
const MISSING: &str = "ResourceInitializationError: unable to pull secrets or registry auth: unable \
                       to retrieve secrets from ssm: invalid ssm parameters: /api/db";
/// A permission that was just granted takes a while to spread.
const DENIED: &str = "ResourceInitializationError: unable to pull secrets or registry auth: unable \
                      to retrieve secrets from ssm: AccessDeniedException: User: ...";
/// A role that was just made cannot be assumed yet.
const NO_ROLE: &str = "ECS was unable to assume the role 'arn:aws:iam::111111111111:role/api-execution' \
                       that was provided for this task.";
/// Heals by itself.
const NO_CAPACITY: &str = "Capacity is unavailable at this time. Please try again later or in a \
                           different availability zone.";

/// A task by the seconds at which it was made and stopped.
fn task(id: usize, (created, stopped): (u64, u64), reason: &str) -> Task {
    let at = |seconds| Some(AwsTime(1_800_000_000_000).plus(Duration::from_secs(seconds)));
    Task {
        id: format!("t{id}"),
        started_by: Some(OURS.to_owned()),
        task_definition: RevisionArn::new(
            "arn:aws:ecs:eu-west-1:111111111111:task-definition/api:8",
        ),
        last_status: "STOPPED".to_owned(),
        stopping: true,
        health: Health::Unknown,
        stop_code: Some("TaskFailedToStart".to_owned()),
        stopped_reason: Some(Foreign::new(reason)),
        created_at: at(created),
        started_at: None,
        stopped_at: at(stopped),
        containers: Vec::new(),
    }
}

/// What it shows, why the tasks stop, when each was made and stopped, whether that ends the wait.
type Row = (&'static str, &'static str, &'static [(u64, u64)], bool);

#[test]
fn each_class_ends_the_wait_in_its_own_time() {
    let rows: &[Row] = &[
        ("deterministic: the first task", MISSING, &[(0, 10)], true),
        ("uncertain: one task", DENIED, &[(0, 10)], false),
        (
            "uncertain: siblings",
            DENIED,
            &[(0, 10), (1, 12), (2, 14)],
            false,
        ),
        (
            "uncertain: a later round",
            DENIED,
            &[(0, 10), (11, 20)],
            true,
        ),
        ("settling: one task", NO_ROLE, &[(0, 10)], false),
        (
            "settling: rounds within two minutes",
            NO_ROLE,
            &[(0, 10), (11, 70), (71, 129)],
            false,
        ),
        (
            "settling: two minutes later",
            NO_ROLE,
            &[(0, 10), (11, 70), (71, 130)],
            true,
        ),
        (
            "transient: never",
            NO_CAPACITY,
            &[(0, 10), (11, 200), (201, 900)],
            false,
        ),
    ];
    for (what, reason, tasks, fatal) in rows {
        let tasks: Vec<Task> = tasks
            .iter()
            .enumerate()
            .map(|(id, times)| task(id, *times, reason))
            .collect();
        let ours = DeploymentId::new(OURS);
        let mut together = Causes::default();
        together.take_tasks(&ours, &tasks, None);
        let mut one_by_one = Causes::default();
        for task in &tasks {
            one_by_one.take_tasks(&ours, std::slice::from_ref(task), None);
        }
        assert_eq!(
            (together.fatal(), one_by_one.fatal()),
            (*fatal, *fatal),
            "{what}"
        );
    }
}

#[test]
fn an_alarm_is_named_whether_its_event_or_its_name_comes_first() {
    let text = "(service api) (deployment ecs-svc/2) deployment failed: alarm detected.";
    let message = Foreign::new(text);
    let EventReading::Failure(event) = diagnosis::service_event(&message) else {
        panic!("the event should be read as a failure")
    };
    for event_first in [true, false] {
        let mut causes = Causes::default();
        if !event_first {
            causes.take_alarms(&["http-5xx".to_owned()]);
        }
        causes.take_event(event.clone(), &message, AwsTime(1_800_000_000_000));
        causes.take_alarms(&["http-5xx".to_owned()]);
        let failure = causes.failure(None);
        let named = failure.causes.iter().map(|(cause, _)| &cause.resource);
        let expected = Some(Foreign::new("http-5xx"));
        assert!(named.eq([&expected]), "{event_first}: {failure:?}");
    }
}

#[test]
fn an_event_that_is_trusted_is_about_our_definition() {
    let text = "(service api) was unable to place a task. Reason: ResourceInitializationError: failed to validate logger args: create stream has been retried 1 times: failed to create Cloudwatch log stream: ResourceNotFoundException: The specified log group does not exist. : exit status 1";
    let message = Foreign::new(text);
    let EventReading::Failure(event) = diagnosis::service_event(&message) else {
        panic!("the event should be read as a failure")
    };
    let options = serde_json::json!({ "awslogs-group": "/ecs/api" });
    let definition = TaskDefinition::described(&serde_json::json!({ "containerDefinitions": [
        { "name": "app", "logConfiguration": { "logDriver": "awslogs", "options": options } },
    ] }));
    let mut causes = Causes::default();
    causes.take_event(event, &message, AwsTime(1_800_000_000_000));
    causes.trust_events(Some(&definition));
    let failure = causes.failure(None);
    let resource = &failure.causes[0].0.resource;
    assert_eq!(*resource, Some(Foreign::new("/ecs/api")));
    assert!(causes.fatal());
}
