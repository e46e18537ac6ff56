//! Reads up to ten services of a cluster, and what their rollouts want to know besides.

use foghorn_aws::session::Which;
use foghorn_aws::{Error, Kind, Session};
use foghorn_deploy::foreign::Foreign;
use foghorn_deploy::observation::{Observation, Service};
use foghorn_deploy::rollout::{Input, Look};
use foghorn_deploy::time::AwsTime;

/// What is wanted of one service.
#[derive(Clone)]
pub(super) struct Wanted {
    pub(super) lane: usize,
    pub(super) service: String,
    pub(super) look: Look,
    /// The service as it was read a moment ago, if that is good enough.
    pub(super) known: Option<(AwsTime, Service)>,
}

/// What was read of one service.
pub(super) struct Brought {
    pub(super) lane: usize,
    pub(super) input: Input,
    pub(super) service: Option<(AwsTime, Service)>,
    /// What may not be read: the verdict has to do without.
    pub(super) denied: Vec<Error>,
}

/// Reads a batch. A failure concerns every service of it that was not known already.
pub(super) async fn read(session: &Session, cluster: &str, batch: Vec<Wanted>) -> Vec<Brought> {
    let unknown: Vec<&str> = batch
        .iter()
        .filter(|w| w.known.is_none())
        .map(|w| w.service.as_str())
        .collect();
    let reading = if unknown.is_empty() {
        None
    } else {
        Some(session.describe_services(cluster, &unknown).await)
    };
    let mut brought = Vec::with_capacity(batch.len());
    for wanted in &batch {
        let (at, service) = match (&wanted.known, &reading) {
            (Some((at, service)), _) => (*at, Some(service.clone())),
            (None, Some(Ok(reading))) => (
                reading.at,
                reading
                    .services
                    .iter()
                    .flatten()
                    .find(|s| s.name == wanted.service)
                    .cloned(),
            ),
            (None, Some(Err(error))) => {
                brought.push(unreadable(wanted.lane, error));
                continue;
            }
            (None, None) => continue,
        };
        brought.push(match look(session, cluster, wanted, at, service).await {
            Ok(brought) => brought,
            Err(error) => unreadable(wanted.lane, &error),
        });
    }
    brought
}

async fn look(
    session: &Session,
    cluster: &str,
    wanted: &Wanted,
    at: AwsTime,
    service: Option<Service>,
) -> Result<Brought, Error> {
    let which = match (wanted.look.stopped_tasks, wanted.look.running_tasks) {
        (true, true) => Some(Which::Both),
        (true, false) => Some(Which::Stopped),
        (false, true) => Some(Which::Running),
        (false, false) => None,
    };
    let mut denied = Vec::new();
    let tasks = match which {
        Some(which) => {
            let tasks = session.tasks(cluster, &wanted.service, which).await;
            Some(permitted(tasks, &mut denied)?.unwrap_or_default())
        }
        None => None,
    };
    let targets = if wanted.look.targets.is_empty() {
        None
    } else {
        let groups: Vec<&str> = wanted.look.targets.iter().map(String::as_str).collect();
        permitted(session.targets(&groups).await, &mut denied)?
    };
    let service_deployment = match &wanted.look.service_deployment {
        Some(arn) => permitted(
            session
                .describe_service_deployments(std::slice::from_ref(arn))
                .await,
            &mut denied,
        )?
        .and_then(|mut found| found.pop()),
        None => None,
    };
    let known = service.clone().map(|service| (at, service));
    let reading = Observation {
        at,
        service,
        service_deployment,
        tasks,
        targets,
    };
    Ok(Brought {
        lane: wanted.lane,
        input: Input::Observed(Box::new(reading)),
        service: known,
        denied,
    })
}

/// What foghorn may not read is left out; the deployment is judged by the rest.
fn permitted<T>(answer: Result<T, Error>, denied: &mut Vec<Error>) -> Result<Option<T>, Error> {
    match answer {
        Ok(answer) => Ok(Some(answer)),
        Err(error) if matches!(error.kind(), Kind::AccessDenied { .. }) => {
            denied.push(error);
            Ok(None)
        }
        Err(error) => Err(error),
    }
}

fn unreadable(lane: usize, error: &Error) -> Brought {
    Brought {
        lane,
        input: Input::ObserveFailed {
            error: Foreign::new(error.to_string()),
            hints: error.hints(),
            may_heal: may_heal(error.kind()),
        },
        service: None,
        denied: vec![],
    }
}

/// Whether reading again later can help: it does not where the credentials are the trouble.
fn may_heal(kind: &Kind) -> bool {
    match kind {
        Kind::NoCredentials
        | Kind::ExpiredCredentials
        | Kind::UnknownCredentials
        | Kind::WrongSignature
        | Kind::NoProfile { .. }
        | Kind::NoTokenFile { .. }
        | Kind::BadEndpoint { .. }
        | Kind::NoRegion => false,
        // A permission may be granted while foghorn waits, and IAM takes a while to spread one.
        Kind::AccessDenied { .. }
        | Kind::Throttled
        | Kind::NotFound(_)
        | Kind::Rejected
        | Kind::Unreachable
        | Kind::TimedOut
        | Kind::ServerFault
        | Kind::Lost
        | Kind::Unreadable => true,
    }
}
