//! Calls to AWS in one region and as one identity.
//!
//! Owns the SDK's clients. Every public method is one call (or the pages of one listing): it
//! decides nothing and does not wait for anything but its answer.

mod clients;
mod deployments;
mod identity;
mod logs;
mod record;
mod registry;
mod roles;
mod scan;
mod secrets;
mod services;
mod targets;
mod task_definitions;
mod tasks;

pub use deployments::{RunningImage, ServiceRevision};
pub use identity::Identity;
pub use record::ParameterVersion;
pub use registry::{Image, RegistryToken, Repository};
pub use scan::ImageManifest;
pub use services::Reading;
pub use task_definitions::{Registered, Tagged};
pub use tasks::Which;

use crate::error::Error;
use crate::pace::Pace;
use crate::wire::call_count::CallCount;
use crate::wire::renewal::Renewal;
use aws_config::SdkConfig;
use aws_smithy_runtime::client::retries::RetryPartition;
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;
use clients::{Clients, Means};
use std::sync::OnceLock;
use tokio::sync::Semaphore;

/// Calls to AWS in one region and as one identity. Cheap to share by reference.
#[derive(Debug)]
pub struct Session {
    config: SdkConfig,
    role: Option<String>,
    pace: Pace,
    means: Means,
    patient: Clients,
    hurried: OnceLock<Clients>,
    /// Registrations that may be under way at once: see [`Pace::REGISTRATIONS`].
    registrations: Semaphore,
}

impl Session {
    pub(crate) fn new(
        config: SdkConfig,
        role: Option<String>,
        renewal: Renewal,
        budget: &str,
        pace: Pace,
    ) -> Self {
        let means = Means {
            budget: RetryPartition::custom(budget.to_owned()).build(),
            calls: CallCount::default(),
            renewal,
        };
        let patient = Clients::new(&config, pace, &means);
        Self {
            config,
            role,
            pace,
            means,
            patient,
            hurried: OnceLock::new(),
            registrations: Semaphore::new(Pace::REGISTRATIONS),
        }
    }

    /// The region.
    pub fn region(&self) -> &str {
        self.config.region().map_or("", AsRef::as_ref)
    }

    pub(crate) fn config(&self) -> &SdkConfig {
        &self.config
    }

    /// The role that was assumed, if any.
    pub fn role(&self) -> Option<&str> {
        self.role.as_deref()
    }

    /// Requests sent so far, repeated attempts included, without those for credentials.
    pub fn calls(&self) -> u64 {
        self.means.calls.get()
    }

    /// Shortens the timeouts of all later calls and makes each of them only once, or twice with
    /// new credentials: the run was cancelled and has a few seconds left. Cannot be undone.
    pub fn hurry(&self) {
        self.hurried
            .get_or_init(|| Clients::new(&self.config, Pace::HURRIED, &self.means));
    }

    fn pace(&self) -> Pace {
        match self.hurried.get() {
            Some(_) => Pace::HURRIED,
            None => self.pace,
        }
    }

    fn clients(&self) -> &Clients {
        self.hurried.get().unwrap_or(&self.patient)
    }

    fn failed<E>(&self, operation: &'static str, error: &SdkError<E, HttpResponse>) -> Error
    where
        E: std::error::Error + ProvideErrorMetadata + 'static,
    {
        let error = Error::from_sdk(operation, error);
        match &self.role {
            Some(role) if error.operation().starts_with("sts:AssumeRole") => error.about(role),
            Some(_) | None => error,
        }
    }
}

#[cfg(test)]
mod renewal_tests;
#[cfg(test)]
mod tests;
