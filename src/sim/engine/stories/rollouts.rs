//! Rollouts that succeed, are cut short, or have nowhere to go back to.

use super::world;
use crate::engine::BreakerSetting;
use crate::engine::EverythingExists;
use crate::engine::Fault;
use crate::engine::FaultKind;
use crate::engine::TargetState;
use crate::engine::deployment::RolloutState;
use crate::engine::service::Service;
use crate::engine::service_deployment::MonitorStatus;
use crate::engine::service_deployment::ServiceDeploymentStatus;
use crate::engine::task::Task;
use crate::engine::task::TaskStatus;
use crate::scenarios;

fn scenario(name: &str, seed: u64) -> world::Story {
    world::of(scenarios::find(name).unwrap(), seed)
}

#[test]
fn a_healthy_rollout_in_ecs_own_words() {
    let mut region = scenario("healthy", 1);
    let old = world::web(&region).primary().unwrap().id.clone();
    let ours = world::deploy(&mut region);
    world::run(&mut region, 10 * world::MINUTE);
    let service = world::web(&region);
    let primary = service.primary().unwrap();
    assert_eq!(
        (primary.id.as_str(), primary.rollout),
        (ours.as_str(), RolloutState::Completed)
    );
    assert_eq!(primary.reason, format!("ECS deployment {ours} completed."));
    assert_eq!(service.shown_deployments().len(), 1);
    let record = world::latest(&region);
    assert_eq!(record.status, ServiceDeploymentStatus::Successful);
    assert_eq!(record.monitor, MonitorStatus::MonitoringComplete);
    let stopped = world::tasks_of(&region, &old).next().unwrap();
    let stop = stopped.stop.as_ref().unwrap();
    assert_eq!(stop.code, "ServiceSchedulerInitiated");
    assert_eq!(
        stop.reason,
        format!("Scaling activity initiated by (deployment {old})")
    );
    assert_eq!(stopped.status, TaskStatus::Stopped);
    let kinds = [
        "has started 2 tasks: (task ",
        "registered 1 targets in (target-group ",
        "has stopped ",
        "has begun draining connections on 1 tasks.",
        "deployment completed.",
        "has reached a steady state.",
    ];
    let told = world::messages(&region);
    let first = |kind: &str| told.iter().skip(3).position(|one| one.contains(kind));
    let order: Vec<Option<usize>> = kinds.iter().map(|kind| first(kind)).collect();
    assert!(
        order.iter().all(Option::is_some) && order.is_sorted(),
        "{told:#?}"
    );
    let targets = &region.target_groups()[0].targets;
    assert_eq!(targets.len(), 2);
    assert!(
        targets
            .iter()
            .all(|one| one.health.state == TargetState::Healthy)
    );
}

#[test]
fn a_newer_deployment_stops_the_older_one() {
    let mut region = scenario("superseded", 1);
    let ours = world::deploy(&mut region);
    world::run(&mut region, 10 * world::MINUTE);
    let service = world::web(&region);
    let ours = service
        .records
        .iter()
        .find(|one| one.deployment == ours)
        .unwrap();
    assert_eq!(ours.status, ServiceDeploymentStatus::Stopped);
    assert_eq!(ours.rollback, None);
    assert_eq!(
        world::latest(&region).status,
        ServiceDeploymentStatus::Successful
    );
    assert!(service.definition.ends_with("/web:3"));
}

#[test]
fn missing_capacity_is_told_once_and_counts_for_nothing_when_it_comes() {
    let mut region = scenario("capacity-then-there", 1);
    world::deploy(&mut region);
    world::run(&mut region, 90 * world::SECOND);
    let told = world::messages(&region);
    let refusals = told.iter().filter(|one| {
        *one == "(service web) was unable to place a task. Reason: Capacity is unavailable at \
                 this time. Please try again later or in a different availability zone."
    });
    assert_eq!(refusals.count(), 1);
    assert_eq!(world::web(&region).primary().unwrap().failures.count, 0);
    world::run(&mut region, 10 * world::MINUTE);
    assert_eq!(
        world::latest(&region).status,
        ServiceDeploymentStatus::Successful
    );
}

