//! Words for what a status says.

use foghorn_deploy::observation::ServiceDeploymentStatus;
use foghorn_deploy::status::{InFlight, Item};
use foghorn_deploy::time::AwsTime;
use foghorn_report::escape::log;
use foghorn_report::span;
use std::time::Duration;

/// From here on an age is said in days.
const DAYS: Duration = Duration::from_hours(48);

/// Returns `, 12 s ago`; nothing if one of the two moments is not known.
pub(super) fn ago(now: Option<AwsTime>, then: Option<AwsTime>) -> String {
    let (Some(now), Some(then)) = (now, then) else {
        return String::new();
    };
    let age = now.since(then);
    if age < DAYS {
        // AWS's time of the reading has no fractions of a second.
        match age.as_secs().max(1) {
            seconds @ ..60 => format!(", {seconds} s ago"),
            seconds => format!(", {} ago", span::words(Duration::from_secs(seconds))),
        }
    } else {
        format!(", {} days ago", age.as_secs() / (24 * 60 * 60))
    }
}

/// Returns how a deployment ended, in a word or two. Bad ends stand out.
pub(super) fn ended(status: &ServiceDeploymentStatus) -> String {
    match status {
        ServiceDeploymentStatus::Successful => "successful".to_owned(),
        ServiceDeploymentStatus::Stopped => "STOPPED".to_owned(),
        ServiceDeploymentStatus::RollbackSuccessful => "ROLLED BACK".to_owned(),
        ServiceDeploymentStatus::RollbackFailed => "ROLLBACK FAILED".to_owned(),
        ServiceDeploymentStatus::Pending
        | ServiceDeploymentStatus::InProgress
        | ServiceDeploymentStatus::StopRequested
        | ServiceDeploymentStatus::RollbackRequested
        | ServiceDeploymentStatus::RollbackInProgress => "not ended".to_owned(),
        ServiceDeploymentStatus::Other(other) => log::line(other),
    }
}

/// Whether a deployment in flight goes back to what ran before.
pub(super) fn is_going_back(in_flight: &InFlight) -> bool {
    let status = in_flight.status.as_ref();
    status.is_some_and(ServiceDeploymentStatus::is_going_back)
}

/// Returns what could not be read, unless the message says so itself.
pub(super) fn item(item: Item) -> Option<&'static str> {
    match item {
        Item::Stage | Item::Service => None,
        Item::Tasks => Some("its tasks"),
        Item::Targets => Some("the health of its targets"),
        Item::Deployments => Some("its deployments"),
        Item::ServiceRevisions => Some("what its deployments lead to"),
        Item::TaskDefinition => Some("its task definition"),
        Item::Configuration => Some("the configuration"),
        Item::History => Some("what was recorded"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ages() {
        const DAY: i64 = 24 * 60 * 60 * 1000;
        for (ms, text) in [
            (-5, ", 1 s ago"),
            (400, ", 1 s ago"),
            (102_000, ", 1 min 42 s ago"),
            (2 * DAY - 1, ", 47 h 59 min ago"),
            (2 * DAY, ", 2 days ago"),
        ] {
            assert_eq!(ago(Some(AwsTime(ms)), Some(AwsTime(0))), text);
        }
        assert_eq!(ago(None, Some(AwsTime(0))), "");
    }
}
