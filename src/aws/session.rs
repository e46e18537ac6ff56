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
mod services;
mod targets;
mod task_definitions;
mod tasks;

pub use deployments::{RunningImage, ServiceRevision};
pub use identity::Identity;
pub use registry::{Image, RegistryToken, Repository};
pub use services::Reading;
pub use task_definitions::Registered;
pub use tasks::Which;

use crate::error::Error;
use crate::pace::Pace;
use crate::wire::call_count::CallCount;
use aws_config::SdkConfig;
use aws_smithy_runtime::client::retries::RetryPartition;
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;
use clients::Clients;
use std::sync::OnceLock;

/// Calls to AWS in one region and as one identity. Cheap to share by reference.
#[derive(Debug)]
pub struct Session {
    config: SdkConfig,
    role: Option<String>,
    budget: RetryPartition,
    calls: CallCount,
    patient: Clients,
    hurried: OnceLock<Clients>,
}

impl Session {
    pub(crate) fn new(config: SdkConfig, role: Option<String>, budget: &str, pace: Pace) -> Self {
        let budget = RetryPartition::custom(budget.to_owned()).build();
        let calls = CallCount::default();
        let patient = Clients::new(&config, pace, &budget, &calls);
        Self {
            config,
            role,
            budget,
            calls,
            patient,
            hurried: OnceLock::new(),
        }
    }

    /// The region.
    pub fn region(&self) -> &str {
        self.config.region().map_or("", AsRef::as_ref)
    }

    /// The role that was assumed, if any.
    pub fn role(&self) -> Option<&str> {
        self.role.as_deref()
    }

    /// Requests sent so far, repeated attempts included, without those for credentials.
    pub fn calls(&self) -> u64 {
        self.calls.get()
    }

    /// Shortens the timeouts of all later calls and makes each of them only once: the run was
    /// cancelled and has a few seconds left. Cannot be undone.
    pub fn hurry(&self) {
        self.hurried
            .get_or_init(|| Clients::new(&self.config, Pace::HURRIED, &self.budget, &self.calls));
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
            Some(role) if error.operation() == "sts:AssumeRole" => error.about(role),
            Some(_) | None => error,
        }
    }
}

#[cfg(test)]
mod tests;
