//! Rollbacks that have nowhere to go, and services that lose what they need.

use serde_json::json;

use super::world;
use crate::engine::deployment::RolloutState;
use crate::engine::service_deployment::ServiceDeploymentStatus;
use crate::engine::task::Task;
use crate::scenarios;

const NO_CANDIDATE: &str = "No rollback candidate was found to run the rollback.";

/// By the circuit breaker, by an alarm, and by a person.
#[test]
fn without_a_completed_deployment_a_rollback_fails() {
    use ServiceDeploymentStatus as Status;
    for faults in [
        json!([{"kind": "image-not-found"}]),
        json!([{"kind": {"alarm": {"after": 60}}}]),
        json!([{"kind": {"slow-start": {"by": 600}}}, {"kind": {"stopped-by-person": {"after": 60}}}]),
    ] {
        let mut scenario = scenarios::find("no-rollback-candidate").unwrap().clone();
        scenario.service = serde_json::from_value(json!({"deploymentConfiguration": {
            "alarms": {"alarmNames": ["errors"], "enable": true, "rollback": true}}}))
        .unwrap();
        scenario.faults = serde_json::from_value(faults.clone()).unwrap();
        let mut region = world::of(&scenario, 1);
        let ours = world::deploy(&mut region);
        let mut way = vec![world::latest(&region).status];
        while !world::latest(&region).status.terminal() {
            world::run(&mut region, 500);
            way.push(world::latest(&region).status);
            way.dedup();
        }
        way.retain(|status| *status != Status::RollbackRequested);
        let expected = [
            Status::Pending,
            Status::InProgress,
            Status::RollbackInProgress,
            Status::RollbackFailed,
        ];
        assert_eq!(way, expected, "{faults}");
        let record = world::latest(&region);
        assert_eq!(
            record.status_reason.as_deref(),
            Some(NO_CANDIDATE),
            "{faults}"
        );
        assert_eq!(record.rollback, None);
        let launched = world::tasks_of(&region, &ours).count();
        world::run(&mut region, 10 * world::MINUTE);
        let service = world::web(&region);
        let primary = service.primary().unwrap();
        assert_eq!(
            (&primary.id, primary.rollout),
            (&ours, RolloutState::Failed)
        );
        assert_eq!(
            world::tasks_of(&region, &ours).count(),
            launched,
            "it is stalled"
        );
        assert!(service.count(Task::running) >= 2, "the old tasks go on");
        assert!(!world::said(&region, "rolling back to deployment"));
    }
}

/// Two bad deployments in a row: while ECS still goes back, nothing is COMPLETED.
#[test]
fn a_second_bad_deployment_during_a_rollback_has_no_candidate() {
    let scenario = scenarios::find("image-not-found").unwrap();
    let mut region = world::of(scenario, 1);
    world::deploy(&mut region);
    world::run_until(&mut region, |region| {
        world::latest(region).status == ServiceDeploymentStatus::RollbackInProgress
    });
    world::deploy(&mut region);
    world::run(&mut region, 30 * world::MINUTE);
    let record = world::latest(&region);
    assert_eq!(record.status, ServiceDeploymentStatus::RollbackFailed);
    assert_eq!(record.status_reason.as_deref(), Some(NO_CANDIDATE));
}

#[test]
fn a_target_group_that_is_gone_is_named() {
    let scenario = scenarios::find("target-group-gone").unwrap();
    let mut region = world::of(scenario, 1);
    let group = region.target_groups()[0].arn.clone();
    let ours = world::deploy(&mut region);
    world::run_until(&mut region, |region| {
        world::said(region, "TARGET GROUP IS NOT FOUND")
    });
    assert!(region.target_health(&group).is_none());
    let task = world::tasks_of(&region, &ours)
        .find(|task| task.running())
        .unwrap();
    let told = format!(
        "(service web) (task {}) is not healthy in target-group ({group}) due to TARGET GROUP IS \
         NOT FOUND",
        task.id
    );
    assert!(
        world::said(&region, &told),
        "{:#?}",
        world::messages(&region)
    );
    let failed = format!("failed to register targets in (target-group {group}) with (error ");
    assert!(world::said(&region, &failed));
}

/// Source: ECS developer guide, "service event messages": an identical message is not repeated
/// for six hours, unless its cause clears.
#[test]
fn the_same_failure_in_a_second_deployment_tells_no_fresh_event() {
    let scenario = scenarios::find("missing-parameter").unwrap();
    let mut region = world::of(scenario, 1);
    let told = |region: &crate::engine::Region| {
        let messages = world::messages(region);
        let same = |one: &&String| one.contains("invalid ssm parameters: /web/password");
        messages.iter().filter(same).count()
    };
    world::deploy(&mut region);
    world::run(&mut region, 10 * world::MINUTE);
    assert_eq!(told(&region), 1);
    world::deploy(&mut region);
    world::run(&mut region, 10 * world::MINUTE);
    assert_eq!(told(&region), 1);
    world::run(&mut region, 6 * 60 * world::MINUTE);
    world::deploy(&mut region);
    world::run(&mut region, 10 * world::MINUTE);
    assert_eq!(told(&region), 2);
}
