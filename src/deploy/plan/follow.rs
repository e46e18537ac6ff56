//! The plan of a run that only watches: follow what is in flight, change nothing.

use super::{Change, Limits, OnCancel, OnFailure, ServicePlan};
use crate::observation::{RolloutState, Service, ServiceDeploymentStatus};
use crate::rollout::Before;
use crate::snapshot::ServiceSnapshot;
use crate::task_definition::TaskDefinition;
use std::sync::Arc;

/// Makes the plan to follow a service's deployment in flight, whoever started it. `None` if the
/// service has no deployment at all, as when another deployment controller makes task sets.
pub fn follow(
    cluster: &str,
    found: &ServiceSnapshot,
    limits: Limits,
) -> Option<(ServicePlan, Before)> {
    let service = found.service.as_ref()?;
    let primary = service.primary()?;
    let change = if is_over(service, found) && primary.running >= service.desired {
        Change::Unchanged {
            revision: primary.task_definition.clone(),
            running: primary.running,
        }
    } else {
        Change::Adopt {
            revision: primary.task_definition.clone(),
            deployment: primary.id.clone(),
            service_deployment: service.current_service_deployment.clone(),
        }
    };
    let plan = ServicePlan {
        service: service.name.clone(),
        cluster: cluster.to_owned(),
        // What ran before is not this run's affair.
        current: None,
        change,
        images: Vec::new(),
        desired: service.desired,
        strategy: service.configuration.strategy.clone(),
        circuit_breaker: service.configuration.circuit_breaker,
        alarms: service.configuration.alarms,
        fallback: None,
        // It is not ours to end.
        on_failure: OnFailure::KeepWaiting,
        on_cancel: OnCancel::Leave,
        limits,
        definition: found
            .revisions
            .first()
            .map(|revision| Arc::new(TaskDefinition::described(&revision.document))),
    };
    Some((plan, Before::default()))
}

/// Whether the newest deployment is complete.
pub(super) fn is_over(service: &Service, found: &ServiceSnapshot) -> bool {
    let Some(primary) = service.primary() else {
        return true;
    };
    match &primary.rollout_state {
        Some(RolloutState::Completed) => true,
        Some(RolloutState::InProgress | RolloutState::Failed | RolloutState::Other(_)) => false,
        // No state: behind a Classic Load Balancer, or traffic is shifted and the service
        // deployment tells. Source: ECS API model, `Deployment.rolloutState`.
        None => match &found.service_deployment {
            Some(deployment) => deployment.status == ServiceDeploymentStatus::Successful,
            None => service.deployments.len() == 1,
        },
    }
}
