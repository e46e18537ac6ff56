//! The plan of going back: which revision a service is led to, from what was deployed before.
//!
//! Owns what makes `foghorn rollback` safe to repeat: a service that has gone back already is left
//! where it is, or followed there; how far a person wants to go beyond that is theirs to say.

use super::decide::same_revision;
use super::{Change, ServicePlan, Terms};
use crate::foreign::Sentence;
use crate::name::RevisionArn;
use crate::observation::Service;
use crate::rollout::Before;
use crate::snapshot::{Revision, ServiceSnapshot};
use crate::task_definition::{Schemas, TaskDefinition, compare};

/// A service deployment of the past.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Past {
    /// The revision that it led to.
    pub revision: RevisionArn,
    /// Whether it was SUCCESSFUL.
    pub successful: bool,
}

/// Where going back leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// This was deployed successfully last, of all that the service does not ask for now.
    Previous(RevisionArn),
    /// The service asks for an older revision than the one deployed before: it has gone back, or
    /// is on its way.
    Back {
        /// What it went back from.
        from: RevisionArn,
    },
    /// Nothing that was deployed successfully before is known.
    Unknown,
}

impl Target {
    /// Finds it. `past` is the service's deployments, the newest first; what came before all of
    /// them changes the answer only if it is [`Target::Unknown`].
    pub fn find(current: &RevisionArn, past: &[Past]) -> Self {
        let mut others = past.iter().filter(|one| one.revision != *current);
        let Some(newest) = others.next() else {
            return Self::Unknown;
        };
        if is_later(&newest.revision, current) {
            return Self::Back {
                from: newest.revision.clone(),
            };
        }
        let successful = std::iter::once(newest)
            .chain(others)
            .find(|one| one.successful);
        successful.map_or(Self::Unknown, |one| Self::Previous(one.revision.clone()))
    }
}

/// Whether a revision was registered after another one of the same family.
fn is_later(one: &RevisionArn, other: &RevisionArn) -> bool {
    match (one.number(), other.number()) {
        (Some((family, later)), Some((same, earlier))) => family == same && later > earlier,
        (Some(_) | None, _) => false,
    }
}

/// Why a service cannot go back. Nothing was changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NoWayBack {
    /// No earlier successful deployment is known.
    Nothing {
        /// The service.
        service: String,
        /// Revisions that it could be led to with `--to`.
        active: Vec<RevisionArn>,
    },
    /// The revision was deregistered: no service can be led to it any more.
    /// Source: ECS API model, `DeregisterTaskDefinition`.
    Inactive {
        /// The service.
        service: String,
        /// The revision.
        revision: RevisionArn,
        /// Revisions that it could be led to with `--to`.
        active: Vec<RevisionArn>,
        /// The images of the revision that have a digest.
        images: Vec<String>,
    },
    /// There is no such revision.
    Missing {
        /// The service.
        service: String,
        /// What was asked for.
        revision: String,
        /// Revisions that it could be led to with `--to`.
        active: Vec<RevisionArn>,
    },
}

impl NoWayBack {
    /// What is wrong.
    pub fn sentence(&self) -> Sentence {
        match self {
            Self::Nothing { service, .. } => Sentence::own("service ").code(service).then(
                " cannot go back: no earlier deployment of another revision is known to have \
                 succeeded; ECS keeps deployments for 90 days",
            ),
            Self::Inactive {
                service, revision, ..
            } => Sentence::own("service ")
                .code(service)
                .then(" cannot go back to ")
                .code(revision.short())
                .then(": the revision is INACTIVE, somebody deregistered it"),
            Self::Missing {
                service, revision, ..
            } => Sentence::own("service ")
                .code(service)
                .then(" cannot go back to ")
                .code(revision)
                .then(": there is no such revision"),
        }
    }

    /// What to do about it.
    pub fn hints(&self) -> Vec<Sentence> {
        let (Self::Nothing { service, active }
        | Self::Inactive {
            service, active, ..
        }
        | Self::Missing {
            service, active, ..
        }) = self;
        let mut hints = Vec::new();
        if let [newest, others @ ..] = active.as_slice() {
            let mut hint = Sentence::own("name a revision that is ACTIVE: ")
                .code(format!("--service {service} --to {}", newest.short()));
            for other in others {
                hint = hint.then(", ").code(other.short());
            }
            hints.push(hint);
        }
        if let Self::Inactive { images, .. } = self {
            for image in images {
                hints.push(
                    Sentence::own("or deploy its image: ")
                        .code(format!("foghorn deploy --image {image}")),
                );
            }
        }
        if hints.is_empty() {
            hints.push(
                Sentence::own("no other revision that is ACTIVE was found; list them with ")
                    .code("aws ecs list-task-definitions --status ACTIVE --sort DESC")
                    .then(", and name one with ")
                    .code("--to"),
            );
        }
        hints
    }
}

/// Says whether a revision can be deployed.
pub fn is_active(revision: &Revision) -> bool {
    revision.document["status"] != "INACTIVE" && revision.document["status"] != "DELETE_IN_PROGRESS"
}

/// Returns the images of a revision that have a digest.
pub fn pinned_images(revision: &Revision) -> Vec<String> {
    let containers = revision.document["containerDefinitions"].as_array();
    let images = containers.into_iter().flatten();
    let images = images.filter_map(|container| container["image"].as_str());
    images
        .filter(|image| image.contains("@sha256:"))
        .map(str::to_owned)
        .collect()
}

/// How a service is led back.
#[derive(Debug, Clone)]
pub struct Return {
    /// What the stage says.
    pub terms: Terms,
    /// The revision.
    pub to: Revision,
    /// The images of ours in it, as `container=repository@digest`.
    pub images: Vec<String>,
}

/// Makes the plan to lead a service to a registered revision. The first of the revisions that were
/// found is the one that the service asks for now; the service deployment and the tasks that were
/// found are those of that revision.
pub fn go_back(
    wanted: Return,
    service: &Service,
    found: &ServiceSnapshot,
    schemas: &Schemas,
) -> (ServicePlan, Before) {
    let document = TaskDefinition::described(&wanted.to.document);
    let asked_for = service.primary().map(|p| p.task_definition.clone());
    let there = service
        .primary()
        .filter(|primary| primary.task_definition == wanted.to.arn);
    let change = match there {
        Some(primary) => same_revision(false, found, service, primary, &wanted.to),
        None => Change::Reuse {
            revision: wanted.to.arn.clone(),
            differences: found
                .revisions
                .iter()
                .find(|current| Some(&current.arn) == asked_for.as_ref())
                .map(|current| compare(&document, &current.document, schemas))
                .unwrap_or_default(),
        },
    };
    let change = match change {
        // ECS goes back by itself: the service deployment is that of what failed.
        Change::Adopt {
            revision,
            deployment,
            ..
        } if found.service_deployment.is_none() => Change::Adopt {
            revision,
            deployment,
            service_deployment: None,
        },
        change @ (Change::Adopt { .. }
        | Change::Unchanged { .. }
        | Change::Redeploy { .. }
        | Change::Reuse { .. }
        | Change::Deploy { .. }) => change,
    };
    let terms = wanted.terms;
    terms.plan(service, found, change, document, wanted.images)
}

#[cfg(test)]
mod tests;
