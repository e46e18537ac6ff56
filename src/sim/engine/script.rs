//! What other people do to a service while it is being deployed. It owns the list of acts;
//! carrying one out is the region's.

use super::fault::FaultKind;

/// Something somebody else does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Act {
    /// Updates the service to a revision of their own.
    Supersede,
    /// Stops the service deployment.
    StopDeployment {
        /// Its ARN.
        service_deployment: String,
    },
    /// Changes the desired count.
    SetDesired(u32),
    /// Deletes the service by force.
    DeleteService,
}

/// Returns the act of a fault and after how many seconds it comes; faults of tasks have none.
pub(crate) fn act_of(kind: &FaultKind, service_deployment: &str) -> Option<(i64, Act)> {
    match kind {
        FaultKind::Superseded { after } => Some((*after, Act::Supersede)),
        FaultKind::StoppedByPerson { after } => Some((
            *after,
            Act::StopDeployment {
                service_deployment: service_deployment.to_owned(),
            },
        )),
        FaultKind::Desired { after, to } => Some((*after, Act::SetDesired(*to))),
        FaultKind::DeleteService { after } => Some((*after, Act::DeleteService)),
        FaultKind::SecretDenied { .. }
        | FaultKind::SecretMissing
        | FaultKind::SecretJsonKeyMissing
        | FaultKind::ImageNotFound
        | FaultKind::ImageWrongPlatform
        | FaultKind::PullTimeout
        | FaultKind::Network
        | FaultKind::LogGroupMissing
        | FaultKind::Exit { .. }
        | FaultKind::OutOfMemory { .. }
        | FaultKind::BadEntrypoint
        | FaultKind::CrashAfterHealthy { .. }
        | FaultKind::LoadBalancer { .. }
        | FaultKind::ContainerHealth
        | FaultKind::Capacity
        | FaultKind::VcpuQuota
        | FaultKind::AssumeRole
        | FaultKind::SlowStart { .. }
        | FaultKind::Stopped { .. } => None,
    }
}
