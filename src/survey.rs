//! Reads everything that the plan of a stage needs, before anything is changed.

use foghorn_aws::session::Which;
use foghorn_aws::{Error, Kind, Session};
use foghorn_deploy::name::RevisionArn;
use foghorn_deploy::observation::{RolloutState, Service};
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

/// What may not be read is left out: the wait will say so, and judge by the rest.
fn permitted<T>(read: Result<Vec<T>, Error>) -> Result<Vec<T>, Error> {
    match read {
        Err(error) if matches!(error.kind(), Kind::AccessDenied { .. }) => Ok(Vec::new()),
        read => read,
    }
}
