//! Service deployments and the service revisions they lead to.

use super::Session;
use crate::error::Error;
use crate::reading;
use aws_sdk_ecs::types::{CreatedAt, StopServiceDeploymentStopType};
use aws_smithy_types::DateTime;
use foghorn_deploy::name::{Digest, RevisionArn, ServiceDeploymentArn};
use foghorn_deploy::observation::ServiceDeployment;
use foghorn_deploy::time::AwsTime;

/// What a service deployment runs. Source: ECS API model, `ServiceRevision`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServiceRevision {
    /// Its ARN.
    pub arn: String,
    /// The task-definition revision.
    pub task_definition: RevisionArn,
    /// The images, as ECS resolved them.
    pub images: Vec<RunningImage>,
}

/// The image of one container. Source: ECS API model, `ContainerImage`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RunningImage {
    /// The container's name.
    pub container: String,
    /// As the task definition names it.
    pub image: String,
    /// What the name was resolved to; absent until ECS has done so.
    pub digest: Option<Digest>,
}

impl Session {
    /// Most service deployments in one DescribeServiceDeployments.
    /// Source: ECS API model, `DescribeServiceDeploymentsRequest.serviceDeploymentArns`.
    pub const SERVICE_DEPLOYMENTS_AT_ONCE: usize = 20;

    /// Asks ECS to roll a service deployment back. ECS then does so by itself.
    ///
    /// Asking twice does no harm. Source: ECS developer guide, "Stopping service deployments".
    pub async fn stop_service_deployment(
        &self,
        deployment: &ServiceDeploymentArn,
    ) -> Result<(), Error> {
        self.clients()
            .ecs
            .stop_service_deployment()
            .service_deployment_arn(deployment.as_str())
            .stop_type(StopServiceDeploymentStopType::Rollback)
            .send()
            .await
            .map_err(|error| {
                self.failed("ecs:StopServiceDeployment", &error)
                    .about(deployment.as_str())
            })?;
        Ok(())
    }

    /// Lists service deployments, in AWS's order, with only what the list shows: ARN, status,
    /// times and target. ECS keeps them for 90 days.
    pub async fn list_service_deployments(
        &self,
        cluster: &str,
        service: &str,
        after: Option<AwsTime>,
    ) -> Result<Vec<ServiceDeployment>, Error> {
        const CALL: &str = "ecs:ListServiceDeployments";
        let created = after.map(|after| {
            CreatedAt::builder()
                .after(DateTime::from_millis(after.0))
                .build()
        });
        let mut found = Vec::new();
        let mut next = None;
        loop {
            let page = self
                .clients()
                .ecs
                .list_service_deployments()
                .cluster(cluster)
                .service(service)
                .set_created_at(created.clone())
                .max_results(100)
                .set_next_token(next)
                .send()
                .await
                .map_err(|error| {
                    self.failed(CALL, &error)
                        .about(format!("{cluster}/{service}"))
                })?;
            for brief in page.service_deployments() {
                let brief = reading::service_deployment::brief(brief);
                found.push(brief.map_err(|lacks| Error::unreadable(CALL, lacks))?);
            }
            next = page.next_token.filter(|token| !token.is_empty());
            if next.is_none() {
                return Ok(found);
            }
        }
    }

    /// Reads up to [`Session::SERVICE_DEPLOYMENTS_AT_ONCE`] service deployments. What AWS does not know is left out.
    pub async fn describe_service_deployments(
        &self,
        arns: &[ServiceDeploymentArn],
    ) -> Result<Vec<ServiceDeployment>, Error> {
        const CALL: &str = "ecs:DescribeServiceDeployments";
        if arns.is_empty() {
            return Ok(Vec::new());
        }
        let answer = self
            .clients()
            .ecs
            .describe_service_deployments()
            .set_service_deployment_arns(Some(arns.iter().map(ToString::to_string).collect()))
            .send()
            .await
            .map_err(|error| self.failed(CALL, &error))?;
        answer
            .service_deployments()
            .iter()
            .map(reading::service_deployment::full)
            .collect::<Result<_, _>>()
            .map_err(|lacks| Error::unreadable(CALL, lacks))
    }

    /// Reads up to 20 service revisions. What AWS does not know is left out.
    pub async fn describe_service_revisions(
        &self,
        arns: &[&str],
    ) -> Result<Vec<ServiceRevision>, Error> {
        const CALL: &str = "ecs:DescribeServiceRevisions";
        if arns.is_empty() {
            return Ok(Vec::new());
        }
        let answer = self
            .clients()
            .ecs
            .describe_service_revisions()
            .set_service_revision_arns(Some(arns.iter().map(|&arn| arn.to_owned()).collect()))
            .send()
            .await
            .map_err(|error| self.failed(CALL, &error))?;
        answer
            .service_revisions()
            .iter()
            .map(service_revision)
            .collect::<Result<_, _>>()
            .map_err(|lacks| Error::unreadable(CALL, lacks))
    }
}

fn service_revision(
    revision: &aws_sdk_ecs::types::ServiceRevision,
) -> Result<ServiceRevision, &'static str> {
    let images = revision
        .container_images()
        .iter()
        .map(|image| RunningImage {
            container: image.container_name().unwrap_or_default().to_owned(),
            image: image.image().unwrap_or_default().to_owned(),
            digest: image.image_digest().map(Digest::new),
        });
    Ok(ServiceRevision {
        arn: revision
            .service_revision_arn()
            .ok_or("serviceRevisionArn")?
            .to_owned(),
        task_definition: RevisionArn::new(revision.task_definition().ok_or("taskDefinition")?),
        images: images.collect(),
    })
}
