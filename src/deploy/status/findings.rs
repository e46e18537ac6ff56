//! From what was read of a service to what its status says.

use super::deployment::{self, EndedDeployment, InFlight, TaskCounts};
use super::image;
use super::origin::{self, Origin};
use super::{ServiceStatus, Unread, health};
use crate::name::{Digest, RevisionArn};
use crate::observation::{Service, ServiceDeployment, ServiceDeploymentStatus, Target, Task};
use crate::task_definition::Difference;
use crate::time::AwsTime;
use serde_json::Value;

/// What was read of a service. What could not be read is `None` or missing, and is among `unread`.
#[derive(Debug, Clone)]
pub struct Findings {
    /// AWS's time of the reading.
    pub at: AwsTime,
    /// The service.
    pub service: Service,
    /// Its running tasks.
    pub tasks: Option<Vec<Task>>,
    /// The targets of its target groups.
    pub targets: Option<Vec<Target>>,
    /// Its service deployments, in any order: at least the newest one, and the newest that has
    /// ended.
    pub deployments: Vec<ServiceDeployment>,
    /// The service revisions that those name.
    pub service_revisions: Vec<ServiceRevision>,
    /// The task definitions that [`wanted`] asks for.
    pub definitions: Vec<Definition>,
    /// The containers that the configuration puts an image into.
    pub ours: Vec<String>,
    /// How the configuration differs from the revision that runs.
    pub drift: Option<Vec<Difference>>,
    /// What could not be read.
    pub unread: Vec<Unread>,
}

/// What a service deployment leads to. Source: ECS API model, `ServiceRevision`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServiceRevision {
    /// Its ARN.
    pub arn: String,
    /// The task-definition revision.
    pub task_definition: RevisionArn,
    /// The images, as ECS resolved them.
    pub images: Vec<ResolvedImage>,
}

/// The image of one container, as ECS resolved it. Source: ECS API model, `ContainerImage`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResolvedImage {
    /// The container.
    pub container: String,
    /// As the task definition names it.
    pub image: String,
    /// What the name was resolved to; absent until ECS has done so.
    pub digest: Option<Digest>,
}

/// A registered revision with its tags. `Debug` shows its name only: the document has values of
/// `environment`.
#[derive(Clone)]
pub struct Definition {
    /// Its ARN.
    pub arn: RevisionArn,
    /// `taskDefinition` of DescribeTaskDefinition's answer, every field kept.
    pub document: Value,
    /// Its tags.
    pub tags: Vec<(String, String)>,
}

impl std::fmt::Debug for Definition {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Definition")
            .field("arn", &self.arn)
            .finish_non_exhaustive()
    }
}

/// The revisions whose task definitions a status needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    /// The revision that runs; where nothing runs, the one that the service asks for.
    pub runs: Option<RevisionArn>,
    /// The revision of the deployment in flight.
    pub in_flight: Option<RevisionArn>,
}

/// Says which task definitions to read.
pub fn wanted(service: &Service, deployments: &[ServiceDeployment]) -> Wanted {
    let primary = service.primary().map(|one| one.task_definition.clone());
    let runs = deployment::settled(service, deployments).map(|one| one.task_definition.clone());
    let in_flight = deployment::is_in_flight(service, deployments);
    Wanted {
        runs: runs.or_else(|| primary.clone()),
        in_flight: primary.filter(|_| in_flight),
    }
}

/// Says what was found.
pub fn of_service(found: Findings) -> ServiceStatus {
    let service = &found.service;
    let settled = deployment::settled(service, &found.deployments);
    let revision = settled.map(|one| one.task_definition.clone());
    let is_running = |task: &&Task| task.last_status == "RUNNING" && !task.stopping;
    let running: Option<Vec<&Task>> = found
        .tasks
        .as_ref()
        .map(|tasks| tasks.iter().filter(is_running).collect());
    let groups: Vec<&str> = service
        .load_balancers
        .iter()
        .filter_map(|balancer| balancer.target_group.as_deref())
        .collect();
    let resolved = found
        .service_revisions
        .iter()
        .find(|one| Some(&one.task_definition) == revision.as_ref());
    ServiceStatus {
        service: service.name.clone(),
        at: Some(found.at),
        state: Some(service.status.clone()),
        origin: revision.as_ref().and_then(|arn| made_by(&found, arn)),
        tasks: TaskCounts {
            desired: service.desired,
            running: service.running,
            pending: service.pending,
        },
        health: health::health(
            running.as_deref(),
            &found.definitions,
            &groups,
            found.targets.as_deref(),
        ),
        images: image::images(
            running.as_deref().unwrap_or_default(),
            &found.definitions,
            &found.ours,
            resolved,
        ),
        in_flight: in_flight(&found),
        last_deployment: deployment::last_ended(&found.deployments)
            .map(|last| last_deployment(&found, last)),
        revision,
        drift: found.drift,
        history: None,
        unread: found.unread,
    }
}

fn made_by(found: &Findings, revision: &RevisionArn) -> Option<Origin> {
    let definition = found.definitions.iter().find(|one| one.arn == *revision)?;
    Some(origin::origin(&definition.document, &definition.tags))
}

fn in_flight(found: &Findings) -> Option<InFlight> {
    if !deployment::is_in_flight(&found.service, &found.deployments) {
        return None;
    }
    let primary = found.service.primary()?;
    let record = deployment::unfinished(&found.deployments);
    Some(InFlight {
        deployment: Some(primary.id.clone()),
        service_deployment: record.map(|one| one.arn.clone()),
        status: record.map(|one| one.status.clone()),
        revision: primary.task_definition.clone(),
        origin: made_by(found, &primary.task_definition),
        since: record.and_then(|one| one.created_at).or(primary.created_at),
        tasks: TaskCounts {
            desired: primary.desired,
            running: primary.running,
            pending: primary.pending,
        },
        failed: primary.failed,
        lifecycle_stage: record.and_then(|one| one.lifecycle_stage.clone()),
        production_traffic: record.and_then(|one| one.production_traffic),
        waiting_hooks: record
            .map(|one| {
                one.hooks
                    .iter()
                    .filter(|hook| hook.awaits_action())
                    .cloned()
                    .collect()
            })
            .unwrap_or_default(),
    })
}

fn last_deployment(found: &Findings, last: &ServiceDeployment) -> EndedDeployment {
    let task_definition = |arn: Option<&String>| {
        let revisions = &found.service_revisions;
        let found = revisions.iter().find(|one| Some(&one.arn) == arn)?;
        Some(found.task_definition.clone())
    };
    let rollback = last.rollback.as_ref();
    let went_well = last.status == ServiceDeploymentStatus::Successful;
    let reason = last.status_reason.clone().filter(|_| !went_well);
    EndedDeployment {
        service_deployment: last.arn.clone(),
        status: last.status.clone(),
        reason: rollback.and_then(|one| one.reason.clone()).or(reason),
        triggered_alarms: last.triggered_alarms.clone(),
        created_at: last.created_at,
        finished_at: last.finished_at,
        revision: task_definition(last.target_revision.as_ref()),
        rolled_back_to: task_definition(rollback.and_then(|one| one.revision.as_ref())),
    }
}
