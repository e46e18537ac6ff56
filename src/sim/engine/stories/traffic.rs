//! Deployments that shift traffic: the order of their stages, who has the traffic in each, and
//! the ways in which they go back.

use serde_json::Value;
use serde_json::json;

use super::world;
use crate::engine::Millis;
use crate::engine::Region;
use crate::engine::deployment::RolloutState;
use crate::engine::hook::HookAction;
use crate::engine::hook::HookStatus;
use crate::engine::service_deployment::ServiceDeploymentStatus;
use crate::engine::task::Task;

/// A stage with the new revision's share of production and test traffic, and when it began.
type Seen = (String, u32, u32, Millis);

/// Runs until the deployment has ended and returns its stages.
fn stages(region: &mut world::Story) -> Vec<Seen> {
    let mut seen: Vec<Seen> = Vec::new();
    for _ in 0..4000 {
        let record = world::latest(region);
        if let Some(lifecycle) = record.lifecycle.as_ref().filter(|one| one.begun) {
            let traffic = lifecycle.traffic;
            let now = (
                lifecycle.stage.shown().to_owned(),
                traffic.production,
                traffic.test,
                region.now(),
            );
            let same = |last: &Seen| (&last.0, last.1, last.2) == (&now.0, now.1, now.2);
            if !seen.last().is_some_and(same) {
                seen.push(now);
            }
        }
        if record.status.terminal() {
            break;
        }
        world::run(region, world::SECOND);
    }
    seen
}

fn hook(stage: &str) -> Value {
    json!({"hookTargetArn": "arn:aws:lambda:eu-west-1:111111111111:function:check",
        "roleArn": "arn:aws:iam::111111111111:role/hooks", "lifecycleStages": [stage]})
}

fn pause(stage: &str, minutes: i64, action: &str) -> Value {
    json!({"targetType": "PAUSE", "lifecycleStages": [stage],
        "timeoutConfiguration": {"timeoutInMinutes": minutes, "action": action}})
}

#[test]
fn stages_come_in_order_and_traffic_moves_as_the_strategy_says() {
    let table = [
        (
            json!({"strategy": "BLUE_GREEN", "bakeTimeInMinutes": 3}),
            vec![1000],
        ),
        (
            json!({"strategy": "CANARY", "bakeTimeInMinutes": 3,
                "canaryConfiguration": {"canaryPercent": 12.5, "canaryBakeTimeInMinutes": 4}}),
            vec![125, 1000],
        ),
        (
            json!({"strategy": "LINEAR", "bakeTimeInMinutes": 3,
                "linearConfiguration": {"stepPercent": 40.0, "stepBakeTimeInMinutes": 1}}),
            vec![400, 800, 1000],
        ),
    ];
    for (configuration, steps) in table {
        let mut region = world::configured(&configuration, json!([]));
        let old = world::web(&region).primary().unwrap().id.clone();
        let ours = world::deploy(&mut region);
        let seen = stages(&mut region);
        let shift = "PRODUCTION_TRAFFIC_SHIFT";
        let mut expected: Vec<(&str, u32, u32)> = [
            ("PRE_SCALE_UP", 0, 0),
            ("SCALE_UP", 0, 0),
            ("POST_SCALE_UP", 0, 0),
            ("TEST_TRAFFIC_SHIFT", 0, 1000),
            ("POST_TEST_TRAFFIC_SHIFT", 0, 1000),
        ]
        .to_vec();
        expected.extend(steps.iter().map(|share| (shift, *share, 1000)));
        for stage in ["POST_PRODUCTION_TRAFFIC_SHIFT", "BAKE_TIME", "CLEAN_UP"] {
            expected.push((stage, 1000, 1000));
        }
        let found: Vec<(&str, u32, u32)> = seen
            .iter()
            .map(|(stage, production, test, _)| (stage.as_str(), *production, *test))
            .collect();
        assert_eq!(found, expected, "{configuration}");
        let at = |stage: &str| seen.iter().find(|one| one.0 == stage).unwrap().3;
        let baked = at("CLEAN_UP") - at("BAKE_TIME");
        assert!(
            (3 * world::MINUTE..=3 * world::MINUTE + 5000).contains(&baked),
            "{baked}"
        );

        let record = world::latest(&region);
        assert_eq!(record.status, ServiceDeploymentStatus::Successful);
        assert_eq!(record.target.traffic.unwrap().production, 1000);
        assert_eq!(record.sources[0].traffic.unwrap().production, 0);
        let primary = world::web(&region).primary().unwrap();
        assert_eq!(
            (&primary.id, primary.rollout),
            (&ours, RolloutState::Completed)
        );
        assert_eq!(
            world::tasks_of(&region, &old)
                .filter(|task| task.lingers())
                .count(),
            0
        );
        // The new tasks are in the other target group, and the next deployment's in the first.
        let targets: Vec<usize> = region
            .target_groups()
            .iter()
            .map(|one| one.targets.len())
            .collect();
        assert_eq!(targets, [0, 2], "{configuration}");
        world::deploy(&mut region);
        stages(&mut region);
        let targets: Vec<usize> = region
            .target_groups()
            .iter()
            .map(|one| one.targets.len())
            .collect();
        assert_eq!(targets, [2, 0], "{configuration}");
    }
}

