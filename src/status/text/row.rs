//! One service in the table.

use super::words;
use foghorn_deploy::name::Digest;
use foghorn_deploy::observation;
use foghorn_deploy::status::{Item, RunningImage, ServiceStatus, StageStatus};
use foghorn_report::escape::log;

/// The last column is the only one whose width may change from one moment to the next.
pub(super) const HEADER: [&str; 9] = [
    "STAGE",
    "SERVICE",
    "REVISION",
    "IMAGE",
    "TASKS",
    "HEALTHY",
    "COMMIT",
    "DRIFT",
    "DEPLOYMENT",
];
/// There is none.
const NONE: &str = "-";
/// It could not be read.
const UNREAD: &str = "?";
/// A commit is shown with this many digits.
const COMMIT: usize = 12;

/// Returns the row of a service.
pub(super) fn of_service(stage: &str, service: &ServiceStatus) -> Vec<String> {
    let revision = service.revision.as_ref();
    vec![
        log::line(stage),
        log::line(&service.service),
        revision.map_or(NONE.to_owned(), |arn| log::line(arn.short())),
        image(service),
        tasks(service),
        healthy(service),
        commit(service),
        drift(service),
        deployment(service),
    ]
}

/// Returns the row of a stage that could not be read.
pub(super) fn of_unread(stage: &StageStatus) -> Vec<String> {
    let mut row = vec![UNREAD.to_owned(); HEADER.len() - 1];
    row[0] = log::line(&stage.stage);
    row.push("could not be read".to_owned());
    row
}

fn unread(service: &ServiceStatus, what: Item) -> bool {
    service.unread.iter().any(|one| one.what == what)
}

/// The image of ours if there is one, else that of the only container; several have no room here.
fn image(service: &ServiceStatus) -> String {
    let ours = service.images.iter().filter(|one| one.ours);
    let chosen: Vec<&RunningImage> = match ours.count() {
        0 => service.images.iter().collect(),
        _some => service.images.iter().filter(|one| one.ours).collect(),
    };
    let mut shown: Vec<String> = chosen.into_iter().filter_map(short).collect();
    shown.sort();
    shown.dedup();
    match shown.as_slice() {
        [] if unread(service, Item::Tasks) => UNREAD.to_owned(),
        [] => NONE.to_owned(),
        [only] => only.clone(),
        several => format!("{} images", several.len()),
    }
}

/// The digest, or else the name without its registry.
fn short(image: &RunningImage) -> Option<String> {
    let digest = image.digest.as_ref().map(Digest::short);
    let name = image.image.as_deref();
    let name = name.map(|name| name.rsplit('/').next().unwrap_or(name));
    digest.or(name).map(log::line)
}

fn tasks(service: &ServiceStatus) -> String {
    match service.state {
        Some(_) => format!("{}/{}", service.tasks.running, service.tasks.desired),
        None => NONE.to_owned(),
    }
}

fn healthy(service: &ServiceStatus) -> String {
    match service.health.healthy {
        Some(healthy) => healthy.to_string(),
        None if unread(service, Item::Tasks) || unread(service, Item::Targets) => UNREAD.to_owned(),
        None => NONE.to_owned(),
    }
}

fn commit(service: &ServiceStatus) -> String {
    let Some(origin) = &service.origin else {
        return if unread(service, Item::TaskDefinition) {
            UNREAD
        } else {
            NONE
        }
        .to_owned();
    };
    let commit = origin
        .foghorn
        .as_ref()
        .and_then(|made| made.commit.as_ref());
    commit.map_or(NONE.to_owned(), |commit| {
        log::line(&commit.raw().chars().take(COMMIT).collect::<String>())
    })
}

fn drift(service: &ServiceStatus) -> String {
    match service.drift.as_deref() {
        Some([]) => "none".to_owned(),
        Some(differences) => differences.len().to_string(),
        None if service.state.is_none() => NONE.to_owned(),
        None => UNREAD.to_owned(),
    }
}

fn deployment(service: &ServiceStatus) -> String {
    match &service.state {
        None => return "there is no such service".to_owned(),
        Some(observation::ServiceStatus::Draining) => return "the service is draining".to_owned(),
        Some(observation::ServiceStatus::Inactive) => return "the service was deleted".to_owned(),
        Some(observation::ServiceStatus::Active | observation::ServiceStatus::Other(_)) => {}
    }
    if let Some(in_flight) = &service.in_flight {
        let way = if words::is_going_back(in_flight) {
            "going back to"
        } else {
            "in flight:"
        };
        let revision = log::line(in_flight.revision.short());
        return format!(
            "{way} {revision}{}",
            words::ago(service.at, in_flight.since)
        );
    }
    match &service.last_deployment {
        Some(last) => format!(
            "{}{}",
            words::ended(&last.status),
            words::ago(service.at, last.finished_at)
        ),
        None if unread(service, Item::Deployments) => UNREAD.to_owned(),
        None => NONE.to_owned(),
    }
}
