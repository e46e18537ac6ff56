//! The texts that a field may have, where it is an enum of the SDK's.
//!
//! The schemas say only "string" for an enum, so the members are listed here; their values are
//! the SDK's own. A member that is missing here accepts any text, and AWS decides.

use aws_sdk_ecs::types as sdk;

/// Returns the texts allowed for a member (or the items of its list); empty for any.
pub(super) fn of(structure: &str, member: &str) -> &'static [&'static str] {
    match (structure, member) {
        ("RegisterTaskDefinitionRequest", "networkMode") => sdk::NetworkMode::values(),
        ("RegisterTaskDefinitionRequest", "requiresCompatibilities") => {
            sdk::Compatibility::values()
        }
        ("RegisterTaskDefinitionRequest", "pidMode") => sdk::PidMode::values(),
        ("RegisterTaskDefinitionRequest", "ipcMode") => sdk::IpcMode::values(),
        ("RuntimePlatform", "cpuArchitecture") => sdk::CpuArchitecture::values(),
        ("RuntimePlatform", "operatingSystemFamily") => sdk::OsFamily::values(),
        ("ProxyConfiguration", "type") => sdk::ProxyConfigurationType::values(),
        ("TaskDefinitionPlacementConstraint", "type") => {
            sdk::TaskDefinitionPlacementConstraintType::values()
        }
        ("DockerVolumeConfiguration", "scope") => sdk::Scope::values(),
        ("EFSVolumeConfiguration", "transitEncryption") => sdk::EfsTransitEncryption::values(),
        ("EFSAuthorizationConfig", "iam") => sdk::EfsAuthorizationConfigIam::values(),
        ("ContainerDefinition", "versionConsistency") => sdk::VersionConsistency::values(),
        ("ContainerDependency", "condition") => sdk::ContainerCondition::values(),
        ("Device", "permissions") => sdk::DeviceCgroupPermission::values(),
        ("EnvironmentFile", "type") => sdk::EnvironmentFileType::values(),
        ("FirelensConfiguration", "type") => sdk::FirelensConfigurationType::values(),
        ("LogConfiguration", "logDriver") => sdk::LogDriver::values(),
        ("PortMapping", "protocol") => sdk::TransportProtocol::values(),
        ("PortMapping", "appProtocol") => sdk::ApplicationProtocol::values(),
        ("ResourceRequirement", "type") => sdk::ResourceType::values(),
        ("Ulimit", "name") => sdk::UlimitName::values(),
        (_, _) => &[],
    }
}
