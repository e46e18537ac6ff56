//! Reads what rollouts want to know besides their services: tasks, service deployments, targets.
//!
//! Tasks and service deployments of several services are described with one call where AWS takes
//! them together. What fails for one service does not concern the others.

mod tasks;

pub(super) use tasks::Crowded;

use super::reading::{Brought, Seen, unreadable};
use foghorn_aws::{Error, Session};
use foghorn_deploy::observation::{Observation, ServiceDeployment, Target, Task};
use foghorn_deploy::rollout::Input;
use std::sync::Arc;
use std::time::Duration;

/// How long a reading waits for a load balancer; real time.
const PATIENCE: Duration = Duration::from_secs(4);

/// What one service's rollout gets; `Ok(None)` is what it did not want, or what may not be read.
struct Found {
    tasks: Result<Option<Vec<Task>>, Error>,
    service_deployment: Result<Option<ServiceDeployment>, Error>,
    targets: Option<Vec<Target>>,
    denied: Vec<Error>,
}

/// Divides services into those that wait for each other: a load balancer is asked for each by itself.
pub(super) fn groups(seen: Vec<Seen>) -> Vec<Vec<Seen>> {
    let (single, together): (Vec<_>, Vec<_>) = seen
        .into_iter()
        .partition(|one| !one.wanted.look.targets.is_empty());
    let mut groups: Vec<Vec<Seen>> = single.into_iter().map(|one| vec![one]).collect();
    if !together.is_empty() {
        groups.push(together);
    }
    groups
}

/// Completes the readings of these services.
pub(super) async fn read(
    session: Arc<Session>,
    cluster: String,
    seen: Vec<Seen>,
    crowded: Arc<Crowded>,
) -> Vec<Brought> {
    let mut found: Vec<Found> = seen.iter().map(|_| Found::nothing()).collect();
    let tasks = tasks::read(&session, &cluster, &seen, &crowded).await;
    for (found, tasks) in found.iter_mut().zip(tasks) {
        if let Some(tasks) = tasks {
            // Where tasks may not be read, there are none.
            found.tasks = permitted(tasks, &mut found.denied).map(|read| read.or(Some(vec![])));
        }
    }
    service_deployments(&session, &seen, &mut found).await;
    targets(&session, &seen, &mut found).await;
    seen.into_iter()
        .zip(found)
        .map(|(seen, found)| found.brought(seen))
        .collect()
}

async fn service_deployments(session: &Session, seen: &[Seen], found: &mut [Found]) {
    let wanted: Vec<_> = seen
        .iter()
        .enumerate()
        .filter_map(|(index, one)| Some((index, one.wanted.look.service_deployment.clone()?)))
        .collect();
    for batch in wanted.chunks(Session::SERVICE_DEPLOYMENTS_AT_ONCE) {
        let arns: Vec<_> = batch.iter().map(|(_, arn)| arn.clone()).collect();
        let read = session.describe_service_deployments(&arns).await;
        for (index, arn) in batch {
            let read = read
                .clone()
                .map(|all| all.into_iter().find(|one| one.arn == *arn));
            found[*index].service_deployment =
                permitted(read, &mut found[*index].denied).map(Option::flatten);
        }
    }
}

/// Targets only explain: where they cannot be read, the reading is complete without.
async fn targets(session: &Session, seen: &[Seen], found: &mut [Found]) {
    for (one, found) in seen.iter().zip(found) {
        let groups: Vec<&str> = one.wanted.look.targets.iter().map(String::as_str).collect();
        if groups.is_empty() {
            continue;
        }
        let read = tokio::time::timeout(PATIENCE, session.targets(&groups)).await;
        if let Ok(read) = read {
            found.targets = permitted(read, &mut found.denied).unwrap_or(None);
        }
    }
}

impl Found {
    fn nothing() -> Self {
        Self {
            tasks: Ok(None),
            service_deployment: Ok(None),
            targets: None,
            denied: Vec::new(),
        }
    }

    fn brought(self, seen: Seen) -> Brought {
        let read = self
            .tasks
            .and_then(|tasks| Ok((tasks, self.service_deployment?)));
        let (tasks, service_deployment) = match read {
            Ok(read) => read,
            Err(error) => return unreadable(&seen.wanted, &error),
        };
        Brought {
            lane: seen.wanted.lane,
            service: seen.service.clone().map(|service| (seen.at, service)),
            input: Input::Observed(Box::new(Observation {
                at: seen.at,
                service: seen.service,
                service_deployment,
                tasks,
                targets: self.targets,
            })),
            denied: self.denied,
            apart: seen.wanted.apart,
        }
    }
}

/// What foghorn may not read is left out; the deployment is judged by the rest.
fn permitted<T>(answer: Result<T, Error>, denied: &mut Vec<Error>) -> Result<Option<T>, Error> {
    match answer {
        Ok(answer) => Ok(Some(answer)),
        Err(error) if error.is_access_denied() => {
            denied.push(error);
            Ok(None)
        }
        Err(error) => Err(error),
    }
}
