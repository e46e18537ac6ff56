//! What each scenario is, known from its story and not from any reading.

use foghorn_deploy::cause::CauseKind;

/// What a scenario does to a new revision.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Story {
    /// It works in the end: nobody but ECS may end it.
    Sound,
    /// It never works, for this reason, unless it is done before that strikes.
    Doomed(CauseKind),
    /// It starts well and crashes later, again and again.
    Crashes,
    /// Somebody, or a lifecycle hook, decides; the tasks themselves are sound.
    Decided,
}

/// Returns the story of a scenario. One that is not listed is a mistake of this test.
pub(super) fn story(scenario: &str) -> Story {
    let doomed = Story::Doomed;
    match scenario {
        "healthy"
        | "slow"
        | "registry-times-out-once"
        | "one-task-dies-once"
        | "capacity-then-there"
        | "role-not-ready-yet"
        | "early-success"
        | "blue-green"
        | "scaled-meanwhile" => Story::Sound,
        "fargate-illusion" | "fargate-illusion-no-breaker" | "fargate-illusion-no-rollback" => {
            doomed(CauseKind::ParameterAccessDenied)
        }
        "missing-parameter" => doomed(CauseKind::ParameterMissing),
        "missing-json-key" => doomed(CauseKind::SecretJsonKeyMissing),
        "image-not-found" => doomed(CauseKind::ImageNotFound),
        "wrong-architecture" => doomed(CauseKind::ImageWrongPlatform),
        "no-route-to-registry" => doomed(CauseKind::NoRoute),
        "log-group-missing" => doomed(CauseKind::LogGroupMissing),
        "exit-at-start" | "no-rollback-candidate" => doomed(CauseKind::ContainerExited),
        "out-of-memory" => doomed(CauseKind::OutOfMemory),
        "bad-entrypoint" => doomed(CauseKind::CommandNotExecutable),
        "load-balancer-404" | "rolled-back-by-ecs" => doomed(CauseKind::LoadBalancerUnhealthy),
        "container-health-check" => doomed(CauseKind::ContainerUnhealthy),
        "target-group-gone" => doomed(CauseKind::TargetGroupMissing),
        "vcpu-quota" => doomed(CauseKind::QuotaReached),
        "role-not-assumable" => doomed(CauseKind::RoleNotAssumable),
        "deployment-alarm" | "canary-alarm" => doomed(CauseKind::AlarmTriggered),
        "blue-green-hook-fails" => doomed(CauseKind::LifecycleHookFailed),
        "crash-after-healthy" | "crash-much-later" => Story::Crashes,
        "blue-green-hook-waits" | "rolled-back-by-a-person" | "superseded" | "service-deleted" => {
            Story::Decided
        }
        other => panic!("the matrix does not know the scenario `{other}`"),
    }
}
