//! The decision for one service, from what is wanted and what a survey found.
//!
//! Owns what makes a second run safe: the same input and a healthy service change nothing, a sound
//! deployment of ours is followed, a failing one is replaced by a fresh one.

use super::change::{Change, RedeployReason, Register};
use super::follow::is_over;
use super::{ServicePlan, Terms};
use crate::diagnosis;
use crate::foreign::Sentence;
use crate::observation::{
    Controller, Deployment, RolloutState, Service, ServiceStatus, Strategy, Task,
};
use crate::rollout::Before;
use crate::snapshot::{Revision, ServiceSnapshot};
use crate::task_definition::{Difference, Schemas, TaskDefinition, compare};

/// What is wanted of one service.
#[derive(Debug, Clone)]
pub struct Wanted {
    /// What the stage says.
    pub terms: Terms,
    /// The task definition as it would be registered.
    pub document: TaskDefinition,
    /// The images of ours in it, as `container=repository@digest`.
    pub images: Vec<String>,
    /// Whether to deploy even if nothing changed (`--force`).
    pub force: bool,
}

/// Why a service cannot be deployed to. Nothing was changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// The cluster has no service of that name.
    Missing {
        /// The service.
        service: String,
        /// The cluster.
        cluster: String,
    },
    /// The service was deleted or is being deleted.
    NotActive {
        /// The service.
        service: String,
        /// Its status, as AWS writes it.
        status: String,
    },
    /// Somebody else carries out its deployments.
    Controller {
        /// The service.
        service: String,
        /// `CODE_DEPLOY` or `EXTERNAL`.
        controller: String,
    },
    /// It deploys in a way that foghorn does not know yet.
    Strategy {
        /// The service.
        service: String,
        /// `BLUE_GREEN`, …
        strategy: String,
    },
}

impl Refusal {
    /// Says why a service cannot be deployed to, if it cannot; `None` for the service means that
    /// AWS does not know it.
    pub fn of(name: &str, cluster: &str, service: Option<&Service>) -> Option<Self> {
        let name = name.to_owned();
        let Some(service) = service else {
            return Some(Self::Missing {
                service: name,
                cluster: cluster.to_owned(),
            });
        };
        // A deleted service is still described for a while. Source: ECS API model, `Service.status`.
        let status = match &service.status {
            ServiceStatus::Active => None,
            ServiceStatus::Inactive => Some("INACTIVE"),
            ServiceStatus::Draining => Some("DRAINING"),
            ServiceStatus::Other(status) => Some(status.as_str()),
        };
        let controller = match &service.controller {
            Controller::Ecs => None,
            Controller::CodeDeploy => Some("CODE_DEPLOY"),
            Controller::External => Some("EXTERNAL"),
            Controller::Other(other) => Some(other.as_str()),
        };
        let strategy = match &service.configuration.strategy {
            Strategy::Rolling | Strategy::BlueGreen | Strategy::Linear | Strategy::Canary => None,
            Strategy::Other(other) => Some(other.as_str()),
        };
        match (status, controller, strategy) {
            (Some(status), _, _) => Some(Self::NotActive {
                service: name,
                status: status.to_owned(),
            }),
            (None, Some(controller), _) => Some(Self::Controller {
                service: name,
                controller: controller.to_owned(),
            }),
            (None, None, Some(strategy)) => Some(Self::Strategy {
                service: name,
                strategy: strategy.to_owned(),
            }),
            (None, None, None) => None,
        }
    }

    /// What is wrong.
    pub fn sentence(&self) -> Sentence {
        match self {
            Self::Missing { service, cluster } => Sentence::own("service ")
                .code(service)
                .then(" does not exist in cluster ")
                .code(cluster),
            Self::NotActive { service, status } => Sentence::own("service ")
                .code(service)
                .then(" cannot be deployed to: it is ")
                .foreign(status),
            Self::Controller {
                service,
                controller,
            } => Sentence::own("service ")
                .code(service)
                .then(" is deployed by another deployment controller: ")
                .foreign(controller),
            Self::Strategy { service, strategy } => Sentence::own("service ")
                .code(service)
                .then(" deploys by a strategy that foghorn does not carry out yet: ")
                .foreign(strategy),
        }
    }

