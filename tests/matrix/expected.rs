//! What each scenario is, known from its story and not from any reading.

use foghorn_deploy::cause::CauseKind;

/// What a scenario does to a new revision.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Story {
    /// It works in the end: nobody but ECS may end it.
    Sound,
    /// It never works, for this reason, unless it is done before that strikes. With what the cause
    /// must name: the parameter, image, container, target group, …
    Doomed(CauseKind, &'static str),
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
            doomed(CauseKind::ParameterAccessDenied, "parameter/web/PASSWORD")
        }
        "missing-parameter" => doomed(CauseKind::ParameterMissing, "/web/PASSWORD"),
        "missing-json-key" => doomed(CauseKind::SecretJsonKeyMissing, "secret:web:password"),
        "image-not-found" => doomed(CauseKind::ImageNotFound, "public.ecr.aws/foghorn/web:2"),
        "wrong-architecture" => doomed(CauseKind::ImageWrongPlatform, "linux/amd64"),
        "no-route-to-registry" => doomed(CauseKind::NoRoute, "ecr.api"),
        "log-group-missing" => doomed(CauseKind::LogGroupMissing, "/ecs/web"),
        "exit-at-start" | "no-rollback-candidate" => doomed(CauseKind::ContainerExited, "app"),
        "out-of-memory" => doomed(CauseKind::OutOfMemory, "app"),
        "bad-entrypoint" => doomed(CauseKind::CommandNotExecutable, "/app"),
        "load-balancer-404" | "rolled-back-by-ecs" => {
            doomed(CauseKind::LoadBalancerUnhealthy, "targetgroup/web/")
        }
        "container-health-check" => doomed(CauseKind::ContainerUnhealthy, "app"),
        "target-group-gone" => doomed(CauseKind::TargetGroupMissing, "targetgroup/web/"),
        "vcpu-quota" => doomed(CauseKind::QuotaReached, "vCPUs"),
        "role-not-assumable" => doomed(CauseKind::RoleNotAssumable, "role/web-execution"),
        "deployment-alarm" | "canary-alarm" => doomed(CauseKind::AlarmTriggered, "http-5xx"),
        "blue-green-hook-fails" => doomed(CauseKind::LifecycleHookFailed, "function:smoke-test"),
        "crash-after-healthy" | "crash-much-later" => Story::Crashes,
        "blue-green-hook-waits" | "rolled-back-by-a-person" | "superseded" | "service-deleted" => {
            Story::Decided
        }
        other => panic!("the matrix does not know the scenario `{other}`"),
    }
}
