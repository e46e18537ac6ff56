//! What a container's log can add.
//!
//! Owns which causes have a log, and the few lines of the runtime that appear in it. Must not
//! interpret the application's own lines.

use crate::cause::{Cause, CauseKind, Class};
use crate::foreign::Foreign;

/// The runtime's line is the only one that a container which never ran has written.
const LINES_READ: usize = 5;

/// Returns whether the cause is about a container that ran, so that its log may say why. Where the
/// container never ran there is no log stream.
pub fn log_is_worth_reading(cause: &Cause) -> bool {
    match cause.kind {
        CauseKind::ContainerExited
        | CauseKind::OutOfMemory
        | CauseKind::LoadBalancerUnhealthy
        | CauseKind::ContainerUnhealthy => true,
        CauseKind::ParameterAccessDenied
        | CauseKind::ParameterMissing
        | CauseKind::KeyAccessDenied
        | CauseKind::SecretAccessDenied
        | CauseKind::SecretMissing
        | CauseKind::SecretJsonKeyMissing
        | CauseKind::SecretsUnreadable
        | CauseKind::RegistryTokenDenied
        | CauseKind::RegistryCredentialsRejected
        | CauseKind::ImagePullDenied
        | CauseKind::ImageNotFound
        | CauseKind::ImageWrongPlatform
        | CauseKind::ImagePullThrottled
        | CauseKind::ImageLayerUnreadable
        | CauseKind::ImagePullFailed
        | CauseKind::DiskFull
        | CauseKind::NoRoute
        | CauseKind::LogGroupMissing
        | CauseKind::LogAccessDenied
        | CauseKind::LogConfigurationInvalid
        | CauseKind::LogDriverFailed
        | CauseKind::EnvironmentFileUnreadable
        | CauseKind::FileSystemUnmountable
        | CauseKind::RoleNotAssumable
        | CauseKind::CommandNotExecutable
        | CauseKind::ContainerRuntimeFailed
        | CauseKind::TargetGroupMissing
        | CauseKind::ServiceRoleDenied
        | CauseKind::NetworkConfigurationInvalid
        | CauseKind::SubnetFull
        | CauseKind::NetworkInterfaceFailed
        | CauseKind::CapacityMissing
        | CauseKind::QuotaReached
        | CauseKind::NoContainerInstance
        | CauseKind::AccountBlocked
        | CauseKind::DeploymentConfigurationStuck
        | CauseKind::TasksProtected
        | CauseKind::ComputeIncompatible
        | CauseKind::AwsThrottled
        | CauseKind::AwsInternal
        | CauseKind::SpotInterrupted
        | CauseKind::StoppedByUser
        | CauseKind::AlarmTriggered
        | CauseKind::CircuitBreakerTripped
        | CauseKind::RollbackCandidateMissing
        | CauseKind::DeploymentFailed
        | CauseKind::LifecycleHookFailed
        | CauseKind::TasksNotStarting
        | CauseKind::Unrecognised => false,
    }
}

/// Returns a better cause for an exit, if the last lines of the log are the runtime's: an image for
/// another architecture ends with `exec /app: exec format error` and a plain exit code.
pub fn from_log(cause: &Cause, lines: &[Foreign]) -> Option<Cause> {
    if cause.kind != CauseKind::ContainerExited {
        return None;
    }
    let kind = lines
        .iter()
        .rev()
        .take(LINES_READ)
        .find_map(|line| runtime_line(line.raw()))?;
    Some(Cause {
        kind,
        class: Class::Deterministic,
        ..cause.clone()
    })
}

/// The runtime's own words: `exec PATH: REASON`, older `standard_init_linux.go:N: exec user process
/// caused: REASON`. An application that merely quotes them does not begin its line so.
fn runtime_line(line: &str) -> Option<CauseKind> {
    let line = line.trim();
    if !line.starts_with("exec ") && !line.starts_with("standard_init_linux.go:") {
        return None;
    }
    if line.ends_with("exec format error") {
        Some(CauseKind::ImageWrongPlatform)
    } else if line.ends_with("no such file or directory") || line.ends_with("permission denied") {
        Some(CauseKind::CommandNotExecutable)
    } else {
        None
    }
}
