//! Reads everything that the plan of a stage needs, before anything is changed.
//!
//! Services are read ten to a call, and what else is wanted of each of them side by side, so that
//! a stage of many services is planned in seconds.

pub(crate) mod past;

use foghorn_aws::session::Which;
use foghorn_aws::{Error, Session};
use foghorn_deploy::name::RevisionArn;
use foghorn_deploy::observation::{
    Deployment, RolloutState, Service, ServiceDeployment, ServiceDeploymentStatus,
};
use foghorn_deploy::snapshot::{Revision, ServiceSnapshot};
use foghorn_deploy::task_definition::{Schemas, TaskDefinition, compare};
use std::sync::Arc;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

/// What is asked of one service.
#[derive(Clone)]
pub(crate) struct Question {
    /// The service's name in ECS.
    pub(crate) service: String,
    /// Our task definition, as it would be registered.
    pub(crate) document: TaskDefinition,
}

/// Services that are asked about at the same time: AWS takes 50 calls of DescribeTaskDefinition at
/// once and then 20 a second. Source: ECS API reference, "Request throttling for the Amazon ECS API".
const SIDE_BY_SIDE: usize = 6;

/// Reads the services of a stage and the revisions that ours are compared with.
pub(crate) async fn services(
    session: &Arc<Session>,
    cluster: &str,
    questions: &[Question],
    schemas: &Arc<Schemas>,
) -> Result<Vec<ServiceSnapshot>, Error> {
    let names: Vec<&str> = questions.iter().map(|q| q.service.as_str()).collect();
    let services = described(session, cluster, &names).await?;
    let turns = Arc::new(Semaphore::new(SIDE_BY_SIDE));
    let mut calls = JoinSet::new();
    for (index, (question, service)) in questions.iter().cloned().zip(services).enumerate() {
        let (session, cluster) = (Arc::clone(session), cluster.to_owned());
        let (schemas, turns) = (Arc::clone(schemas), Arc::clone(&turns));
        calls.spawn(async move {
            // Nobody closes it, so that there is always a turn to come.
            let _turn = turns.acquire().await;
            let found = snapshot(&session, &cluster, &question, service, &schemas).await;
            (index, found)
        });
    }
    let mut found = calls.join_all().await;
    found.sort_by_key(|(index, _)| *index);
    found.into_iter().map(|(_, found)| found).collect()
}

/// Reads these services, in their order; `None` for one that AWS does not know.
pub(crate) async fn described(
    session: &Session,
    cluster: &str,
    names: &[&str],
) -> Result<Vec<Option<Service>>, Error> {
    let mut services = Vec::with_capacity(names.len());
    for batch in names.chunks(Session::SERVICES_AT_ONCE) {
        services.extend(session.describe_services(cluster, batch).await?.services);
    }
    Ok(services)
}

async fn snapshot(
    session: &Session,
    cluster: &str,
    question: &Question,
    service: Option<Service>,
    schemas: &Schemas,
) -> Result<ServiceSnapshot, Error> {
    let mut found = ServiceSnapshot::unread(&question.service);
    let Some(service) = service else {
        return Ok(found);
    };
    let asked_for = service.primary().map(|p| p.task_definition.clone());
    found.revisions = revisions(session, question, asked_for.as_ref(), schemas).await?;
    let complete = |d: &Deployment| d.rollout_state == Some(RolloutState::Completed);
    if !service.deployments.iter().any(complete) {
        found.last_successful = last_successful(session, cluster, &service.name).await?;
    }
    let in_flight = service
        .primary()
        .is_some_and(|p| p.rollout_state == Some(RolloutState::InProgress));
    if in_flight {
        found.service_deployment = service_deployment(session, &service).await?;
        let read = session.tasks(cluster, &service.name, Which::Stopped).await;
        found.tasks = permitted(read)?;
    }
    found.service = Some(service);
    Ok(found)
}

/// Reads the revision that a service is to run, and the newest one of our family if that is
/// another and the first is not equal to ours. Usually they are the same, and one call tells.
async fn revisions(
    session: &Session,
    question: &Question,
    asked_for: Option<&RevisionArn>,
    schemas: &Schemas,
) -> Result<Vec<Revision>, Error> {
    let newest = session.newest_revision(question.document.family()).await?;
    let is_newest = |asked_for: &&RevisionArn| {
        newest
            .as_ref()
            .is_some_and(|newest| newest.arn == **asked_for)
    };
    let Some(other) = asked_for.filter(|asked_for| !is_newest(asked_for)) else {
        return Ok(newest.into_iter().collect());
    };
    let current = session.describe_task_definition(other.as_str()).await?;
    let ours =
        |current: &Revision| compare(&question.document, &current.document, schemas).is_empty();
    let newest = newest.filter(|_| !current.as_ref().is_some_and(ours));
    Ok(current.into_iter().chain(newest).collect())
}

/// Reads services for watching: with the service deployment and the revision that are current.
pub(crate) async fn in_flight(
    session: &Session,
    cluster: &str,
    services: &[String],
) -> Result<Vec<ServiceSnapshot>, Error> {
    let names: Vec<&str> = services.iter().map(String::as_str).collect();
    let described = described(session, cluster, &names).await?;
    let mut found = Vec::with_capacity(services.len());
    for (name, service) in names.into_iter().zip(described) {
        let mut one = ServiceSnapshot::unread(name);
        if let Some(primary) = service.as_ref().and_then(Service::primary) {
            let revision = primary.task_definition.as_str();
            let read = session.describe_task_definition(revision).await;
            // Only to find logs by; the watch can do without.
            one.revisions.extend(read.ok().flatten());
        }
        if let Some(service) = &service {
            one.service_deployment = service_deployment(session, service).await?;
        }
        one.service = service;
        found.push(one);
    }
    Ok(found)
}

/// Reads the current service deployment of a service, if AWS shows one.
async fn service_deployment(
    session: &Session,
    service: &Service,
) -> Result<Option<ServiceDeployment>, Error> {
    let Some(arn) = &service.current_service_deployment else {
        return Ok(None);
    };
    let read = session
        .describe_service_deployments(std::slice::from_ref(arn))
        .await;
    Ok(permitted(read)?.pop())
}

/// Returns what the newest service deployment that was SUCCESSFUL runs, if AWS still knows one.
async fn last_successful(
    session: &Session,
    cluster: &str,
    service: &str,
) -> Result<Option<RevisionArn>, Error> {
    let read = session
        .list_service_deployments(cluster, service, None)
        .await;
    let target = permitted(read)?
        .into_iter()
        .filter(|d: &ServiceDeployment| d.status == ServiceDeploymentStatus::Successful)
        .max_by_key(|d| d.created_at)
        .and_then(|d| d.target_revision);
    let Some(target) = target else {
        return Ok(None);
    };
    let read = session.describe_service_revisions(&[&target]).await;
    Ok(permitted(read)?
        .pop()
        .map(|revision| revision.task_definition))
}

/// What may not be read is left out: the wait will say so, and judge by the rest.
fn permitted<T>(read: Result<Vec<T>, Error>) -> Result<Vec<T>, Error> {
    match read {
        Err(error) if error.is_access_denied() => Ok(Vec::new()),
        read => read,
    }
}
