//! Reads everything that the plan of a stage needs, before anything is changed.

use foghorn_aws::session::Which;
use foghorn_aws::{Error, Kind, Session};
use foghorn_deploy::name::RevisionArn;
use foghorn_deploy::observation::{
    Deployment, RolloutState, Service, ServiceDeployment, ServiceDeploymentStatus,
};
use foghorn_deploy::snapshot::{Revision, ServiceSnapshot};
use foghorn_deploy::task_definition::{Schemas, TaskDefinition, compare};

/// What is asked of one service.
pub(crate) struct Question {
    /// The service's name in ECS.
    pub(crate) service: String,
    /// Our task definition, as it would be registered.
    pub(crate) document: TaskDefinition,
}

/// Services in one DescribeServices call. Source: ECS API model, `DescribeServicesRequest.services`.
const BATCH: usize = 10;

/// Reads the services of a stage and the revisions that ours are compared with.
pub(crate) async fn services(
    session: &Session,
    cluster: &str,
    questions: &[Question],
    schemas: &Schemas,
) -> Result<Vec<ServiceSnapshot>, Error> {
    let mut found = Vec::with_capacity(questions.len());
    for batch in questions.chunks(BATCH) {
        let names: Vec<&str> = batch.iter().map(|q| q.service.as_str()).collect();
        let reading = session.describe_services(cluster, &names).await?;
        for question in batch {
            let service = reading
                .services
                .iter()
                .flatten()
                .find(|s| s.name == question.service)
                .cloned();
            found.push(snapshot(session, cluster, question, service, schemas).await?);
        }
    }
    Ok(found)
}

async fn snapshot(
    session: &Session,
    cluster: &str,
    question: &Question,
    service: Option<Service>,
    schemas: &Schemas,
) -> Result<ServiceSnapshot, Error> {
    let mut found = ServiceSnapshot {
        name: question.service.clone(),
        service: None,
        service_deployment: None,
        revisions: Vec::new(),
        last_successful: None,
        tasks: Vec::new(),
    };
    let Some(service) = service else {
        return Ok(found);
    };
    let asked_for: Option<RevisionArn> = service.primary().map(|p| p.task_definition.clone());
    if let Some(arn) = &asked_for {
        found
            .revisions
            .extend(session.describe_task_definition(arn.as_str()).await?);
    }
    let ours =
        |revision: &Revision| compare(&question.document, &revision.document, schemas).is_empty();
    if !found.revisions.iter().any(ours) {
        let newest = session.newest_revision(question.document.family()).await?;
        found
            .revisions
            .extend(newest.filter(|newest| Some(&newest.arn) != asked_for.as_ref()));
    }
    let complete = |d: &Deployment| d.rollout_state == Some(RolloutState::Completed);
    if !service.deployments.iter().any(complete) {
        found.last_successful = last_successful(session, cluster, &service.name).await?;
    }
    let in_flight = service
        .primary()
        .is_some_and(|p| p.rollout_state == Some(RolloutState::InProgress));
    if in_flight {
        if let Some(arn) = &service.current_service_deployment {
            let read = session
                .describe_service_deployments(std::slice::from_ref(arn))
                .await;
            found.service_deployment = permitted(read)?.into_iter().next();
        }
        let read = session.tasks(cluster, &service.name, Which::Stopped).await;
        found.tasks = permitted(read)?;
    }
    found.service = Some(service);
    Ok(found)
}

/// Reads services for watching: with the service deployment and the revision that are current.
pub(crate) async fn in_flight(
    session: &Session,
    cluster: &str,
    services: &[String],
) -> Result<Vec<ServiceSnapshot>, Error> {
    let mut found = Vec::with_capacity(services.len());
    for batch in services.chunks(BATCH) {
        let names: Vec<&str> = batch.iter().map(String::as_str).collect();
        let reading = session.describe_services(cluster, &names).await?;
        for name in names {
            let service = reading.services.iter().flatten().find(|s| s.name == name);
            let mut one = ServiceSnapshot {
                name: name.to_owned(),
                service: service.cloned(),
                service_deployment: None,
                revisions: Vec::new(),
                last_successful: None,
                tasks: Vec::new(),
            };
            if let Some(primary) = service.and_then(Service::primary) {
                let revision = primary.task_definition.as_str();
                let read = session.describe_task_definition(revision).await;
                // Only to find logs by; the watch can do without.
                one.revisions.extend(read.ok().flatten());
            }
            if let Some(arn) = service.and_then(|s| s.current_service_deployment.as_ref()) {
                let read = session
                    .describe_service_deployments(std::slice::from_ref(arn))
                    .await;
                one.service_deployment = permitted(read)?.pop();
            }
            found.push(one);
        }
    }
    Ok(found)
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
        Err(error) if matches!(error.kind(), Kind::AccessDenied { .. }) => Ok(Vec::new()),
        read => read,
    }
}
