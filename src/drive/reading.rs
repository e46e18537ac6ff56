//! Reads up to ten services of a cluster with one call.
//!
//! A service that spoils the call for the others is read by itself. What a rollout wants to know
//! besides its service is read by `besides`.

use foghorn_aws::{Error, Kind, Session};
use foghorn_deploy::foreign::Foreign;
use foghorn_deploy::observation::{Observation, Service};
use foghorn_deploy::rollout::{Input, Look};
use foghorn_deploy::time::AwsTime;
use std::sync::Arc;
use tokio::task::JoinSet;

/// What is wanted of one service.
#[derive(Clone)]
pub(super) struct Wanted {
    pub(super) lane: usize,
    pub(super) service: String,
    pub(super) look: Look,
    /// The service as it was read a moment ago, if that is good enough.
    pub(super) known: Option<(AwsTime, Service)>,
    /// Whether it is read by itself.
    pub(super) apart: bool,
}

/// What was read of one service.
pub(super) struct Brought {
    pub(super) lane: usize,
    pub(super) input: Input,
    pub(super) service: Option<(AwsTime, Service)>,
    /// What may not be read: the verdict has to do without.
    pub(super) denied: Vec<Error>,
    /// Whether it is to be read by itself from now on.
    pub(super) apart: bool,
}

/// A service that was read, of which more is wanted.
pub(super) struct Seen {
    pub(super) wanted: Wanted,
    pub(super) at: AwsTime,
    pub(super) service: Option<Service>,
}

/// What a call for several services brought: readings that are complete, and others that are not.
#[derive(Default)]
pub(super) struct Batch {
    pub(super) complete: Vec<Brought>,
    pub(super) seen: Vec<Seen>,
}

/// Divides what is wanted into calls: services of which more is wanted go together, so that their
/// tasks and service deployments are read together, too.
pub(super) fn batches(wanted: Vec<Wanted>) -> Vec<Vec<Wanted>> {
    let (apart, mut together): (Vec<_>, Vec<_>) = wanted.into_iter().partition(|one| one.apart);
    together.sort_by_key(|one| one.look == Look::default());
    let batches = together
        .chunks(Session::SERVICES_AT_ONCE)
        .map(<[_]>::to_vec);
    batches
        .chain(apart.into_iter().map(|one| vec![one]))
        .collect()
}

/// Reads the services of one call.
pub(super) async fn read(session: Arc<Session>, cluster: String, batch: Vec<Wanted>) -> Batch {
    match describe(&session, &cluster, &batch).await {
        Ok(read) => read,
        Err(error) if batch.len() > 1 && concerns_one(error.kind()) => {
            one_by_one(&session, &cluster, batch).await
        }
        Err(error) => Batch {
            complete: batch.iter().map(|one| unreadable(one, &error)).collect(),
            seen: Vec::new(),
        },
    }
}

async fn describe(session: &Session, cluster: &str, batch: &[Wanted]) -> Result<Batch, Error> {
    let names: Vec<&str> = batch.iter().map(|one| one.service.as_str()).collect();
    let reading = session.describe_services(cluster, &names).await?;
    let mut read = Batch::default();
    for wanted in batch {
        let mut services = reading.services.iter().flatten();
        let service = services.find(|one| one.name == wanted.service).cloned();
        let seen = Seen {
            wanted: wanted.clone(),
            at: reading.at,
            service,
        };
        if wanted.look == Look::default() {
            read.complete.push(seen.complete());
        } else {
            read.seen.push(seen);
        }
    }
    Ok(read)
}

/// Finds out which service spoils the call for the others.
async fn one_by_one(session: &Arc<Session>, cluster: &str, batch: Vec<Wanted>) -> Batch {
    let mut calls = JoinSet::new();
    for one in batch {
        let (session, cluster) = (Arc::clone(session), cluster.to_owned());
        calls.spawn(async move {
            let read = describe(&session, &cluster, std::slice::from_ref(&one)).await;
            read.unwrap_or_else(|error| Batch {
                complete: vec![Brought {
                    apart: true,
                    ..unreadable(&one, &error)
                }],
                seen: Vec::new(),
            })
        });
    }
    let mut all = Batch::default();
    for mut one in calls.join_all().await {
        all.complete.append(&mut one.complete);
        all.seen.append(&mut one.seen);
    }
    all
}

impl Seen {
    /// Makes a reading of what is there.
    pub(super) fn complete(self) -> Brought {
        Brought {
            lane: self.wanted.lane,
            service: self.service.clone().map(|service| (self.at, service)),
            input: Input::Observed(Box::new(Observation {
                at: self.at,
                service: self.service,
                service_deployment: None,
                tasks: None,
                targets: None,
            })),
            denied: Vec::new(),
            apart: self.wanted.apart,
        }
    }
}

/// Makes a reading that failed.
pub(super) fn unreadable(wanted: &Wanted, error: &Error) -> Brought {
    Brought {
        lane: wanted.lane,
        input: Input::ObserveFailed {
            error: Foreign::new(error.to_string()),
            hints: error.hints(),
            may_heal: may_heal(error.kind()),
        },
        service: None,
        denied: Vec::new(),
        apart: wanted.apart,
    }
}

/// Whether a call for several services may have failed because of one of them.
fn concerns_one(kind: &Kind) -> bool {
    match kind {
        Kind::AccessDenied { .. } | Kind::NotFound(_) | Kind::Rejected | Kind::Unreadable => true,
        Kind::NoCredentials
        | Kind::ExpiredCredentials
        | Kind::UnknownCredentials
        | Kind::WrongSignature
        | Kind::NoProfile { .. }
        | Kind::NoTokenFile { .. }
        | Kind::BadEndpoint { .. }
        | Kind::NoRegion
        | Kind::Throttled
        | Kind::Unreachable
        | Kind::TimedOut
        | Kind::ServerFault
        | Kind::Lost => false,
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
