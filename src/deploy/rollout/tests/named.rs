//! Stories in which a reading tells that the deployment failed, and a later one, or only another
//! source, tells what is to be mended. Each was a seed of the matrix in `tests/matrix`.

use super::world::{Story, secs, unhealthy};
use crate::cause::{Cause, CauseKind};
use crate::foreign::Foreign;
use crate::observation::{CircuitBreaker, RolloutState, ServiceDeploymentStatus};
use crate::plan::OnFailure;
use crate::verdict::{RolledBackBy, Verdict};
use serde_json::json;

const ALARMED: &str = "(service api) (deployment ecs-svc/2) deployment failed: alarm detected.";

/// ECS goes back for an alarm, and the service deployment is shown as it was before.
fn alarmed(on_failure: OnFailure) -> Story {
    let mut story = Story::new(CircuitBreaker::Off)
        .on_failure(on_failure)
        .begin();
    story.at(secs(80)).ours(2, 0).old(0);
    assert_eq!(story.observe(), None);
    story
        .at(secs(100))
        .rolled_back(RolloutState::InProgress)
        .deployment(ServiceDeploymentStatus::InProgress)
        .event(ALARMED);
    assert_eq!(story.observe(), None, "which alarm may still come");
    assert!(story.writes.is_empty() && !story.said("cause-found"));
    story
}

fn first_cause(verdict: Option<Verdict>) -> Cause {
    match verdict {
        Some(Verdict::Failed { failure, .. } | Verdict::RolledBack { failure, .. }) => {
            failure.causes.into_iter().next().unwrap().0
        }
        verdict => panic!("{verdict:?}"),
    }
}

#[test]
fn an_alarm_is_named_although_its_event_comes_first() {
    for on_failure in [OnFailure::Rollback, OnFailure::StopWaiting] {
        let mut story = alarmed(on_failure);
        story
            .at(secs(104))
            .deployment(ServiceDeploymentStatus::RollbackInProgress)
            .alarm("http-5xx");
        assert_eq!(story.observe(), None, "the rollback is waited for");
        assert!(story.said("cause-found"));
        story
            .at(secs(160))
            .rolled_back(RolloutState::Completed)
            .deployment(ServiceDeploymentStatus::RollbackSuccessful);
        let cause = first_cause(story.observe());
        assert_eq!(cause.resource, Some(Foreign::new("http-5xx")));
    }
}

#[test]
fn the_name_of_an_alarm_is_waited_for_as_long_as_readings_can_be_old() {
    let mut story = alarmed(OnFailure::StopWaiting);
    story.at(secs(129));
    assert_eq!(story.observe(), None);
    story.at(secs(131));
    let cause = first_cause(story.observe());
    assert_eq!(cause.kind, CauseKind::AlarmTriggered);
    assert!(story.said("cause-found"));
}

#[test]
fn the_name_of_an_alarm_is_not_waited_for_where_it_may_not_be_read() {
    let mut story = Story::new(CircuitBreaker::On).begin();
    story.at(secs(80)).ours(2, 0).old(0);
    assert_eq!(story.observe(), None);
    story
        .at(secs(100))
        .state(RolloutState::Failed)
        .event(ALARMED);
    let cause = first_cause(story.observe());
    assert_eq!(cause.kind, CauseKind::AlarmTriggered);
}

#[test]
fn a_hook_that_only_the_service_deployment_tells_of_is_the_cause() {
    let function = "arn:aws:lambda:eu-west-1:111111111111:function:smoke-test";
    let mut story = Story::new(CircuitBreaker::Off).begin();
    story
        .at(secs(60))
        .ours(2, 0)
        .old(2)
        .deployment(ServiceDeploymentStatus::RollbackSuccessful)
        .because(&format!(
            "Service deployment rolled back because POST_TEST_TRAFFIC_SHIFT lifecycle hook(s) \
             failed. Lifecycle hook target {function} returned FAILED status."
        ));
    let verdict = story.observe();
    let by = RolledBackBy::LifecycleHook;
    assert!(matches!(&verdict, Some(Verdict::RolledBack { by: who, .. }) if *who == by));
    let cause = first_cause(verdict);
    assert_eq!(cause.kind, CauseKind::LifecycleHookFailed);
    assert_eq!(cause.resource, Some(Foreign::new(function)));
    assert!(story.said("cause-found"));
}

#[test]
fn the_task_that_an_event_is_about_is_waited_for() {
    let mut story = Story::new(CircuitBreaker::OnWithRollback).begin();
    story.at(secs(20)).ours(0, 2).old(2);
    assert_eq!(story.observe(), None);
    story
        .at(secs(40))
        .rolled_back(RolloutState::Completed)
        .deployment(ServiceDeploymentStatus::RollbackSuccessful)
        .event("(service api) (task t1) failed container health checks.")
        .because(
            "Service deployment rolled back because the circuit breaker threshold was exceeded.",
        );
    assert_eq!(story.observe(), None, "the event names no container");
    story
        .at(secs(44))
        .stopped(unhealthy("t1", secs(3), secs(35)));
    let cause = first_cause(story.observe());
    assert_eq!(cause.kind, CauseKind::ContainerUnhealthy);
    assert_eq!(cause.container.as_deref(), Some("web"));
}

#[test]
fn the_log_group_is_named_where_only_an_event_tells_that_it_is_missing() {
    let options = json!({ "awslogs-group": "/ecs/api" });
    let mut story = Story::new(CircuitBreaker::On)
        .definition(&json!({ "containerDefinitions": [
            { "name": "web", "logConfiguration": { "logDriver": "awslogs", "options": options } },
        ] }))
        .begin();
    story
        .at(secs(20))
        .ours(0, 0)
        .old(2)
        .state(RolloutState::Failed)
        .deployment(ServiceDeploymentStatus::Stopped)
        .event(
            "(service api) was unable to place a task. Reason: ResourceInitializationError: failed \
             to validate logger args: create stream has been retried 1 times: failed to create \
             Cloudwatch log stream: ResourceNotFoundException: The specified log group does not \
             exist. : exit status 1",
        );
    let cause = first_cause(story.observe());
    assert_eq!(cause.kind, CauseKind::LogGroupMissing);
    assert_eq!(cause.resource, Some(Foreign::new("/ecs/api")));
}
