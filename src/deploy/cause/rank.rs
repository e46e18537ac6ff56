//! Which of several causes explains the others.
//!
//! Owns the order of cause and consequence. How sure a cause is, is its [`Class`](super::Class)'s.

use super::CauseKind;

/// How near a kind of cause is to the root: a lesser rank explains a greater one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rank {
    /// What a task needs before its container runs: roles, secrets, images, networks, quotas.
    Setup,
    /// What a container does: it cannot run, ends, or takes too much memory.
    Container,
    /// What a health check says of it.
    Health,
    /// What befell a task from outside, and nothing of the revision's: Spot, a person, AWS.
    Outside,
    /// What ECS made of all that: it gave up, it waits, it has nothing to go back to.
    Consequence,
}

impl CauseKind {
    /// Returns how near this kind is to the root. A parameter that is missing explains a circuit
    /// breaker that tripped, and too little memory explains a health check that fails.
    pub fn rank(self) -> Rank {
        match self {
            Self::ParameterAccessDenied
            | Self::ParameterMissing
            | Self::KeyAccessDenied
            | Self::SecretAccessDenied
            | Self::SecretMissing
            | Self::SecretJsonKeyMissing
            | Self::SecretsUnreadable
            | Self::RegistryTokenDenied
            | Self::RegistryCredentialsRejected
            | Self::ImagePullDenied
            | Self::ImageNotFound
            | Self::ImageWrongPlatform
            | Self::ImagePullThrottled
            | Self::ImageLayerUnreadable
            | Self::ImagePullFailed
            | Self::DiskFull
            | Self::NoRoute
            | Self::LogGroupMissing
            | Self::LogAccessDenied
            | Self::LogConfigurationInvalid
            | Self::LogDriverFailed
            | Self::EnvironmentFileUnreadable
            | Self::FileSystemUnmountable
            | Self::RoleNotAssumable
            | Self::TargetGroupMissing
            | Self::ServiceRoleDenied
            | Self::NetworkConfigurationInvalid
            | Self::SubnetFull
            | Self::NetworkInterfaceFailed
            | Self::CapacityMissing
            | Self::QuotaReached
            | Self::NoContainerInstance
            | Self::AccountBlocked
            | Self::DeploymentConfigurationStuck
            | Self::TasksProtected
            | Self::ComputeIncompatible => Rank::Setup,
            Self::CommandNotExecutable
            | Self::ContainerRuntimeFailed
            | Self::ContainerExited
            | Self::OutOfMemory => Rank::Container,
            Self::LoadBalancerUnhealthy
            | Self::ContainerUnhealthy
            | Self::AlarmTriggered
            | Self::LifecycleHookFailed => Rank::Health,
            Self::AwsThrottled
            | Self::AwsInternal
            | Self::SpotInterrupted
            | Self::StoppedByUser
            | Self::Unrecognised => Rank::Outside,
            Self::CircuitBreakerTripped
            | Self::RollbackCandidateMissing
            | Self::DeploymentFailed
            | Self::TasksNotStarting => Rank::Consequence,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_root_comes_before_what_it_causes() {
        let rows = [
            (
                CauseKind::ParameterMissing,
                CauseKind::CircuitBreakerTripped,
            ),
            (CauseKind::SecretMissing, CauseKind::ContainerExited),
            (CauseKind::OutOfMemory, CauseKind::ContainerUnhealthy),
            (CauseKind::ContainerExited, CauseKind::LoadBalancerUnhealthy),
            (
                CauseKind::TargetGroupMissing,
                CauseKind::LoadBalancerUnhealthy,
            ),
            (
                CauseKind::LoadBalancerUnhealthy,
                CauseKind::CircuitBreakerTripped,
            ),
            (CauseKind::ContainerExited, CauseKind::AlarmTriggered),
            (CauseKind::CapacityMissing, CauseKind::TasksNotStarting),
            (CauseKind::ContainerExited, CauseKind::StoppedByUser),
        ];
        for (root, consequence) in rows {
            assert!(root.rank() < consequence.rank(), "{root:?} {consequence:?}");
        }
    }
}
