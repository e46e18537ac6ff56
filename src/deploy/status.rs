//! What runs where: the answer of `foghorn status`, as plain data.
//!
//! Owns what a status says and how it follows from what was read ([`of_service`]). Must not read
//! anything itself, and must not judge: a drift or a failed last deployment is information.
//! `foghorn status --output json` prints a [`Status`] in exactly this shape.

mod deployment;
mod drift;
mod findings;
mod health;
mod history;
mod image;
mod origin;

pub use deployment::{EndedDeployment, InFlight, TaskCounts, newest_deployments};
pub use drift::{drift, pinned_image};
pub use findings::{
    Definition, Findings, ResolvedImage, ServiceRevision, Wanted, of_service, wanted,
};
pub use health::{ContainerHealth, FailingTargets, Health, TargetGroupHealth};
pub use history::{Recorded, history};
pub use image::RunningImage;
pub use origin::{Made, Origin, origin};

use crate::event::ErrorReport;
use crate::name::RevisionArn;
use crate::observation;
use crate::outcome::Outcome;
use crate::task_definition::Difference;
use crate::time::AwsTime;
use serde::Serialize;

/// What runs in the stages of a configuration.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Status {
    /// The stages that were asked for, in the order of the configuration.
    pub stages: Vec<StageStatus>,
}

/// What runs in one stage.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StageStatus {
    /// The stage.
    pub stage: String,
    /// Its region.
    pub region: String,
    /// Its cluster, as the configuration names it.
    pub cluster: String,
    /// The account of the credentials; `None` if they do not work.
    pub account: Option<String>,
    /// Its services, in the order of the configuration; those that could be read.
    pub services: Vec<ServiceStatus>,
    /// What could not be read of the stage as a whole; nothing is known of its services then.
    pub unread: Vec<Unread>,
}

/// What runs of one service.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ServiceStatus {
    /// The service's name in ECS.
    pub service: String,
    /// AWS's time of the reading, in milliseconds since 1970-01-01 UTC, as every time here.
    pub at: Option<AwsTime>,
    /// Whether the service exists to the full; `None` if the cluster has no such service.
    pub state: Option<observation::ServiceStatus>,
    /// The revision that runs: while a deployment is in flight, the one it replaces.
    pub revision: Option<RevisionArn>,
    /// Who made that revision; `None` if it could not be read.
    pub origin: Option<Origin>,
    /// Tasks over all deployments.
    pub tasks: TaskCounts,
    /// How healthy they are.
    pub health: Health,
    /// The images that run, by container and digest.
    pub images: Vec<RunningImage>,
    /// The deployment that is in flight, if one is.
    pub in_flight: Option<InFlight>,
    /// The newest deployment that has ended, if AWS still shows one (it keeps them for 90 days).
    pub last_deployment: Option<EndedDeployment>,
    /// How the configuration differs from the revision that runs, old to new as a deployment would
    /// change it; `None` if the two could not be compared.
    pub drift: Option<Vec<Difference>>,
    /// What was recorded of it, the newest first (`--history`); `None` if that was not asked for or
    /// could not be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub history: Option<Vec<Recorded>>,
    /// What could not be read.
    pub unread: Vec<Unread>,
}

/// Something that could not be read, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Unread {
    /// What.
    pub what: Item,
    /// What its failure means for the exit code.
    pub outcome: Outcome,
    /// Why, and what to do.
    pub error: ErrorReport,
}

/// What a status is read from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Item {
    /// The stage: its credentials, its cluster.
    Stage,
    /// The service.
    Service,
    /// Its tasks: their health and the digests that they run.
    Tasks,
    /// The health of its targets.
    Targets,
    /// Its service deployments: what is in flight, how the last one ended.
    Deployments,
    /// Its service revisions: the digests that ECS resolved.
    ServiceRevisions,
    /// The task definition that runs.
    TaskDefinition,
    /// The task definition of the configuration.
    Configuration,
    /// What was recorded of the service.
    History,
}

impl Status {
    /// Returns the worst of what could not be read; success if everything could.
    pub fn outcome(&self) -> Outcome {
        let of_services = self.stages.iter().flat_map(|stage| &stage.services);
        let of_stages = self.stages.iter().flat_map(|stage| &stage.unread);
        of_services
            .flat_map(|service| &service.unread)
            .chain(of_stages)
            .map(|unread| unread.outcome)
            .max_by_key(|outcome| outcome.exit_code())
            .unwrap_or(Outcome::Succeeded)
    }
}

impl ServiceStatus {
    /// A service of which nothing is known but why.
    pub fn unread(service: &str, at: Option<AwsTime>, why: Unread) -> Self {
        Self {
            service: service.to_owned(),
            at,
            state: None,
            revision: None,
            origin: None,
            tasks: TaskCounts::default(),
            health: Health::default(),
            images: Vec::new(),
            in_flight: None,
            last_deployment: None,
            drift: None,
            history: None,
            unread: vec![why],
        }
    }
}

#[cfg(test)]
mod tests;
