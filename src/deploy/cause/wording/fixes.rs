//! What to do about each kind of cause, most likely first.

mod access;
mod capacity;
mod container;
mod deployment;
mod image;
mod network;
mod setup;

pub use access::grant;

use crate::cause::{Cause, CauseKind};
use crate::foreign::Sentence;

/// Returns what to do: imperative, with the exact command, statement or setting.
pub fn fixes(cause: &Cause) -> Vec<Sentence> {
    match cause.kind {
        CauseKind::ParameterAccessDenied => access::parameter(cause),
        CauseKind::SecretAccessDenied => access::secret(cause),
        CauseKind::KeyAccessDenied => access::key(cause),
        CauseKind::RegistryTokenDenied => access::registry_token(cause),
        CauseKind::ImagePullDenied => access::image(cause),
        CauseKind::LogAccessDenied => access::logs(cause),
        CauseKind::RoleNotAssumable => access::role(cause),
        CauseKind::ServiceRoleDenied => access::service_role(cause),
        CauseKind::ParameterMissing => setup::parameter(cause),
        CauseKind::SecretMissing => setup::secret(cause),
        CauseKind::SecretJsonKeyMissing => setup::json_key(cause),
        CauseKind::SecretsUnreadable => setup::unreadable_secrets(),
        CauseKind::LogGroupMissing => setup::log_group(cause),
        CauseKind::LogConfigurationInvalid => setup::log_configuration(),
        CauseKind::LogDriverFailed => setup::log_driver(),
        CauseKind::EnvironmentFileUnreadable => setup::environment_file(cause),
        CauseKind::FileSystemUnmountable => setup::file_system(cause),
        CauseKind::RegistryCredentialsRejected => image::credentials(cause),
        CauseKind::ImageNotFound => image::not_found(cause),
        CauseKind::ImageWrongPlatform => image::platform(cause),
        CauseKind::ImagePullThrottled => image::throttled(),
        CauseKind::ImageLayerUnreadable => image::layer(),
        CauseKind::ImagePullFailed => image::failed(),
        CauseKind::DiskFull => image::disk(),
        CauseKind::NoRoute => network::route(cause),
        CauseKind::SubnetFull => network::subnet(cause),
        CauseKind::NetworkInterfaceFailed => network::interface(),
        CauseKind::NetworkConfigurationInvalid => network::configuration(cause),
        CauseKind::LoadBalancerUnhealthy => network::load_balancer(cause),
        CauseKind::TargetGroupMissing => network::target_group(cause),
        CauseKind::CommandNotExecutable => container::command(),
        CauseKind::ContainerRuntimeFailed => container::runtime(),
        CauseKind::ContainerExited => container::exited(cause),
        CauseKind::OutOfMemory => container::memory(),
        CauseKind::ContainerUnhealthy => container::unhealthy(),
        CauseKind::CapacityMissing => capacity::missing(),
        CauseKind::QuotaReached => capacity::quota(),
        CauseKind::NoContainerInstance => capacity::instances(),
        CauseKind::AccountBlocked => capacity::blocked(),
        CauseKind::ComputeIncompatible => capacity::compute(),
        CauseKind::SpotInterrupted => capacity::spot(),
        CauseKind::AwsThrottled | CauseKind::AwsInternal => capacity::aws(),
        CauseKind::DeploymentConfigurationStuck => deployment::percentages(),
        CauseKind::TasksProtected => deployment::protected(),
        CauseKind::AlarmTriggered => deployment::alarm(cause),
        CauseKind::LifecycleHookFailed => deployment::hook(cause),
        CauseKind::RollbackCandidateMissing => deployment::no_candidate(),
        CauseKind::StoppedByUser => deployment::stopped_by_user(),
        CauseKind::CircuitBreakerTripped
        | CauseKind::DeploymentFailed
        | CauseKind::TasksNotStarting
        | CauseKind::Unrecognised => deployment::unexplained(),
    }
}
