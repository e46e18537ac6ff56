//! What one reading says about our deployment: a memoryless function of that reading.
//!
//! Its first question is always whether the reading shows *our* change yet. Old tasks, the
//! service's totals and `service.taskDefinition` are never evidence for our deployment.

use crate::foreign::Foreign;
use crate::name::{DeploymentId, RevisionArn};
use crate::observation::{
    Deployment, Observation, RolloutState, Service, ServiceDeployment, ServiceDeploymentStatus,
    ServiceStatus,
};
use crate::time::AwsTime;

/// Our deployment, as far as it is known.
#[derive(Debug, Clone)]
pub struct Ours {
    /// Its id.
    pub id: DeploymentId,
    /// The revision it runs.
    pub revision: RevisionArn,
    /// When ECS made it.
    pub created_at: Option<AwsTime>,
    /// Whether a reading has shown it before. Until then, that it is absent means nothing: readings
    /// can lag behind by any time.
    pub seen: bool,
}

/// What a reading says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Assessment {
    /// The reading is older than our change, or AWS does not show it yet.
    NotSeenYet,
    /// Under way.
    Progressing,
    /// ECS says it is complete.
    Succeeded {
        /// Whether the service deployment was read and says so, too.
        confirmed: bool,
    },
    /// ECS gave it up and does not go back.
    Failed {
        /// In AWS's words.
        reason: Option<Foreign>,
    },
    /// ECS goes back, or has been asked to.
    PlatformRollingBack {
        /// In AWS's words.
        reason: Option<Foreign>,
        /// The revision it goes back to.
        to: Option<RevisionArn>,
    },
    /// ECS went back.
    RolledBack {
        /// In AWS's words.
        reason: Option<Foreign>,
        /// The revision that runs now.
        to: Option<RevisionArn>,
        /// Whether the service deployment was read and says so, too.
        confirmed: bool,
    },
    /// ECS could not go back.
    RollbackFailed {
        /// In AWS's words.
        reason: Option<Foreign>,
    },
    /// A newer deployment took its place.
    Superseded {
        /// That deployment.
        by: Option<DeploymentId>,
        /// The revision it runs.
        revision: Option<RevisionArn>,
    },
    /// The service is gone or going.
    ServiceGone,
}

impl Assessment {
    /// Returns why ECS ends the deployment, in its words. Why it could not go back is another matter.
    pub fn reason(&self) -> Option<&Foreign> {
        match self {
            Self::Failed { reason }
            | Self::PlatformRollingBack { reason, .. }
            | Self::RolledBack { reason, .. } => reason.as_ref(),
            Self::NotSeenYet
            | Self::Progressing
            | Self::Succeeded { .. }
            | Self::RollbackFailed { .. }
            | Self::Superseded { .. }
            | Self::ServiceGone => None,
        }
    }
}

/// Says what one reading means for our deployment.
pub fn assess(ours: &Ours, reading: &Observation) -> Assessment {
    let Some(service) = &reading.service else {
        return Assessment::ServiceGone;
    };
    match service.status {
        ServiceStatus::Draining | ServiceStatus::Inactive => return Assessment::ServiceGone,
        ServiceStatus::Active | ServiceStatus::Other(_) => {}
    }
    match &reading.service_deployment {
        Some(deployment) => by_service_deployment(ours, service, deployment),
        None if service.configuration.strategy.shifts_traffic() => by_traffic_shift(ours, service),
        None => by_deployments(ours, service),
    }
}

/// Where traffic is shifted, `deployments[]` tells no end: only the service deployment does.
fn by_traffic_shift(ours: &Ours, service: &Service) -> Assessment {
    match newer_primary(ours, service) {
        Some(newer) => superseded_by(newer),
        None if ours.seen => Assessment::Progressing,
        None => Assessment::NotSeenYet,
    }
}

