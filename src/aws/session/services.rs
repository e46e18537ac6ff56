//! Services: read, and pointed at another revision.

use super::Session;
use crate::error::{Error, Kind, Missing};
use crate::reading;
use crate::wire::answer::Answer;
use crate::wire::untouched::OnlyIfUntouched;
use foghorn_deploy::name::RevisionArn;
use foghorn_deploy::observation::Service;
use foghorn_deploy::time::AwsTime;

/// One answer to DescribeServices.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    /// AWS's time of the answer, to the second.
    pub at: AwsTime,
    /// One per service asked for, in that order; `None` if AWS does not know it.
    pub services: Vec<Option<Service>>,
}

impl Session {
    /// Most services in one DescribeServices.
    /// Source: ECS API model, `DescribeServicesRequest.services`.
    pub const SERVICES_AT_ONCE: usize = 10;

    /// Reads up to [`Session::SERVICES_AT_ONCE`] services of a cluster.
    ///
    /// # Errors
    ///
    /// A cluster that does not exist is [`Kind::NotFound`] with [`crate::Missing::Cluster`]. More
    /// than that many names are [`Kind::Rejected`] by AWS.
    pub async fn describe_services(&self, cluster: &str, names: &[&str]) -> Result<Reading, Error> {
        const CALL: &str = "ecs:DescribeServices";
        let kept = Answer::default();
        let answer = self
            .clients()
            .ecs
            .describe_services()
            .cluster(cluster)
            .set_services(Some(names.iter().map(|&name| name.to_owned()).collect()))
            .customize()
            .interceptor(kept.clone())
            .send()
            .await
            .map_err(|error| self.failed(CALL, &error).about(cluster))?;
        let at = kept
            .date()
            .ok_or_else(|| Error::unreadable(CALL, "Date header"))?;
        if let Some(failure) = answer
            .failures()
            .iter()
            .find(|f| f.reason() != Some("MISSING"))
        {
            let reason = failure.reason().unwrap_or("unknown reason");
            let arn = failure.arn().unwrap_or(cluster);
            return Err(Error::local(CALL, Kind::Rejected, reason).about(arn));
        }
        let found = answer.services();
        let services = names
            .iter()
            .map(|name| {
                let is_it = |service: &&aws_sdk_ecs::types::Service| {
                    service.service_name() == Some(*name) || service.service_arn() == Some(*name)
                };
                found
                    .iter()
                    .find(is_it)
                    .map(reading::service::service)
                    .transpose()
            })
            .collect::<Result<_, _>>()
            .map_err(|lacks| Error::unreadable(CALL, lacks))?;
        Ok(Reading { at, services })
    }

    /// Points a service at a revision; with `force`, also if it already is.
    ///
    /// Sends only these members: what was not asked for, `desiredCount` above all, stays.
    /// Never repeated after an answer was lost: see [`Error::lost_answer`].
    pub async fn update_service(
        &self,
        cluster: &str,
        service: &str,
        revision: &RevisionArn,
        force: bool,
    ) -> Result<Service, Error> {
        const CALL: &str = "ecs:UpdateService";
        let answer = self
            .clients()
            .ecs
            .update_service()
            .cluster(cluster)
            .service(service)
            .task_definition(revision.as_str())
            .set_force_new_deployment(force.then_some(true))
            .customize()
            .config_override(aws_sdk_ecs::Config::builder().retry_classifier(OnlyIfUntouched))
            .send()
            .await
            .map_err(|error| {
                let error = self.failed(CALL, &error);
                if *error.kind() == Kind::NotFound(Missing::Cluster) {
                    error.about(cluster)
                } else {
                    error.about(format!("{cluster}/{service}"))
                }
            })?;
        answer
            .service()
            .ok_or("service")
            .and_then(reading::service::service)
            .map_err(|lacks| Error::unreadable(CALL, lacks))
    }
}
