//! The Fargate Illusion, row by row: what each part of ECS shows while revision 2 cannot read its
//! parameter and revision 1 keeps serving. Source: the table of the article's case.

use super::world;
use crate::engine::BreakerSetting;
use crate::engine::deployment::RolloutState;
use crate::engine::service_deployment::ServiceDeploymentStatus;
use crate::engine::task::Task;
use crate::engine::task::TaskStatus;
use crate::scenarios;

fn illusion(breaker: BreakerSetting) -> world::Story {
    let mut scenario = scenarios::find("fargate-illusion").unwrap().clone();
    scenario.desired_count = 1;
    scenario.breaker = breaker;
    world::of(&scenario, 1)
}

#[test]
fn right_after_the_update_there_are_two_deployments() {
    let mut region = illusion(BreakerSetting::Off);
    let old = world::web(&region).primary().unwrap().id.clone();
    let ours = world::deploy(&mut region);
    let service = world::web(&region);
    assert!(service.definition.ends_with("/web:2"));
    let shown: Vec<&str> = service
        .shown_deployments()
        .iter()
        .map(|one| one.id.as_str())
        .collect();
    assert_eq!(shown, [ours.as_str(), old.as_str()]);
    let primary = service.primary().unwrap();
    assert_eq!(primary.rollout, RolloutState::InProgress);
    assert_eq!(service.revision_counts(primary).running, 0);
}

#[test]
fn without_a_breaker_the_counts_look_healthy_for_ever() {
    let mut region = illusion(BreakerSetting::Off);
    let ours = world::deploy(&mut region);
    world::run(&mut region, 50 * world::MINUTE);
    let service = world::web(&region);
    let primary = service.primary().unwrap();
    assert_eq!(primary.id, ours);
    assert_eq!(primary.rollout, RolloutState::InProgress);
    assert_eq!(
        primary.reason,
        format!("ECS deployment {ours} in progress.")
    );
    assert!(primary.failures.count > 5);
    assert_eq!(service.count(Task::running), service.desired);
    assert!(world::said(
        &region,
        "is unable to consistently start tasks successfully"
    ));
}

#[test]
fn the_stopped_task_names_the_cause() {
    let mut region = illusion(BreakerSetting::On);
    let ours = world::deploy(&mut region);
    world::run_until(&mut region, |region| {
        let mut tasks = world::tasks_of(region, &ours);
        tasks.any(|task| task.status == TaskStatus::Stopped)
    });
    let task = world::tasks_of(&region, &ours).next().unwrap();
    let stop = task.stop.as_ref().unwrap();
    assert_eq!(stop.code, "TaskFailedToStart");
    let reason = stop.reason.as_str();
    assert!(reason.starts_with(
        "ResourceInitializationError: unable to pull secrets or registry auth: execution resource \
         retrieval failed: unable to retrieve secrets from ssm: service call has been retried 1 \
         time(s): operation error SSM: GetParameters, https response error StatusCode: 400, \
         RequestID: "
    ));
    assert!(reason.ends_with(&format!(
        "api error AccessDeniedException: User: arn:aws:sts::111111111111:assumed-role/\
         web-execution/{} is not authorized to perform: ssm:GetParameters on resource: \
         arn:aws:ssm:eu-west-1:111111111111:parameter/web/password because no identity-based \
         policy allows the ssm:GetParameters action",
        task.id
    )));
    assert_eq!(task.containers[0].exit_code, None);
    assert!(world::said(
        &region,
        "was unable to place a task. Reason: ResourceInitializationError"
    ));
}

#[test]
fn the_breaker_makes_the_old_deployment_primary_again() {
    let mut region = illusion(BreakerSetting::On);
    let old = world::web(&region).primary().unwrap().id.clone();
    let ours = world::deploy(&mut region);
    world::run_until(&mut region, |region| {
        world::web(region).primary().unwrap().id == old
    });
    let service = world::web(&region);
    let primary = service.primary().unwrap();
    assert_eq!(
        primary.reason,
        format!("ECS deployment circuit breaker: rolling back to deploymentId {old}.")
    );
    assert_eq!(primary.rollout, RolloutState::InProgress);
    assert!(service.definition.ends_with("/web:1"));
    assert!(world::said(
        &region,
        &format!("(service web) (deployment {ours}) deployment failed: tasks failed to start.")
    ));
    assert!(world::said(
        &region,
        &format!("(service web) rolling back to deployment {old}.")
    ));

    world::run_until(&mut region, |region| {
        world::latest(region).status == ServiceDeploymentStatus::RollbackSuccessful
    });
    world::run(&mut region, world::MINUTE);
    let service = world::web(&region);
    let shown: Vec<&str> = service
        .shown_deployments()
        .iter()
        .map(|one| one.id.as_str())
        .collect();
    assert_eq!(shown, [old.as_str()], "the failed deployment has vanished");
    assert_eq!(service.primary().unwrap().rollout, RolloutState::Completed);
    let record = world::latest(&region);
    assert_eq!(record.failure_count, 3);
    assert_eq!(record.threshold, 3);
    assert_eq!(
        record.status_reason.as_deref(),
        Some("Service deployment rolled back because the circuit breaker threshold was exceeded.")
    );
}

#[test]
fn without_rollback_the_deployment_fails_and_stays() {
    let mut region = illusion(BreakerSetting::NoRollback);
    let ours = world::deploy(&mut region);
    world::run(&mut region, 20 * world::MINUTE);
    let service = world::web(&region);
    let primary = service.primary().unwrap();
    assert_eq!(
        (primary.id.as_str(), primary.rollout),
        (ours.as_str(), RolloutState::Failed)
    );
    assert_eq!(service.shown_deployments().len(), 2);
    assert_eq!(
        world::latest(&region).status,
        ServiceDeploymentStatus::Stopped
    );
    assert_eq!(service.count(Task::running), 1, "revision 1 keeps serving");
}