/// Until clean-up both revisions run in full. Source: observed in a canary deployment:
/// `deployments[]` has PRIMARY IN_PROGRESS beside ACTIVE COMPLETED.
#[test]
fn both_revisions_run_until_traffic_has_moved_and_baked() {
    let configuration = json!({"strategy": "BLUE_GREEN", "bakeTimeInMinutes": 5});
    let mut region = world::configured(&configuration, json!([]));
    let ours = world::deploy(&mut region);
    world::run_until(&mut region, |region| {
        let lifecycle = world::latest(region).lifecycle.as_ref().unwrap();
        lifecycle.stage.shown() == "BAKE_TIME"
    });
    world::run(&mut region, 4 * world::MINUTE);
    let service = world::web(&region);
    assert_eq!(service.count(Task::running), 4);
    let shown: Vec<(bool, RolloutState)> = service
        .shown_deployments()
        .iter()
        .map(|one| (one.id == ours, one.rollout))
        .collect();
    let expected = [
        (true, RolloutState::InProgress),
        (false, RolloutState::Completed),
    ];
    assert_eq!(shown, expected);
    let weights: Vec<u32> = [
        &world::latest(&region).sources[0],
        &world::latest(&region).target,
    ]
    .iter()
    .map(|counts| counts.traffic.unwrap().production)
    .collect();
    assert_eq!(weights, [0, 1000]);
}

#[test]
fn what_goes_wrong_sends_the_traffic_back() {
    let blue_green = json!({"strategy": "BLUE_GREEN", "bakeTimeInMinutes": 5});
    let with = |member: &str, value: Value| {
        let mut configuration = blue_green.clone();
        configuration[member] = value;
        configuration
    };
    let alarms = json!({"alarmNames": ["errors"], "enable": true, "rollback": true});
    let breaker = json!({"enable": true, "rollback": true});
    let alarm = |after: i64| json!([{"kind": {"alarm": {"after": after}}}]);
    let hook_failed = |stage: &str| {
        format!(
            "Service deployment rolled back because {stage} lifecycle hook(s) failed. Lifecycle \
             hook target arn:aws:lambda:eu-west-1:111111111111:function:check returned FAILED \
             status."
        )
    };
    let stopped = json!([{"kind": {"stopped-by-person": {"after": 240}}}]);
    let alarm_seen = "Service deployment rolled back because an alarm was detected.";
    let table = [
        (
            with("alarms", alarms.clone()),
            alarm(15),
            "SCALE_UP",
            alarm_seen.to_owned(),
        ),
        (
            with("alarms", alarms),
            alarm(240),
            "BAKE_TIME",
            alarm_seen.to_owned(),
        ),
        (
            with("lifecycleHooks", json!([hook("PRE_SCALE_UP")])),
            json!([{"kind": {"hook-fails": {}}}]),
            "PRE_SCALE_UP",
            hook_failed("PRE_SCALE_UP"),
        ),
        (
            with(
                "lifecycleHooks",
                json!([
                    hook("POST_TEST_TRAFFIC_SHIFT"),
                    hook("POST_PRODUCTION_TRAFFIC_SHIFT")
                ]),
            ),
            json!([{"kind": {"hook-fails": {"stage": "POST_PRODUCTION_TRAFFIC_SHIFT"}}}]),
            "POST_PRODUCTION_TRAFFIC_SHIFT",
            hook_failed("POST_PRODUCTION_TRAFFIC_SHIFT"),
        ),
        (
            with("deploymentCircuitBreaker", breaker),
            json!([{"kind": "image-not-found"}]),
            "SCALE_UP",
            "Service deployment rolled back because the circuit breaker threshold was exceeded."
                .to_owned(),
        ),
        (
            blue_green.clone(),
            stopped,
            "BAKE_TIME",
            "Service deployment rolled back because of a StopServiceDeployment request.".to_owned(),
        ),
    ];
    for (configuration, faults, stage, reason) in table {
        let label = format!("{configuration} {faults}");
        let mut region = world::configured(&configuration, faults);
        let old = world::web(&region).primary().unwrap().id.clone();
        let before: Vec<u64> = world::web(&region).tasks.keys().copied().collect();
        world::deploy(&mut region);
        let seen = stages(&mut region);
        assert_eq!(seen.last().unwrap().0, stage, "{label}");
        let record = world::latest(&region);
        assert_eq!(
            record.status,
            ServiceDeploymentStatus::RollbackSuccessful,
            "{label}"
        );
        assert_eq!(record.status_reason, Some(reason), "{label}");
        assert_eq!(record.target.traffic.unwrap().production, 0, "{label}");
        assert_eq!(
            record.sources[0].traffic.unwrap().production,
            1000,
            "{label}"
        );
        let service = world::web(&region);
        assert_eq!(service.primary().unwrap().id, old, "{label}");
        assert!(
            before.iter().all(|number| service.tasks[number].wanted()),
            "the old tasks never stopped: {label}"
        );
    }
}

