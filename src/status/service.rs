//! One service: everything that its status needs, each part on its own.

use super::{Means, drift, unread};
use crate::failure::Failure;
use foghorn_aws::session::{ServiceRevision, Which};
use foghorn_aws::{Error, Session};
use foghorn_deploy::config::{Service, Stage};
use foghorn_deploy::foreign::Sentence;
use foghorn_deploy::name::RevisionArn;
use foghorn_deploy::observation::{self, ServiceDeployment, Target, Task};
use foghorn_deploy::plan::write::record_parameter;
use foghorn_deploy::status::{self, Definition, Findings, Item, Recorded, ServiceStatus, Unread};
use foghorn_deploy::time::AwsTime;
use std::sync::Arc;

/// How far back the deployment before one that is in flight is looked for, in milliseconds: 30
/// days, so that a service that is deployed all day needs few pages.
const LOOK_BACK: i64 = 30 * 24 * 60 * 60 * 1000;

/// The reading of one service.
pub(super) struct Reading {
    pub(super) means: Means,
    pub(super) session: Arc<Session>,
    pub(super) stage: Arc<Stage>,
    pub(super) service: Service,
    pub(super) at: AwsTime,
}

impl Reading {
    /// Reads what the service itself does not say.
    pub(super) async fn read(&self, service: observation::Service) -> ServiceStatus {
        let mut missing = Vec::new();
        let (tasks, targets, deployments) = tokio::join!(
            self.tasks(),
            self.targets(&service),
            self.deployments(&service)
        );
        let tasks = kept(&mut missing, Item::Tasks, tasks);
        let targets = kept(&mut missing, Item::Targets, targets);
        let deployments = kept(&mut missing, Item::Deployments, deployments).unwrap_or_default();
        let wanted = status::wanted(&service, &deployments);
        let (revisions, runs, in_flight) = tokio::join!(
            self.service_revisions(&deployments),
            self.definition(wanted.runs.as_ref()),
            self.definition(
                wanted
                    .in_flight
                    .as_ref()
                    .filter(|_| wanted.in_flight != wanted.runs)
            ),
        );
        let service_revisions = kept(&mut missing, Item::ServiceRevisions, revisions);
        let runs = kept(&mut missing, Item::TaskDefinition, runs).flatten();
        let in_flight = kept(&mut missing, Item::TaskDefinition, in_flight).flatten();
        let document = runs.as_ref().map(|one| &one.document);
        let compared = drift::compare(&self.means, &self.stage, &self.service, document);
        let compared = kept(&mut missing, Item::Configuration, compared).unwrap_or_default();
        let history = kept(&mut missing, Item::History, self.history().await).flatten();
        let status = status::of_service(Findings {
            at: self.at,
            service,
            tasks,
            targets,
            deployments,
            service_revisions: service_revisions.unwrap_or_default(),
            definitions: runs.into_iter().chain(in_flight).collect(),
            ours: compared.ours,
            drift: compared.differences,
            unread: missing,
        });
        ServiceStatus { history, ..status }
    }

    /// Reads what was recorded, if that was asked for.
    async fn history(&self) -> Result<Option<Vec<Recorded>>, Error> {
        if !self.means.history {
            return Ok(None);
        }
        let name = record_parameter(&self.stage.cluster, &self.service.service);
        let versions = self.session.parameter_history(&name).await?;
        let versions = versions.into_iter();
        Ok(Some(status::history(
            versions.map(|one| (one.value, one.by, one.at)),
        )))
    }

    async fn tasks(&self) -> Result<Vec<Task>, Error> {
        let (cluster, service) = (&self.stage.cluster, &self.service.service);
        self.session.tasks(cluster, service, Which::Running).await
    }

    async fn targets(&self, service: &observation::Service) -> Result<Vec<Target>, Error> {
        let balancers = service.load_balancers.iter();
        let groups: Vec<&str> = balancers
            .filter_map(|one| one.target_group.as_deref())
            .collect();
        self.session.targets(&groups).await
    }

    /// Reads the newest service deployment, and the one before if that is still in flight.
    async fn deployments(
        &self,
        service: &observation::Service,
    ) -> Result<Vec<ServiceDeployment>, Error> {
        let current = service.current_service_deployment.as_slice();
        let mut found = self.session.describe_service_deployments(current).await?;
        if !found.is_empty() && status::wanted(service, &found).in_flight.is_none() {
            return Ok(found);
        }
        let after = AwsTime(self.at.0.saturating_sub(LOOK_BACK));
        let cluster = &self.stage.cluster;
        let listed = self
            .session
            .list_service_deployments(cluster, &service.name, Some(after))
            .await?;
        let newest = status::newest_deployments(&listed);
        let unread: Vec<_> = newest
            .into_iter()
            .filter(|arn| found.iter().all(|one| one.arn != *arn))
            .collect();
        found.extend(self.session.describe_service_deployments(&unread).await?);
        Ok(found)
    }

    async fn service_revisions(
        &self,
        deployments: &[ServiceDeployment],
    ) -> Result<Vec<status::ServiceRevision>, Error> {
        let mut arns: Vec<&str> = deployments
            .iter()
            .flat_map(|one| {
                let rollback = one.rollback.as_ref();
                [
                    one.target_revision.as_deref(),
                    rollback.and_then(|rollback| rollback.revision.as_deref()),
                ]
            })
            .flatten()
            .collect();
        arns.sort_unstable();
        arns.dedup();
        let found = self.session.describe_service_revisions(&arns).await?;
        Ok(found.into_iter().map(resolved).collect())
    }

    async fn definition(
        &self,
        revision: Option<&RevisionArn>,
    ) -> Result<Option<Definition>, Failure> {
        let Some(revision) = revision else {
            return Ok(None);
        };
        let found = self
            .session
            .tagged_task_definition(revision.as_str())
            .await?;
        let Some(found) = found else {
            let gone = Sentence::code_only(revision.short()).then(" does not exist any more");
            return Err(Failure::refused(gone));
        };
        Ok(Some(Definition {
            arn: found.revision.arn,
            document: found.revision.document,
            tags: found.tags,
        }))
    }
}

/// Returns a service revision as `foghorn-deploy` takes it.
pub(crate) fn resolved(revision: ServiceRevision) -> status::ServiceRevision {
    let images = revision.images.into_iter();
    status::ServiceRevision {
        arn: revision.arn,
        task_definition: revision.task_definition,
        images: images
            .map(|image| status::ResolvedImage {
                container: image.container,
                image: image.image,
                digest: image.digest,
            })
            .collect(),
    }
}

fn kept<T>(
    missing: &mut Vec<Unread>,
    what: Item,
    read: Result<T, impl Into<Failure>>,
) -> Option<T> {
    read.map_err(|error| missing.push(unread(what, error))).ok()
}
