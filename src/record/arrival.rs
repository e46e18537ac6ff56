//! Which service deployment brought what a service runs, and what ECS resolved for it.

use super::Warning;
use crate::stages::Open;
use crate::status::resolved;
use foghorn_aws::{Error, Session};
use foghorn_deploy::foreign::Sentence;
use foghorn_deploy::name::{RevisionArn, ServiceDeploymentArn};
use foghorn_deploy::observation::{Service, ServiceDeployment, ServiceDeploymentStatus};
use foghorn_deploy::status::ServiceRevision;
use foghorn_deploy::time::AwsTime;

/// How far back a service deployment is looked for, in milliseconds: 30 days.
const LOOK_BACK: i64 = 30 * 24 * 60 * 60 * 1000;

/// How a revision came to run.
#[derive(Debug, Default)]
pub(super) struct Arrival {
    /// AWS's time of the reading; the beginning of time if there was none.
    pub(super) at: AwsTime,
    /// The service deployment that brought it.
    pub(super) deployment: Option<ServiceDeploymentArn>,
    /// What that led to.
    pub(super) revision: Option<ServiceRevision>,
}

/// Finds out how these services came to run these revisions, in their order. What could not be
/// read is said, and left out.
pub(super) async fn find(
    open: &Open<'_>,
    wanted: &[(&str, &RevisionArn)],
) -> (Vec<Arrival>, Vec<Warning>) {
    let mut arrivals = Vec::new();
    let mut warnings = Vec::new();
    for batch in wanted.chunks(Session::SERVICES_AT_ONCE) {
        let (found, error) = batch_of(open, batch).await;
        warnings.extend(error.map(|error| unseen(&error)));
        arrivals.extend(found);
    }
    (arrivals, warnings)
}

fn unseen(error: &Error) -> Warning {
    let warning =
        Sentence::own("whether ECS resolved the image to the promised digest could not be read: ")
            .foreign(error.to_string());
    (warning, error.hints())
}

async fn batch_of(
    open: &Open<'_>,
    wanted: &[(&str, &RevisionArn)],
) -> (Vec<Arrival>, Option<Error>) {
    let names: Vec<&str> = wanted.iter().map(|(name, _)| *name).collect();
    let mut arrivals: Vec<Arrival> = names.iter().map(|_| Arrival::default()).collect();
    let session = &open.session;
    let reading = match session.describe_services(&open.stage.cluster, &names).await {
        Ok(reading) => reading,
        Err(error) => return (arrivals, Some(error)),
    };
    for (arrival, service) in arrivals.iter_mut().zip(&reading.services) {
        arrival.at = reading.at;
        // For a reader to hold against ECS, even if it can be read no further here.
        arrival.deployment = service
            .as_ref()
            .and_then(|service| service.current_service_deployment.clone());
    }
    let error = follow(open, wanted, &reading.services, &mut arrivals).await;
    (arrivals, error.err())
}

async fn follow(
    open: &Open<'_>,
    wanted: &[(&str, &RevisionArn)],
    services: &[Option<Service>],
    arrivals: &mut [Arrival],
) -> Result<(), Error> {
    let session = &open.session;
    let current: Vec<_> = arrivals
        .iter()
        .filter_map(|arrival| arrival.deployment.clone())
        .collect();
    let deployments = session.describe_service_deployments(&current).await?;
    let revisions = revisions(session, &deployments).await?;
    for (((_, wanted), service), arrival) in wanted.iter().zip(services).zip(arrivals) {
        let now = deployments
            .iter()
            .find(|one| Some(&one.arn) == arrival.deployment.as_ref());
        let led_to = now.and_then(|one| target(one, &revisions, wanted));
        if let Some(revision) = led_to {
            arrival.revision = Some(revision.clone());
        } else if let Some(service) = service {
            // The newest is another's, or one of which nothing is left: rolled back.
            let earlier = earlier(open, service, wanted, arrival.at).await?;
            let (deployment, revision) = earlier.unzip();
            (arrival.deployment, arrival.revision) = (deployment, revision);
        }
    }
    Ok(())
}

/// Finds the newest successful service deployment that brought a revision.
async fn earlier(
    open: &Open<'_>,
    service: &Service,
    wanted: &RevisionArn,
    at: AwsTime,
) -> Result<Option<(ServiceDeploymentArn, ServiceRevision)>, Error> {
    let after = AwsTime(at.0.saturating_sub(LOOK_BACK));
    let mut listed = open
        .session
        .list_service_deployments(&open.stage.cluster, &service.name, Some(after))
        .await?;
    listed.retain(|one| one.status == ServiceDeploymentStatus::Successful);
    listed.sort_by_key(|one| std::cmp::Reverse(one.created_at));
    for some in listed.chunks(Session::SERVICE_DEPLOYMENTS_AT_ONCE) {
        let revisions = revisions(&open.session, some).await?;
        let found = some
            .iter()
            .find_map(|one| Some((one.arn.clone(), target(one, &revisions, wanted)?.clone())));
        if found.is_some() {
            return Ok(found);
        }
    }
    Ok(None)
}

async fn revisions(
    session: &Session,
    deployments: &[ServiceDeployment],
) -> Result<Vec<ServiceRevision>, Error> {
    let mut arns: Vec<&str> = deployments
        .iter()
        .filter_map(|one| one.target_revision.as_deref())
        .collect();
    arns.sort_unstable();
    arns.dedup();
    let found = session.describe_service_revisions(&arns).await?;
    Ok(found.into_iter().map(resolved).collect())
}

/// Returns what a service deployment led to, if that is the revision.
fn target<'r>(
    deployment: &ServiceDeployment,
    revisions: &'r [ServiceRevision],
    wanted: &RevisionArn,
) -> Option<&'r ServiceRevision> {
    let target = deployment.target_revision.as_deref()?;
    revisions
        .iter()
        .find(|one| one.arn == target && one.task_definition == *wanted)
}
