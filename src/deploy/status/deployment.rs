//! Deployments of a service: the one in flight and the one that ended last.

use super::origin::Origin;
use crate::foreign::Foreign;
use crate::name::{DeploymentId, RevisionArn, ServiceDeploymentArn};
use crate::observation::{
    Deployment, LifecycleHook, RolloutState, Service, ServiceDeployment, ServiceDeploymentStatus,
};
use crate::time::AwsTime;
use serde::Serialize;

/// Counts of tasks.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct TaskCounts {
    /// Wanted.
    pub desired: u32,
    /// Running.
    pub running: u32,
    /// Starting.
    pub pending: u32,
}

/// A deployment in flight, whoever started it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct InFlight {
    /// Its id in `deployments[]`.
    pub deployment: Option<DeploymentId>,
    /// The service deployment, if AWS shows one.
    pub service_deployment: Option<ServiceDeploymentArn>,
    /// Where the service deployment stands, such as in progress or rolling back.
    pub status: Option<ServiceDeploymentStatus>,
    /// The revision that it leads to: on the way back, the one that it goes back to.
    pub revision: RevisionArn,
    /// Who made that revision; `None` if it could not be read.
    pub origin: Option<Origin>,
    /// When it began.
    pub since: Option<AwsTime>,
    /// Its tasks.
    pub tasks: TaskCounts,
    /// Failures in a row, as ECS counts them.
    pub failed: u32,
    /// Stage of a blue/green, linear or canary deployment, as AWS writes it.
    pub lifecycle_stage: Option<String>,
    /// Production traffic that the new revision is to get, in percent. Absent for rolling.
    pub production_traffic: Option<u8>,
    /// Lifecycle hooks that stand still until somebody answers them.
    pub waiting_hooks: Vec<LifecycleHook>,
}

/// How a deployment ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct EndedDeployment {
    /// The service deployment.
    pub service_deployment: ServiceDeploymentArn,
    /// How.
    pub status: ServiceDeploymentStatus,
    /// Why, in AWS's words, if it ended badly.
    pub reason: Option<Foreign>,
    /// Names of the alarms that fired.
    pub triggered_alarms: Vec<String>,
    /// When it began.
    pub created_at: Option<AwsTime>,
    /// When it ended.
    pub finished_at: Option<AwsTime>,
    /// The revision that it was to lead to, if it could be read.
    pub revision: Option<RevisionArn>,
    /// The revision that it went back to, if it did and that could be read.
    pub rolled_back_to: Option<RevisionArn>,
}

/// Whether a service deployment has ended. What foghorn does not know has not.
/// Source: ECS API model, `ServiceDeploymentStatus`.
fn ended(deployment: &ServiceDeployment) -> bool {
    match deployment.status {
        ServiceDeploymentStatus::Successful
        | ServiceDeploymentStatus::Stopped
        | ServiceDeploymentStatus::RollbackSuccessful
        | ServiceDeploymentStatus::RollbackFailed => true,
        ServiceDeploymentStatus::Pending
        | ServiceDeploymentStatus::InProgress
        | ServiceDeploymentStatus::StopRequested
        | ServiceDeploymentStatus::RollbackRequested
        | ServiceDeploymentStatus::RollbackInProgress
        | ServiceDeploymentStatus::Other(_) => false,
    }
}

fn newest(
    deployments: &[ServiceDeployment],
    wanted: impl Fn(&ServiceDeployment) -> bool,
) -> Option<&ServiceDeployment> {
    let matching = deployments.iter().filter(|one| wanted(one));
    matching.max_by_key(|one| one.created_at)
}

/// Returns the newest service deployment that has ended.
pub(super) fn last_ended(deployments: &[ServiceDeployment]) -> Option<&ServiceDeployment> {
    newest(deployments, ended)
}

/// Returns the service deployment that is in flight.
pub(super) fn unfinished(deployments: &[ServiceDeployment]) -> Option<&ServiceDeployment> {
    newest(deployments, |_| true).filter(|one| !ended(one))
}

/// Returns the service deployments that a status needs, out of a listing: the newest one and the
/// newest that has ended.
pub fn newest_deployments(listed: &[ServiceDeployment]) -> Vec<ServiceDeploymentArn> {
    let needed = unfinished(listed).into_iter().chain(last_ended(listed));
    needed.map(|one| one.arn.clone()).collect()
}

/// Whether the service's newest deployment is under way.
///
/// The service deployment says so for every strategy. Where it cannot be read or lags behind, the
/// rollout state does; after a rollback that one goes on while old tasks drain, and means nothing.
pub(super) fn is_in_flight(service: &Service, deployments: &[ServiceDeployment]) -> bool {
    if unfinished(deployments).is_some() {
        return true;
    }
    let Some(primary) = service.primary() else {
        return false;
    };
    let under_way = match &primary.rollout_state {
        Some(RolloutState::InProgress) => true,
        Some(RolloutState::Completed | RolloutState::Failed | RolloutState::Other(_)) => false,
        // Absent for blue/green and the like: two deployments are there only while traffic shifts.
        None => service.deployments.len() > 1,
    };
    let began_later = last_ended(deployments)
        .is_none_or(|last| primary.created_at.max(last.finished_at) != last.finished_at);
    under_way && began_later
}

/// Returns the deployment whose revision runs: while one is in flight or has failed, the one that
/// it was to replace; on the way back, the one that ECS goes back to.
pub(super) fn settled<'s>(
    service: &'s Service,
    deployments: &[ServiceDeployment],
) -> Option<&'s Deployment> {
    let primary = service.primary()?;
    let failed = primary.rollout_state == Some(RolloutState::Failed);
    let replacing = is_in_flight(service, deployments)
        && !unfinished(deployments).is_some_and(|one| one.status.is_going_back());
    if !failed && !replacing {
        return Some(primary);
    }
    let others = service.deployments.iter();
    others
        .filter(|one| one.id != primary.id && one.running > 0)
        .max_by_key(|one| one.running)
        .or(Some(primary).filter(|primary| primary.running > 0))
}