#[test]
fn two_bad_deployments_in_a_row_leave_nothing_to_roll_back_to() {
    let fault = Fault::everywhere(FaultKind::ImageNotFound);
    let mut region = world::world(1, 1, BreakerSetting::On, false, vec![fault]);
    // No deployment has ever completed.
    let old = world::web(&region).primary().unwrap().id.clone();
    region.services[0].deployment_mut(&old).unwrap().rollout = RolloutState::Failed;
    world::deploy(&mut region);
    world::run(&mut region, 30 * world::MINUTE);
    let record = world::latest(&region);
    assert_eq!(record.status, ServiceDeploymentStatus::RollbackFailed);
    assert_eq!(
        record.status_reason.as_deref(),
        Some("No rollback candidate was found to run the rollback.")
    );
    assert_eq!(
        world::web(&region).primary().unwrap().rollout,
        RolloutState::Failed
    );
    assert!(!world::said(&region, "rolling back to deployment"));
}

#[test]
fn an_exit_leaves_its_code_and_its_log_lines() {
    let mut region = scenario("exit-at-start", 1);
    let ours = world::deploy(&mut region);
    world::run(&mut region, 2 * world::MINUTE);
    let task = world::tasks_of(&region, &ours).next().unwrap().clone();
    let stop = task.stop.unwrap();
    assert_eq!(stop.code, "EssentialContainerExited");
    assert_eq!(stop.reason, "Essential container in task exited");
    assert_eq!(task.containers[0].exit_code, Some(1));
    assert_eq!(task.started_at, None);
    let lines = region.drain_logs();
    assert_eq!(lines[0].group, "/web");
    assert_eq!(lines[0].stream, format!("web/app/{}", task.id));
    assert_eq!(
        lines[1].text,
        "fatal: environment variable DATABASE_URL is not set"
    );
    assert!(region.drain_logs().is_empty());
}

#[test]
fn a_load_balancer_that_gets_404_is_told_with_task_port_and_code() {
    let mut region = scenario("load-balancer-404", 1);
    let ours = world::deploy(&mut region);
    world::run_until(&mut region, |region| world::said(region, "is unhealthy in"));
    let group = region.target_groups()[0].clone();
    let bad = group.targets.iter().find(|one| {
        one.health.reason.as_deref() == Some("Target.ResponseCodeMismatch")
            || one.health.state == TargetState::Draining
    });
    assert!(bad.is_some(), "{:?}", group.targets);
    let task = world::tasks_of(&region, &ours)
        .find(|task| task.registered)
        .unwrap();
    assert!(world::said(
        &region,
        &format!(
            "(port 8080) is unhealthy in (target-group {}) due to (reason Health checks failed with \
         these codes: [404])",
            group.arn
        )
    ));
    let number = task.number;
    world::run_until(&mut region, |region| {
        world::web(region).tasks[&number].stop.is_some()
    });
    let task = &world::web(&region).tasks[&number];
    let reason = task.stop.as_ref().unwrap().reason.clone();
    assert_eq!(
        reason,
        format!(
            "Task failed ELB health checks in (target-group {})",
            group.arn
        )
    );
}

/// One look at percentages: how many tasks may be started and stopped at first.
#[test]
fn the_percentages_bound_the_rollout() {
    fn alive(service: &Service) -> u32 {
        service.count(Task::wanted)
    }
    for (desired, minimum, maximum, most, least) in [
        (4, 100, 200, 8, 4),
        (4, 50, 100, 4, 2),
        (3, 50, 150, 4, 2),
        (1, 0, 100, 1, 0),
        (1, 100, 200, 2, 1),
    ] {
        let mut region = world::world(1, desired, BreakerSetting::Off, true, Vec::new());
        let configuration = &mut region.services[0].configuration;
        configuration["minimumHealthyPercent"] = minimum.into();
        configuration["maximumPercent"] = maximum.into();
        world::deploy(&mut region);
        let (mut seen_most, mut seen_least) = (0, u32::MAX);
        for _ in 0..600 {
            let until = region.now() + world::SECOND;
            region.advance(until, &EverythingExists);
            let service = world::web(&region);
            seen_most = seen_most.max(alive(service));
            seen_least = seen_least.min(service.count(|task| task.sound(true)));
        }
        let label = format!("{desired} tasks, {minimum} to {maximum} percent");
        assert_eq!((seen_most, seen_least), (most, least), "{label}");
        assert_eq!(
            world::latest(&region).status,
            ServiceDeploymentStatus::Successful,
            "{label}"
        );
    }
}

