//! What a stage says of how its services are deployed, and the plan of one service under it.
//!
//! Owns what all plans that lead a service somewhere have in common. Must not decide where.

use super::{Change, Limits, OnCancel, OnFailure, ServicePlan};
use crate::config::Stage;
use crate::name::RevisionArn;
use crate::observation::{Deployment, RolloutState, Service};
use crate::rollout::Before;
use crate::snapshot::ServiceSnapshot;
use crate::task_definition::TaskDefinition;
use std::sync::Arc;

/// How the services of a stage are deployed.
#[derive(Debug, Clone)]
pub struct Terms {
    /// The cluster, as the configuration names it.
    pub cluster: String,
    /// What foghorn does when the deployment cannot succeed.
    pub on_failure: OnFailure,
    /// What foghorn does with the deployment when the run is cancelled.
    pub on_cancel: OnCancel,
    /// How the wait ends.
    pub limits: Limits,
}

impl Limits {
    /// Returns what a stage says.
    pub fn of(stage: &Stage) -> Self {
        Self {
            timeout: stage.timeout,
            soak: stage.soak,
        }
    }
}

impl Terms {
    /// Returns what a stage says.
    pub fn of(stage: &Stage) -> Self {
        Self {
            cluster: stage.cluster.clone(),
            on_failure: stage.on_failure,
            on_cancel: stage.on_cancel,
            limits: Limits::of(stage),
        }
    }

    /// Makes the plan of a change that leads a service to this task definition, with these images
    /// of ours in it.
    pub(super) fn plan(
        self,
        service: &Service,
        found: &ServiceSnapshot,
        change: Change,
        definition: TaskDefinition,
        images: Vec<String>,
    ) -> (ServicePlan, Before) {
        let plan = ServicePlan {
            service: service.name.clone(),
            cluster: self.cluster,
            current: service.primary().map(|p| p.task_definition.clone()),
            change,
            images,
            desired: service.desired,
            strategy: service.configuration.strategy.clone(),
            circuit_breaker: service.configuration.circuit_breaker,
            alarms: service.configuration.alarms,
            fallback: fallback(service, found),
            on_failure: self.on_failure,
            on_cancel: self.on_cancel,
            limits: self.limits,
            definition: Some(Arc::new(definition)),
        };
        (plan, Before::of(service))
    }
}

/// Returns the revision that was deployed successfully last: what a rollback by ECS would go to,
/// too. Source: ECS developer guide, "deployment circuit breaker".
fn fallback(service: &Service, found: &ServiceSnapshot) -> Option<RevisionArn> {
    let alone = service.deployments.len() == 1;
    let completed = |d: &&Deployment| match &d.rollout_state {
        Some(RolloutState::Completed) => true,
        Some(RolloutState::InProgress | RolloutState::Failed | RolloutState::Other(_)) => false,
        None => alone && d.running >= d.desired,
    };
    service
        .primary()
        .filter(completed)
        .or_else(|| service.deployments.iter().find(completed))
        .map(|d| d.task_definition.clone())
        .or_else(|| found.last_successful.clone())
}
