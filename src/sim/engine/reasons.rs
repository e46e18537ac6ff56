//! The reasons that the simulated ECS gives for the state of a deployment, in AWS's own words, each
//! with where the words come from. "Observed" means seen in public transcripts of real accounts;
//! "inferred" means that no transcript was found and the words are ours.

// ---- rolloutStateReason ----

/// Source: ECS developer guide, "service deployment events"; observed.
pub(crate) fn in_progress(deployment: &str) -> String {
    format!("ECS deployment {deployment} in progress.")
}

/// Source: ECS developer guide, "service deployment events"; observed.
pub(crate) fn completed(deployment: &str) -> String {
    format!("ECS deployment {deployment} completed.")
}

/// Source: observed spelling; the guide has "task failed to start".
pub(crate) const BREAKER_TRIPPED: &str = "ECS deployment circuit breaker: tasks failed to start.";

/// Source: ECS developer guide, "service deployment events"; observed.
pub(crate) fn breaker_rolling_back(to: &str) -> String {
    format!("ECS deployment circuit breaker: rolling back to deploymentId {to}.")
}

/// Source: inferred, after the event; no transcript has this member.
pub(crate) const ALARM_DETECTED: &str = "ECS deployment failed: alarm detected.";

/// Source: inferred, after the circuit breaker's.
pub(crate) fn alarm_rolling_back(to: &str) -> String {
    format!("ECS deployment alarm detected: rolling back to deploymentId {to}.")
}

/// Source: inferred.
pub(crate) const HOOK_FAILED: &str = "ECS deployment failed: lifecycle hook(s) failed.";

/// Source: inferred.
pub(crate) const NOTHING_TO_ROLL_BACK_TO: &str =
    "ECS deployment failed: no rollback candidate was found.";

// ---- service deployment statusReason ----

/// Source: inferred, after the circuit breaker's.
pub(crate) const ROLLED_BACK_BY_ALARM: &str =
    "Service deployment rolled back because an alarm was detected.";

/// Source: inferred, after the wording of the rollback.
pub(crate) const STOPPED_BY_ALARM: &str =
    "Service deployment stopped because an alarm was detected.";

/// Source: ECS developer guide, "troubleshooting blue/green"; observed.
pub(crate) fn rolled_back_by_hook(stage: &str, detail: &str) -> String {
    format!("Service deployment rolled back because {stage} lifecycle hook(s) failed. {detail}")
}

/// Source: ECS developer guide, "troubleshooting blue/green"; observed.
pub(crate) fn hook_target_failed(target: &str) -> String {
    format!("Lifecycle hook target {target} returned FAILED status.")
}

/// Source: inferred.
pub(crate) fn hook_timed_out(target: &str) -> String {
    format!("Lifecycle hook {target} timed out.")
}

/// Source: inferred.
pub(crate) const ROLLED_BACK_BY_ANSWER: &str =
    "Service deployment rolled back because of a ContinueServiceDeployment request.";

/// Source: observed.
pub(crate) const ROLLED_BACK_BY_BREAKER: &str =
    "Service deployment rolled back because the circuit breaker threshold was exceeded.";

/// Source: observed; ECS developer guide, "action logs troubleshooting".
pub(crate) const NO_ROLLBACK_CANDIDATE: &str =
    "No rollback candidate was found to run the rollback.";

/// Source: inferred, after the wording of the rollback.
pub(crate) const STOPPED_BY_BREAKER: &str =
    "Service deployment stopped because the circuit breaker threshold was exceeded.";

/// Source: inferred.
pub(crate) const STOPPED_BY_NEWER: &str =
    "Service deployment stopped because a newer service deployment was started.";

/// Source: inferred.
pub(crate) const ROLLED_BACK_BY_REQUEST: &str =
    "Service deployment rolled back because of a StopServiceDeployment request.";

/// Source: inferred.
pub(crate) const STOPPED_BY_DELETION: &str =
    "Service deployment stopped because the service was deleted.";
