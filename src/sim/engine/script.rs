//! What other people do to a service while it is being deployed. It owns the list of acts;
//! carrying one out is the region's.

use super::fault::FaultKind;
use super::hook::HookAction;

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
    /// ECS finds a CloudWatch alarm in ALARM.
    Alarm {
        /// The service deployment's ARN.
        service_deployment: String,
        /// The alarm's name; otherwise the first one of the service.
        name: Option<String>,
    },
    /// Deletes the service's target groups.
    DeleteTargetGroups,
    /// Answers the hook that waits.
    AnswerHook {
        /// The service deployment's ARN.
        service_deployment: String,
        /// The answer.
        action: HookAction,
    },
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
        FaultKind::Alarm { after, name } => Some((
            *after,
            Act::Alarm {
                service_deployment: service_deployment.to_owned(),
                name: name.clone(),
            },
        )),
        FaultKind::TargetGroupGone { after } => Some((*after, Act::DeleteTargetGroups)),
        FaultKind::HookAnswered { after, action } => Some((
            *after,
            Act::AnswerHook {
                service_deployment: service_deployment.to_owned(),
                action: *action,
            },
        )),
        FaultKind::SecretMissing
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
        | FaultKind::HookFails { .. }
        | FaultKind::Stopped { .. } => None,
    }
}
