//! What ECS says of a deployment as a whole.

use crate::cause::CauseKind;
use crate::diagnosis::deployment_reason;
use crate::foreign::Foreign;

#[test]
fn every_known_reason_is_read() {
    let rows = [
        ("", None),
        ("ECS deployment ecs-svc/123 in progress.", None),
        ("ECS deployment ecs-svc/123 completed.", None),
        (
            "Service deployment stopped because a newer service deployment was started.",
            None,
        ),
        (
            "ECS deployment circuit breaker: task failed to start.",
            Some(CauseKind::CircuitBreakerTripped),
        ),
        (
            "ECS deployment circuit breaker: tasks failed to start.",
            Some(CauseKind::CircuitBreakerTripped),
        ),
        (
            "ECS deployment circuit breaker: rolling back to deploymentId ecs-svc/122.",
            Some(CauseKind::CircuitBreakerTripped),
        ),
        (
            "Service deployment rolled back because the circuit breaker threshold was exceeded.",
            Some(CauseKind::CircuitBreakerTripped),
        ),
        (
            "Service deployment rolled back because of alarm api-5xx.",
            Some(CauseKind::AlarmTriggered),
        ),
        (
            "Service deployment rolled back because POST_SCALE_UP lifecycle hook(s) failed. x",
            Some(CauseKind::LifecycleHookFailed),
        ),
        (
            "Service deployment rolled back because of invalid networking configuration: x",
            Some(CauseKind::NetworkConfigurationInvalid),
        ),
        (
            "No rollback candidate was found to run the rollback.",
            Some(CauseKind::RollbackCandidateMissing),
        ),
        (
            "Service deployment rolled back because of a StopServiceDeployment request.",
            Some(CauseKind::StoppedByUser),
        ),
        (
            "Service deployment rolled back because of the year 2031.",
            Some(CauseKind::Unrecognised),
        ),
    ];
    for (text, wanted) in rows {
        let cause = deployment_reason(&Foreign::new(text));
        assert_eq!(cause.map(|cause| cause.kind), wanted, "{text}");
    }
}
