//! What the load balancer says of targets.

use super::task;
use crate::cause::{CauseKind, Class};
use crate::diagnosis::{stopped_task, targets, with_event, with_targets};
use crate::foreign::Foreign;
use crate::observation::Target;

const CODE: &str = "Health checks failed with these codes: [404]";

fn target(state: &str, reason: &str, description: &str) -> Target {
    Target {
        group: "arn:group".to_owned(),
        id: "10.0.0.1".to_owned(),
        port: Some(8080),
        state: state.to_owned(),
        reason: (!reason.is_empty()).then(|| reason.to_owned()),
        description: (!description.is_empty()).then(|| Foreign::new(description)),
    }
}

#[test]
fn states_and_reasons_are_read() {
    let unhealthy = Some((CauseKind::LoadBalancerUnhealthy, Class::Transient));
    let unused = Some((CauseKind::TargetGroupMissing, Class::Deterministic));
    let rows = [
        ("healthy", "", "", None),
        (
            "initial",
            "Elb.RegistrationInProgress",
            "Target registration is in progress",
            None,
        ),
        ("initial", "Elb.InitialHealthChecking", "", None),
        ("draining", "Target.DeregistrationInProgress", "", None),
        ("unhealthy.draining", "", "", None),
        ("unavailable", "Target.HealthCheckDisabled", "", None),
        (
            "unused",
            "Target.InvalidState",
            "Target is in the stopped state",
            None,
        ),
        ("unhealthy", "Target.ResponseCodeMismatch", CODE, unhealthy),
        ("unhealthy", "Target.Timeout", "", unhealthy),
        (
            "unused",
            "Target.NotInUse",
            "Target group is not configured",
            unused,
        ),
    ];
    for (state, reason, description, wanted) in rows {
        let cause = targets(&[
            target("healthy", "", ""),
            target(state, reason, description),
        ]);
        assert_eq!(
            cause.map(|cause| (cause.kind, cause.class)),
            wanted,
            "{state} {reason}"
        );
    }
}

#[test]
fn the_target_that_says_most_explains_the_task() {
    let seen = [
        target(
            "unhealthy",
            "Target.FailedHealthChecks",
            "Health checks failed",
        ),
        target("unhealthy", "Target.ResponseCodeMismatch", CODE),
    ];
    assert_eq!(targets(&seen).unwrap().text.raw(), CODE);
    let reason = "Task failed ELB health checks in (target-group arn:group)";
    let cause = stopped_task(&task("ServiceSchedulerInitiated", reason)).unwrap();
    let better = with_targets(cause.clone(), &seen);
    assert_eq!(better.text.raw(), format!("{reason}; {CODE}"));
    assert_eq!(with_targets(better.clone(), &seen), better, "said once");
    assert!(better.same_as(&cause));
}

#[test]
fn an_event_gives_the_code_of_a_target_that_is_gone() {
    let reason = "Task failed ELB health checks in (target-group arn:group)";
    let cause = stopped_task(&task("ServiceSchedulerInitiated", reason)).unwrap();
    let event = |group: &str| {
        Foreign::new(format!(
            "(service web) (task 0a1b) (port 8080) is unhealthy in (target-group {group}) \
             due to (reason {CODE})"
        ))
    };
    let better = with_event(cause.clone(), &event("arn:group"));
    assert_eq!(better.text.raw(), format!("{reason}; {CODE}"));
    assert_eq!(with_event(better.clone(), &event("arn:group")), better);
    assert_eq!(with_event(cause.clone(), &event("arn:other")), cause);
}
