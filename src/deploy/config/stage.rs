//! Owns `Stage`: one environment to deploy to, as meant.

use std::collections::BTreeMap;
use std::time::Duration;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::service::Service;
use crate::substitution::Template;

/// How long a stage may take when the configuration says nothing.
pub(super) const TIMEOUT: Duration = Duration::from_mins(20);

/// How long every new task must have lived when the configuration says nothing.
pub(super) const SOAK: Duration = Duration::from_mins(1);

/// One environment: an account, a region, a cluster, and the services in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stage {
    /// The name.
    pub name: String,
    /// The stage whose proven image this one takes. It comes earlier in the list.
    pub after: Option<String>,
    /// Patterns of the branches that it may be deployed from; empty for all.
    pub branches: Vec<String>,
    /// How long the stage before must have been healthy with the image. May be zero.
    pub minimum_age: Duration,
    /// The account, 12 digits; credentials for another are refused.
    pub account: Option<String>,
    /// The region.
    pub region: String,
    /// The ARN of the role to assume.
    pub role: Option<String>,
    /// The external id to assume the role with.
    pub external_id: Option<String>,
    /// Whether the session of the assumed role gets tags.
    pub session_tags: bool,
    /// The session name to assume the role with.
    pub role_session_name: Option<String>,
    /// The ARN of the role with which a later stage looks up what this one proved.
    pub proof_role: Option<String>,
    /// The name or ARN of the cluster.
    pub cluster: String,
    /// What `${values.NAME}` stands for in this stage. Sealed.
    pub values: BTreeMap<String, Template>,
    /// How long a deployment may take until its outcome is unknown. Never zero.
    pub timeout: Duration,
    /// How long every new task must have lived before the deployment counts. May be zero.
    pub soak: Duration,
    /// What happens to a deployment that cannot succeed.
    pub on_failure: OnFailure,
    /// What happens to a deployment under way when the run is cancelled.
    pub on_cancel: OnCancel,
    /// Whether images are copied into this account and region before they are deployed.
    pub copy_images: bool,
    /// What happens when somebody else's deployment of a service is in flight.
    pub in_flight: InFlight,
    /// Whether all services are deployed or none. Only with `on-failure: rollback`.
    pub together: bool,
    /// Whether the application's own log lines are shown.
    pub logs: Logs,
    /// From which severity on a finding of ECR's image scan stops a deployment; `None` if scans are
    /// not looked at.
    pub scan: Option<Severity>,
    /// The page of what is deployed here.
    pub url: Option<String>,
    /// The services, all deployed at once. Never empty.
    pub services: Vec<Service>,
}

/// What happens to a deployment that cannot succeed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum OnFailure {
    /// foghorn says why, has the service go back at once, and watches that to its end.
    #[default]
    Rollback,
    /// foghorn says why and ends, and leaves the deployment as it is: to ECS's circuit breaker,
    /// if that is on.
    StopWaiting,
    /// foghorn says why, and waits until ECS gives up or the timeout is over.
    KeepWaiting,
}

/// What happens to a deployment under way when the run is cancelled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum OnCancel {
    /// It goes on, and the next run follows it.
    #[default]
    Leave,
    /// ECS is told to roll it back; nobody watches that.
    Rollback,
}

/// What happens when somebody else's deployment of a service is in flight: one of another
/// revision. One of the same revision is followed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum InFlight {
    /// foghorn names it and deploys: ECS gives it up for the newer one.
    #[default]
    Supersede,
    /// foghorn names it and waits until it is over, for as long as `timeout` at most, and deploys
    /// then.
    Wait,
    /// foghorn names it and ends with exit code 3. Nothing is changed.
    Fail,
}

/// Whether the application's own log lines are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Logs {
    /// The last lines of a container that failed are shown.
    #[default]
    On,
    /// No log line is read or shown.
    Off,
}

/// How bad a finding of ECR's image scan is. Source: ECR API model, `FindingSeverity`.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// `INFORMATIONAL` and worse. What ECR gives no severity stops nothing.
    Informational,
    /// `LOW` and worse.
    Low,
    /// `MEDIUM` and worse.
    Medium,
    /// `HIGH` and `CRITICAL`.
    High,
    /// `CRITICAL` only.
    Critical,
}

impl Severity {
    /// The word of ECR's API for it.
    pub const fn as_ecr(self) -> &'static str {
        match self {
            Self::Informational => "INFORMATIONAL",
            Self::Low => "LOW",
            Self::Medium => "MEDIUM",
            Self::High => "HIGH",
            Self::Critical => "CRITICAL",
        }
    }

    /// Those from this one on, the worst first.
    pub fn and_worse(self) -> impl Iterator<Item = Self> {
        let all = [
            Self::Critical,
            Self::High,
            Self::Medium,
            Self::Low,
            Self::Informational,
        ];
        all.into_iter().filter(move |one| *one >= self)
    }
}
