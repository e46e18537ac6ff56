//! What a stage proved: the record of it, and when it is believed.
//!
//! Whoever may write parameters could write anything into a record. So it is only a claim, and
//! [`believe`] holds it against what ECS says: the service deployment that it names belongs to this
//! service, was successful, and ran these images. Must not read anything itself.

mod doubt;
#[cfg(test)]
mod tests;

pub use doubt::Doubt;

use crate::foreign::Foreign;
use crate::name::{Digest, RevisionArn, ServiceDeploymentArn};
use crate::observation::{RolloutState, Service, ServiceDeployment, ServiceDeploymentStatus};
use crate::status::ServiceRevision;
use crate::time::AwsTime;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What is kept of a service that was proven healthy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    /// The revision that was proven.
    pub revision: RevisionArn,
    /// The service deployment that brought it; `None` if ECS did not show it.
    pub service_deployment: Option<ServiceDeploymentArn>,
    /// Images by their name in the configuration, as `REPOSITORY@DIGEST`.
    pub images: BTreeMap<String, String>,
    /// The identity that deployed it.
    pub by: Foreign,
    /// When it was recorded, on AWS's clock.
    pub at: AwsTime,
    /// The commit, if there was one.
    pub commit: Option<Foreign>,
    /// The page of the run, if it had one.
    pub run: Option<Foreign>,
    /// Why it was deployed although the stage before had not proven it (`--force-unproven`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unproven: Option<Foreign>,
}

/// What ECS says of a claim.
#[derive(Debug, Clone, Copy)]
pub struct Evidence<'e> {
    /// The service as it is now.
    pub service: &'e Service,
    /// The service deployment that the record names, if ECS knows it.
    pub deployment: Option<&'e ServiceDeployment>,
    /// The service revision that this one led to, if ECS knows it.
    pub revision: Option<&'e ServiceRevision>,
}

/// Believes a record, and returns since when it is proven: when the service deployment was done.
///
/// `images` are the names of those that must be proven; others of the record may be of other services.
///
/// # Errors
///
/// Why it proves nothing.
pub fn believe(record: &Record, images: &[&str], evidence: Evidence<'_>) -> Result<AwsTime, Doubt> {
    let Some(arn) = &record.service_deployment else {
        return Err(Doubt::NoDeployment);
    };
    if !is_of(arn, evidence.service) {
        return Err(Doubt::OtherService { named: arn.clone() });
    }
    let Some(deployment) = evidence.deployment.filter(|one| one.arn == *arn) else {
        return Err(Doubt::DeploymentGone);
    };
    if deployment.status != ServiceDeploymentStatus::Successful {
        return Err(Doubt::NotSuccessful {
            status: deployment.status.clone(),
        });
    }
    let target = deployment.target_revision.as_deref();
    let Some(revision) = evidence
        .revision
        .filter(|one| Some(one.arn.as_str()) == target)
    else {
        return Err(Doubt::DeploymentGone);
    };
    if revision.task_definition != record.revision {
        return Err(Doubt::OtherRevision {
            recorded: record.revision.clone(),
            deployed: revision.task_definition.clone(),
        });
    }
    for name in images {
        let Some(reference) = record.images.get(*name) else {
            return Err(Doubt::NoImage {
                image: (*name).to_owned(),
            });
        };
        resolved(reference, revision)?;
    }
    deployment
        .finished_at
        .or(deployment.created_at)
        .ok_or(Doubt::DeploymentGone)
}

/// Makes sure that a service revision has an image, and that ECS resolved it to its own digest.
///
/// ECS may show no digest for an image whose name has one: there is nothing to resolve then.
///
/// # Errors
///
/// What it has instead.
pub fn resolved(reference: &str, revision: &ServiceRevision) -> Result<(), Doubt> {
    let mut containers = revision.images.iter();
    let Some(container) = containers.find(|one| one.image == reference) else {
        return Err(Doubt::OtherImage {
            recorded: reference.to_owned(),
            deployed: revision.task_definition.clone(),
        });
    };
    let promised = digest(reference).ok_or_else(|| Doubt::NoDigest {
        reference: reference.to_owned(),
    })?;
    match &container.digest {
        Some(other) if *other != promised => Err(Doubt::OtherDigest {
            promised,
            resolved: other.clone(),
        }),
        Some(_) | None => Ok(()),
    }
}

/// Makes sure that a service still runs what a record says.
///
/// A service that wants no task at the moment still has what it proved; one whose tasks are gone
/// although it wants them is not healthy.
///
/// # Errors
///
/// What it runs instead, or why it is not healthy.
pub fn is_current(record: &Record, service: &Service) -> Result<(), Doubt> {
    let Some(primary) = service.primary() else {
        return Err(Doubt::NoService);
    };
    if primary.task_definition != record.revision {
        return Err(Doubt::Replaced {
            proved: record.revision.clone(),
            by: primary.task_definition.clone(),
        });
    }
    // Absent for blue/green and the like, whose service deployment tells.
    let complete = match &primary.rollout_state {
        Some(RolloutState::Completed) | None => true,
        Some(RolloutState::InProgress | RolloutState::Failed | RolloutState::Other(_)) => false,
    };
    if complete && primary.running >= primary.desired {
        Ok(())
    } else {
        Err(Doubt::NotHealthy {
            revision: record.revision.clone(),
        })
    }
}

/// Returns the digest of `REPOSITORY@sha256:…`.
fn digest(reference: &str) -> Option<Digest> {
    let (_, digest) = reference.split_once('@')?;
    digest.starts_with("sha256:").then(|| Digest::new(digest))
}

/// Whether a service deployment belongs to a service: `…:service/CLUSTER/SERVICE` and
/// `…:service-deployment/CLUSTER/SERVICE/ID`, of the same region and account.
/// Source: ECS developer guide, "Viewing service history".
fn is_of(deployment: &ServiceDeploymentArn, service: &Service) -> bool {
    let Some((place, name)) = service.arn.split_once(":service/") else {
        return false;
    };
    // Services from before 2018 may have an ARN without the cluster; those have none of the two.
    let prefix = format!("{place}:service-deployment/{name}/");
    let id = deployment.as_str().strip_prefix(&prefix);
    id.is_some_and(|id| !id.is_empty() && !id.contains('/'))
}