#[test]
fn percentages_that_allow_nothing_are_told() {
    let mut region = world::world(1, 1, BreakerSetting::Off, false, Vec::new());
    region.services[0].configuration["maximumPercent"] = 100.into();
    world::deploy(&mut region);
    world::run(&mut region, 2 * world::MINUTE);
    assert!(world::said(
        &region,
        "was unable to stop or start tasks during a deployment because \
        of the service deployment configuration. Update the minimumHealthyPercent"
    ));
    assert_eq!(
        world::latest(&region).status,
        ServiceDeploymentStatus::InProgress
    );
}

#[test]
fn stopped_tasks_stay_visible_for_an_hour() {
    let mut region = scenario("healthy", 1);
    let old = world::web(&region).primary().unwrap().id.clone();
    world::deploy(&mut region);
    world::run(&mut region, 10 * world::MINUTE);
    assert_eq!(world::tasks_of(&region, &old).count(), 2);
    world::run(&mut region, 49 * world::MINUTE);
    assert_eq!(world::tasks_of(&region, &old).count(), 2);
    world::run(&mut region, 30 * world::MINUTE);
    assert_eq!(world::tasks_of(&region, &old).count(), 0);
}

#[test]
fn steady_state_is_said_again_every_six_hours() {
    let mut region = scenario("healthy", 1);
    world::run(&mut region, 13 * 60 * world::MINUTE);
    let told = world::messages(&region);
    let steady = told
        .iter()
        .filter(|one| one.ends_with("has reached a steady state."));
    assert_eq!(steady.count(), 4, "{told:#?}");
}

#[test]
fn a_task_can_stop_with_any_literal_text() {
    let fault = Fault::everywhere(FaultKind::Stopped {
        code: "InfrastructureHealth".to_owned(),
        reason: "a text of the future".to_owned(),
        exit: Some(255),
    });
    let mut region = world::world(1, 1, BreakerSetting::Off, false, vec![fault]);
    let ours = world::deploy(&mut region);
    world::run(&mut region, world::MINUTE);
    let task = world::tasks_of(&region, &ours).next().unwrap();
    let stop = task.stop.as_ref().unwrap();
    assert_eq!(stop.code, "InfrastructureHealth");
    assert_eq!(stop.reason, "a text of the future");
    assert_eq!(task.containers[0].exit_code, Some(255));
}

#[test]
fn a_changed_desired_count_is_no_deployment() {
    let fault = Fault::everywhere(FaultKind::Desired { after: 10, to: 0 });
    let mut region = world::world(1, 2, BreakerSetting::On, false, vec![fault]);
    let ours = world::deploy(&mut region);
    world::run(&mut region, 5 * world::MINUTE);
    let service = world::web(&region);
    assert_eq!(service.count(Task::wanted), 0);
    assert_eq!(service.primary().unwrap().id, ours);
    assert_eq!(
        world::latest(&region).status,
        ServiceDeploymentStatus::Successful
    );
}

/// Tasks that run but never pass the load balancer are counted, and only until one is healthy.
#[test]
fn failed_health_checks_trip_the_breaker_unless_a_task_is_healthy_in_between() {
    for (times, status) in [
        (Some(2), ServiceDeploymentStatus::Successful),
        (None, ServiceDeploymentStatus::RollbackSuccessful),
    ] {
        let mut fault = Fault::everywhere(FaultKind::LoadBalancer { code: 503 });
        fault.times = times;
        let mut region = world::world(1, 1, BreakerSetting::On, true, vec![fault]);
        world::deploy(&mut region);
        world::run(&mut region, 20 * world::MINUTE);
        assert_eq!(world::latest(&region).status, status, "{times:?}");
    }
}
