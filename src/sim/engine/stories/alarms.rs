//! Deployment alarms: what an alarm does at each moment of a rolling deployment, and the time for
//! which ECS goes on watching.

use serde_json::Value;
use serde_json::json;

use super::world;
use crate::engine::deployment::RolloutState;
use crate::engine::service_deployment::MonitorStatus;
use crate::engine::service_deployment::ServiceDeploymentStatus;
use crate::engine::task::Task;
use crate::scenarios;

fn configuration(rollback: bool) -> Value {
    json!({"alarms": {"alarmNames": ["errors", "latency"], "enable": true, "rollback": rollback}})
}

fn alarm(after: i64, name: Option<&str>) -> Value {
    json!([{"kind": {"alarm": {"after": after, "name": name}}}])
}

#[test]
fn an_alarm_fails_the_deployment_it_finds_under_way() {
    use MonitorStatus::{Disabled, MonitoringComplete, Triggered};
    use ServiceDeploymentStatus::{RollbackSuccessful, Stopped, Successful};
    let table = [
        // While tasks are replaced, and while ECS only watches.
        (
            true,
            alarm(60, None),
            RollbackSuccessful,
            Triggered,
            "errors",
        ),
        (
            true,
            alarm(180, Some("latency")),
            RollbackSuccessful,
            Triggered,
            "latency",
        ),
        (false, alarm(60, None), Stopped, Triggered, "errors"),
        // After the end, before the beginning, of somebody else.
        (true, alarm(900, None), Successful, MonitoringComplete, ""),
        (true, alarm(0, None), Successful, Disabled, ""),
        (
            true,
            alarm(60, Some("other")),
            Successful,
            MonitoringComplete,
            "",
        ),
    ];
    for (rollback, faults, status, monitor, triggered) in table {
        let label = format!("{rollback} {faults}");
        let mut region = world::configured(&configuration(rollback), faults);
        let ours = world::deploy(&mut region);
        world::run(&mut region, 20 * world::MINUTE);
        let record = world::latest(&region);
        assert_eq!(record.status, status, "{label}");
        assert_eq!(record.alarms.status, monitor, "{label}");
        assert_eq!(record.alarms.triggered.join(","), triggered, "{label}");
        assert_eq!(record.rollback.is_some(), status == RollbackSuccessful);
        let failed =
            format!("(service web) (deployment {ours}) deployment failed: alarm detected.");
        assert_eq!(
            world::said(&region, &failed),
            status != Successful,
            "{label}"
        );
        let back = world::said(&region, "(service web) rolling back to deployment ecs-svc/");
        assert_eq!(back, status == RollbackSuccessful, "{label}");
        let service = world::web(&region);
        let (stays, state) = match status {
            Successful => (true, RolloutState::Completed),
            Stopped => (true, RolloutState::Failed),
            _ => (false, RolloutState::Completed),
        };
        let primary = service.primary().unwrap();
        assert_eq!(
            (primary.id == ours, primary.rollout),
            (stays, state),
            "{label}"
        );
    }
}

/// Source: ECS developer guide, "how CloudWatch alarms detect deployment failures".
#[test]
fn a_deployment_with_alarms_is_complete_only_after_its_bake_time() {
    let mut own = configuration(true);
    own["bakeTimeInMinutes"] = json!(9);
    let table = [
        (json!({}), json!([]), 0, 0),
        (configuration(true), json!([]), 120, 240),
        (own, json!([]), 540, 540),
        // ECS ignores alarms that are in ALARM at the beginning.
        (configuration(true), alarm(0, None), 0, 0),
    ];
    for (configuration, faults, least, most) in table {
        let mut region = world::configured(&configuration, faults);
        let old = world::web(&region).primary().unwrap().id.clone();
        let ours = world::deploy(&mut region);
        world::run_until(&mut region, |region| {
            let alive = world::tasks_of(region, &old).filter(|task| task.lingers());
            alive.count() == 0
        });
        let settled = region.now();
        if least > 0 {
            world::run(&mut region, 30 * world::SECOND);
            let service = world::web(&region);
            let primary = service.primary().unwrap();
            assert_eq!(
                (&primary.id, primary.rollout),
                (&ours, RolloutState::InProgress)
            );
            assert_eq!(
                service.shown_deployments().len(),
                2,
                "the old one stays on show"
            );
            assert_eq!(service.count(Task::running), service.desired);
            assert!(!world::said(
                &region,
                &format!("(deployment {ours}) deployment completed.")
            ));
        }
        world::run_until(&mut region, |region| {
            world::latest(region).status == ServiceDeploymentStatus::Successful
        });
        let baked = (region.now() - settled) / world::SECOND;
        let slack = 10;
        assert!(
            (least..=most + slack).contains(&baked),
            "{configuration}: {baked}"
        );
    }
}

#[test]
fn events_and_reasons_of_the_scenario_are_those_of_an_alarm() {
    let mut region = world::of(scenarios::find("deployment-alarm").unwrap(), 5);
    let old = world::web(&region).primary().unwrap().id.clone();
    world::deploy(&mut region);
    world::run_until(&mut region, |region| {
        world::web(region).primary().unwrap().id == old
    });
    let record = world::latest(&region);
    assert_eq!(record.status, ServiceDeploymentStatus::RollbackInProgress);
    assert_eq!(
        record.status_reason.as_deref(),
        Some("Service deployment rolled back because an alarm was detected.")
    );
    assert_eq!(record.alarms.triggered, ["http-5xx"]);
    let service = world::web(&region);
    let failed = service
        .deployments
        .iter()
        .find(|one| one.id != old)
        .unwrap();
    assert_eq!(failed.rollout, RolloutState::Failed);
    assert_eq!(failed.reason, "ECS deployment failed: alarm detected.");
}
