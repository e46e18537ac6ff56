//! Early success criteria: SUCCESSFUL before everything has settled, and what still happens then.

use serde_json::json;

use super::world;
use crate::engine::service_deployment::ServiceDeploymentStatus;
use crate::engine::task::Task;
use crate::scenarios;

/// Half of the new tasks start four minutes later than the others.
#[test]
fn enough_healthy_tasks_are_a_success_and_the_rest_comes_later() {
    for (cleanup, old_left) in [("BLOCKING", false), ("DEFERRED", true)] {
        let mut scenario = scenarios::find("early-success").unwrap().clone();
        let configuration = scenario.service.get_mut("deploymentConfiguration").unwrap();
        configuration["earlySuccessCriteria"]["sourceServiceRevisionCleanup"] = json!(cleanup);
        let mut region = world::of(&scenario, 2);
        let old = world::web(&region).primary().unwrap().id.clone();
        let ours = world::deploy(&mut region);
        world::run_until(&mut region, |region| {
            world::latest(region).status == ServiceDeploymentStatus::Successful
        });
        let left = world::tasks_of(&region, &old).filter(|task| task.lingers());
        assert_eq!(left.count() > 0, old_left, "{cleanup}");
        let healthy = world::tasks_of(&region, &ours).filter(|task| task.sound(true));
        assert_eq!(healthy.count(), 2, "{cleanup}");
        let frozen = world::latest(&region).target.running;
        world::run(&mut region, 8 * world::MINUTE);
        let service = world::web(&region);
        assert_eq!(service.count(Task::running), 4, "{cleanup}");
        assert_eq!(service.shown_deployments().len(), 1, "{cleanup}");
        assert_eq!(
            world::latest(&region).target.running,
            frozen,
            "counts are a snapshot"
        );
    }
}

/// Source: ECS developer guide, "early success criteria": nothing rolls back after the success.
#[test]
fn after_an_early_success_nothing_rolls_back() {
    let mut scenario = scenarios::find("early-success").unwrap().clone();
    let configuration = scenario.service.get_mut("deploymentConfiguration").unwrap();
    configuration["deploymentCircuitBreaker"] = json!({"enable": true, "rollback": true,
        "thresholdConfiguration": {"type": "COUNT", "value": 1}});
    scenario.faults = serde_json::from_value(json!([
        {"kind": {"slow-start": {"by": 240}}, "times": 2},
        {"kind": {"crash-after-healthy": {"after": 90}}},
    ]))
    .unwrap();
    let mut region = world::of(&scenario, 2);
    let ours = world::deploy(&mut region);
    world::run(&mut region, 20 * world::MINUTE);
    assert_eq!(world::web(&region).primary().unwrap().id, ours);
    assert_eq!(
        world::latest(&region).status,
        ServiceDeploymentStatus::Successful
    );
}
