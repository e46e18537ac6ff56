//! Reads what a service was led to before, for going back. Changes nothing.

use super::{permitted, service_deployment};
use foghorn_aws::session::{Tagged, Which};
use foghorn_aws::{Error, Session};
use foghorn_deploy::name::RevisionArn;
use foghorn_deploy::observation::ServiceDeploymentStatus::Successful;
use foghorn_deploy::observation::{RolloutState, Service, ServiceDeployment};
use foghorn_deploy::plan::back::is_active;
use foghorn_deploy::plan::{Past, Target};
use foghorn_deploy::snapshot::ServiceSnapshot;
use std::collections::HashMap;

/// Service revisions in one DescribeServiceRevisions.
/// Source: ECS API model, `DescribeServiceRevisionsRequest.serviceRevisionArns`.
const AT_ONCE: usize = 20;
/// Deployments that are looked at: what is older is not gone back to without being named.
const DEPTH: usize = 100;
/// Revisions that are looked at for naming some that are ACTIVE, and how many are named.
const CANDIDATES: usize = 8;
const NAMED: usize = 3;

/// Reads a service as it is: with the revision that it asks for, and, if that is in flight, its own
/// service deployment and tasks.
pub(crate) async fn standing(
    session: &Session,
    cluster: &str,
    service: Service,
) -> Result<ServiceSnapshot, Error> {
    let mut found = ServiceSnapshot::unread(&service.name);
    if let Some(primary) = service.primary() {
        let asked_for = &primary.task_definition;
        let read = session.describe_task_definition(asked_for.as_str()).await?;
        found.revisions.extend(read);
        if primary.rollout_state != Some(RolloutState::Completed) {
            found.service_deployment = own_deployment(session, &service, asked_for).await?;
            let read = session.tasks(cluster, &service.name, Which::Stopped).await;
            found.tasks = permitted(read)?;
        }
    }
    found.service = Some(service);
    Ok(found)
}

/// Returns the current service deployment if it leads to this revision. That of a deployment which
/// ECS rolls back stays current while the service is on its way to another one.
async fn own_deployment(
    session: &Session,
    service: &Service,
    asked_for: &RevisionArn,
) -> Result<Option<ServiceDeployment>, Error> {
    let Some(deployment) = service_deployment(session, service).await? else {
        return Ok(None);
    };
    let Some(target) = deployment.target_revision.clone() else {
        return Ok(Some(deployment));
    };
    let read = session.describe_service_revisions(&[&target]).await;
    let leads_to = permitted(read)?.pop().map(|one| one.task_definition);
    Ok(leads_to
        .is_none_or(|revision| revision == *asked_for)
        .then_some(deployment))
}

/// Reads the service's deployments, the newest first, as far as is needed to say where going back
/// leads.
pub(crate) async fn deployments(
    session: &Session,
    cluster: &str,
    service: &str,
    current: &RevisionArn,
) -> Result<Vec<Past>, Error> {
    let mut listed = session
        .list_service_deployments(cluster, service, None)
        .await?;
    listed.sort_by_key(|one| std::cmp::Reverse(one.created_at));
    listed.truncate(DEPTH);
    let mut past = Vec::new();
    for some in listed.chunks(AT_ONCE) {
        let targets: Vec<&str> = some
            .iter()
            .filter_map(|one| one.target_revision.as_deref())
            .collect();
        let read = session.describe_service_revisions(&targets).await?;
        let leads_to: HashMap<String, RevisionArn> = read
            .into_iter()
            .map(|one| (one.arn, one.task_definition))
            .collect();
        past.extend(some.iter().filter_map(|one| {
            Some(Past {
                revision: leads_to.get(one.target_revision.as_ref()?)?.clone(),
                successful: one.status == Successful,
            })
        }));
        if Target::find(current, &past) != Target::Unknown {
            break;
        }
    }
    Ok(past)
}

/// Reads a revision that a service may be led to, with its tags.
pub(crate) async fn revision(session: &Session, name: &str) -> Result<Option<Tagged>, Error> {
    session.tagged_task_definition(name).await
}

/// Returns some revisions that are ACTIVE: of those that were deployed successfully before, or else
/// those that were registered just before the current one. Only to tell a person, so no failure
/// of it matters.
pub(crate) async fn active(
    session: &Session,
    current: &RevisionArn,
    past: &[Past],
) -> Vec<RevisionArn> {
    let mut names: Vec<String> = Vec::new();
    let deployed = past.iter().filter(|one| one.successful);
    for one in deployed.filter(|one| one.revision != *current) {
        let name = one.revision.short().to_owned();
        if !names.contains(&name) {
            names.push(name);
        }
    }
    if let Some((family, number)) = current.number() {
        let below = (1..number).rev().map(|number| format!("{family}:{number}"));
        let below: Vec<String> = below
            .filter(|name| !names.contains(name))
            .take(CANDIDATES)
            .collect();
        names.extend(below);
    }
    let mut active = Vec::new();
    for name in names.iter().take(CANDIDATES) {
        let read = session.describe_task_definition(name).await;
        active.extend(read.ok().flatten().filter(is_active).map(|one| one.arn));
        if active.len() == NAMED {
            break;
        }
    }
    active
}