    /// What to do about it.
    pub fn hints(&self) -> Vec<Sentence> {
        match self {
            Self::Missing { service, cluster } => vec![
                Sentence::own(
                    "foghorn does not create services; create it once, for example with ",
                )
                .code(format!(
                    "aws ecs create-service --cluster {cluster} --service-name {service} …"
                )),
                Sentence::own("or correct ")
                    .code("service")
                    .then(", ")
                    .code("cluster")
                    .then(" or ")
                    .code("region")
                    .then(" in the configuration"),
            ],
            Self::NotActive { .. } => {
                vec![Sentence::own(
                    "a deleted service cannot be brought back: create it again under this name",
                )]
            }
            Self::Controller { .. } => vec![
                Sentence::own("foghorn deploys services whose controller is ")
                    .code("ECS")
                    .then("; a service can be moved to it with ")
                    .code("aws ecs update-service --deployment-controller type=ECS"),
            ],
            Self::Strategy { .. } => vec![
                Sentence::own("set the strategy to ")
                    .code("ROLLING")
                    .then(" or deploy this service with another tool for now"),
            ],
        }
    }
}

/// Decides what will be done to one service.
pub fn decide(
    wanted: Wanted,
    found: &ServiceSnapshot,
    schemas: &Schemas,
) -> Result<(ServicePlan, Before), Refusal> {
    let service = deployable(&wanted, found)?;
    let primary = service.primary();
    let asked_for = primary.map(|p| &p.task_definition);
    let current = found.revisions.iter().find(|r| Some(&r.arn) == asked_for);
    let equal =
        |revision: &&Revision| compare(&wanted.document, &revision.document, schemas).is_empty();
    let change = match (primary, current.filter(equal)) {
        (Some(primary), Some(current)) => {
            same_revision(wanted.force, found, service, primary, current)
        }
        (Some(_) | None, _) => {
            let differences = current
                .map(|c| compare(&wanted.document, &c.document, schemas))
                .unwrap_or_default();
            match found.revisions.iter().find(equal) {
                Some(revision) => Change::Reuse {
                    revision: revision.arn.clone(),
                    differences,
                },
                None => Change::Deploy {
                    register: register(wanted.document.clone()),
                    differences,
                },
            }
        }
    };
    let terms = wanted.terms;
    Ok(terms.plan(service, found, change, wanted.document, wanted.images))
}

fn register(document: TaskDefinition) -> Register {
    Register {
        family: document.family().to_owned(),
        redacted: document.redacted(),
        document: Some(document),
    }
}

fn deployable<'a>(wanted: &Wanted, found: &'a ServiceSnapshot) -> Result<&'a Service, Refusal> {
    match (
        Refusal::of(&found.name, &wanted.terms.cluster, found.service.as_ref()),
        &found.service,
    ) {
        (Some(refusal), _) => Err(refusal),
        (None, Some(service)) => Ok(service),
        (None, None) => Err(Refusal::Missing {
            service: found.name.clone(),
            cluster: wanted.terms.cluster.clone(),
        }),
    }
}

/// The service asks for our revision already: is it there, on its way, or in trouble?
pub(super) fn same_revision(
    force: bool,
    found: &ServiceSnapshot,
    service: &Service,
    primary: &Deployment,
    current: &Revision,
) -> Change {
    let revision = current.arn.clone();
    if force {
        return Change::Redeploy {
            revision,
            why: RedeployReason::Asked,
        };
    }
    if primary.rollout_state == Some(RolloutState::Failed) {
        return Change::Redeploy {
            revision,
            why: RedeployReason::InFlightFailing,
        };
    }
    if is_over(service, found) && primary.running >= service.desired {
        return Change::Unchanged {
            revision,
            running: primary.running,
        };
    }
    if failing(primary, found) {
        return Change::Redeploy {
            revision,
            why: RedeployReason::InFlightFailing,
        };
    }
    Change::Adopt {
        revision,
        deployment: primary.id.clone(),
        service_deployment: service.current_service_deployment.clone(),
    }
}

/// Whether a deployment in flight shows any sign of failure. ECS waits ever longer between tries,
/// up to 27 minutes, and a fresh deployment resets that. Source: ECS developer guide,
/// "service throttle logic".
fn failing(primary: &Deployment, found: &ServiceSnapshot) -> bool {
    let counted = found
        .service_deployment
        .as_ref()
        .and_then(|d| d.circuit_breaker)
        .is_some_and(|count| count.failures > 0);
    let stopped = |task: &Task| {
        task.started_by.as_deref() == Some(primary.id.as_str())
            && diagnosis::stopped_task(task).is_some()
    };
    primary.failed > 0 || counted || found.tasks.iter().any(stopped)
}

/// Returns the differences for people; a revision that is the first of its service has none.
pub fn differences(change: &Change) -> &[Difference] {
    match change {
        Change::Reuse { differences, .. } | Change::Deploy { differences, .. } => differences,
        Change::Unchanged { .. } | Change::Adopt { .. } | Change::Redeploy { .. } => &[],
    }
}