#[test]
fn a_pause_hook_waits_until_it_is_answered_or_times_out() {
    use ServiceDeploymentStatus::{RollbackSuccessful, Successful};
    let answer =
        |action: &str| json!([{"kind": {"hook-answered": {"after": 300, "action": action}}}]);
    let table = [
        ("CONTINUE", answer("CONTINUE"), Successful, 300),
        ("CONTINUE", answer("ROLLBACK"), RollbackSuccessful, 300),
        ("CONTINUE", json!([]), Successful, 600),
        ("ROLLBACK", json!([]), RollbackSuccessful, 600),
    ];
    for (stage, shown) in [
        ("POST_TEST_TRAFFIC_SHIFT", "POST_TEST_TRAFFIC_SHIFT"),
        ("PRE_PRODUCTION_TRAFFIC_SHIFT", "POST_TEST_TRAFFIC_SHIFT"),
        ("PRE_SCALE_UP", "PRE_SCALE_UP"),
    ] {
        for (timeout, faults, status, waits) in &table {
            let configuration = json!({"strategy": "BLUE_GREEN", "bakeTimeInMinutes": 0,
                "lifecycleHooks": [pause(stage, 10, timeout)]});
            let label = format!("{configuration} {faults}");
            let mut region = world::configured(&configuration, faults.clone());
            world::deploy(&mut region);
            let begun = region.now();
            world::run_until(&mut region, |region| {
                let lifecycle = world::latest(region).lifecycle.as_ref().unwrap();
                !lifecycle.hooks.is_empty()
            });
            world::run(&mut region, 30 * world::SECOND);
            let record = world::latest(&region);
            let lifecycle = record.lifecycle.as_ref().unwrap();
            assert_eq!(lifecycle.stage.shown(), shown, "{label}");
            let run = &lifecycle.hooks[0];
            assert_eq!(run.status, HookStatus::AwaitingAction, "{label}");
            assert!(run.id.starts_with("ecs-pause-"), "{}", run.id);
            let expires = run.expires_at;
            let until = match *waits {
                600 => expires,
                seconds => begun + seconds * world::SECOND,
            };
            let rest = until - region.now() - world::SECOND;
            world::run(&mut region, rest);
            assert_eq!(
                world::latest(&region).status,
                ServiceDeploymentStatus::InProgress
            );
            stages(&mut region);
            assert_eq!(world::latest(&region).status, *status, "{label}");
        }
    }
}

/// A step of the canary ends with the bake; the hook runs at every step. Source: ECS developer
/// guide, "canary deployments".
#[test]
fn hooks_of_the_production_shift_run_at_every_step() {
    let configuration = json!({"strategy": "CANARY", "bakeTimeInMinutes": 0,
        "canaryConfiguration": {"canaryBakeTimeInMinutes": 1},
        "lifecycleHooks": [hook("PRODUCTION_TRAFFIC_SHIFT")]});
    let mut region = world::configured(&configuration, json!([]));
    world::deploy(&mut region);
    let mut ids: Vec<String> = Vec::new();
    while !world::latest(&region).status.terminal() {
        let lifecycle = world::latest(&region).lifecycle.as_ref();
        let hooks = lifecycle.into_iter().flat_map(|one| one.hooks.iter());
        ids.extend(hooks.map(|run| run.id.clone()));
        ids.dedup();
        world::run(&mut region, world::SECOND);
    }
    assert_eq!(ids.len(), 2);
}

#[test]
fn a_deployment_cut_short_by_a_newer_one_is_cleared_away_first() {
    let configuration = json!({"strategy": "BLUE_GREEN", "bakeTimeInMinutes": 1});
    let mut region = world::configured(&configuration, json!([]));
    let first = world::deploy(&mut region);
    world::run(&mut region, 2 * world::MINUTE);
    let second = world::deploy(&mut region);
    let seen = stages(&mut region);
    assert_eq!(seen[0].0, "RECONCILE_SERVICE");
    let records = &world::web(&region).records;
    let status = |id: &str| {
        records
            .iter()
            .find(|one| one.deployment == id)
            .unwrap()
            .status
    };
    assert_eq!(status(&first), ServiceDeploymentStatus::Stopped);
    assert_eq!(status(&second), ServiceDeploymentStatus::Successful);
    assert_eq!(world::web(&region).primary().unwrap().id, second);
}

#[test]
fn an_answer_needs_a_hook_that_waits() {
    let configuration = json!({"strategy": "BLUE_GREEN", "bakeTimeInMinutes": 1});
    let mut region = world::configured(&configuration, json!([]));
    world::deploy(&mut region);
    world::run(&mut region, world::MINUTE);
    let arn = world::latest(&region).arn.clone();
    let Region {
        backdrop, services, ..
    } = &mut *region;
    for record in [arn.as_str(), "arn:none"] {
        assert!(!services[0].answer_hook(record, None, HookAction::Rollback, backdrop));
    }
}