/// The service deployment is bound to ours by its ARN, so its status decides.
fn by_service_deployment(
    ours: &Ours,
    service: &Service,
    deployment: &ServiceDeployment,
) -> Assessment {
    let reason = deployment
        .status_reason
        .clone()
        .or_else(|| deployment.rollback.as_ref().and_then(|r| r.reason.clone()));
    match deployment.status {
        ServiceDeploymentStatus::Successful => Assessment::Succeeded { confirmed: true },
        ServiceDeploymentStatus::RollbackSuccessful => Assessment::RolledBack {
            reason,
            to: other_primary(ours, service),
            confirmed: true,
        },
        ServiceDeploymentStatus::RollbackFailed => Assessment::RollbackFailed { reason },
        ServiceDeploymentStatus::RollbackRequested
        | ServiceDeploymentStatus::RollbackInProgress => Assessment::PlatformRollingBack {
            reason,
            to: other_primary(ours, service),
        },
        // STOPPED has two meanings: a newer deployment took over, or ECS gave up without going
        // back. Source: ECS developer guide, "service deployment", state transitions.
        ServiceDeploymentStatus::Stopped | ServiceDeploymentStatus::StopRequested => {
            match newer_primary(ours, service) {
                Some(newer) => superseded_by(newer),
                None if deployment.status == ServiceDeploymentStatus::Stopped => {
                    Assessment::Failed { reason }
                }
                None => Assessment::Progressing,
            }
        }
        ServiceDeploymentStatus::Pending
        | ServiceDeploymentStatus::InProgress
        | ServiceDeploymentStatus::Other(_) => match newer_primary(ours, service) {
            Some(newer) => superseded_by(newer),
            None => Assessment::Progressing,
        },
    }
}

/// Without the service deployment, `deployments[]` has to tell.
fn by_deployments(ours: &Ours, service: &Service) -> Assessment {
    let Some(primary) = service.primary() else {
        return if ours.seen {
            Assessment::Progressing
        } else {
            Assessment::NotSeenYet
        };
    };
    if primary.id == ours.id {
        return ours_is_primary(primary, service);
    }
    if let Some(newer) = newer_primary(ours, service) {
        return superseded_by(newer);
    }
    let entry = service.deployment(&ours.id);
    let reason = entry
        .and_then(|d| d.rollout_state_reason.clone())
        .or_else(|| primary.rollout_state_reason.clone());
    let failed = entry.is_some_and(|d| d.rollout_state == Some(RolloutState::Failed));
    if !ours.seen && !failed {
        return Assessment::NotSeenYet;
    }
    let to = Some(primary.task_definition.clone());
    match primary.rollout_state {
        Some(RolloutState::Completed) => Assessment::RolledBack {
            reason,
            to,
            confirmed: false,
        },
        Some(RolloutState::InProgress | RolloutState::Failed | RolloutState::Other(_)) | None => {
            Assessment::PlatformRollingBack { reason, to }
        }
    }
}

fn ours_is_primary(primary: &Deployment, service: &Service) -> Assessment {
    match &primary.rollout_state {
        Some(RolloutState::Completed) => Assessment::Succeeded { confirmed: false },
        Some(RolloutState::Failed) => Assessment::Failed {
            reason: primary.rollout_state_reason.clone(),
        },
        Some(RolloutState::InProgress | RolloutState::Other(_)) => Assessment::Progressing,
        // A service behind a Classic Load Balancer has no rollout state: complete is when ours is
        // alone and has all its tasks. Source: ECS API model, `Deployment.rolloutState`.
        None if service.deployments.len() == 1 && primary.running >= primary.desired => {
            Assessment::Succeeded { confirmed: false }
        }
        None => Assessment::Progressing,
    }
}

/// Returns the PRIMARY deployment if it is not ours and was made after ours.
fn newer_primary<'a>(ours: &Ours, service: &'a Service) -> Option<&'a Deployment> {
    let primary = service.primary()?;
    let newer = match (primary.created_at, ours.created_at) {
        (Some(theirs), Some(ours)) => theirs > ours,
        _ => false,
    };
    (primary.id != ours.id && newer).then_some(primary)
}

fn superseded_by(newer: &Deployment) -> Assessment {
    Assessment::Superseded {
        by: Some(newer.id.clone()),
        revision: Some(newer.task_definition.clone()),
    }
}

fn other_primary(ours: &Ours, service: &Service) -> Option<RevisionArn> {
    service
        .primary()
        .filter(|p| p.id != ours.id)
        .map(|p| p.task_definition.clone())
}
