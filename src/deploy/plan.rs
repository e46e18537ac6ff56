//! What will be done to each service of a stage: plain data, with no meaningful choice left.
//!
//! Owns the decision between doing nothing, following, and deploying. `foghorn plan` prints exactly
//! this and `deploy` carries out exactly this: there is no second path for a dry run.

pub mod back;
pub mod change;
pub mod decide;
#[cfg(test)]
mod example;
mod follow;
pub mod other;
mod terms;
pub mod together;
pub mod whole;
pub mod write;

pub use back::{NoWayBack, Past, Return, Target, go_back};
pub use change::{Change, RedeployReason, Register};
pub use decide::{Refusal, Wanted, decide};
pub use follow::follow;
pub use other::Other;
pub use terms::Terms;
pub use together::{Together, together};
pub use whole::{Again, ImagePlan, ImageSource, Plan, PlannedService, StagePlan};
pub use write::{Place, When, Write};

pub use crate::config::{OnCancel, OnFailure};
use crate::name::RevisionArn;
use crate::observation::{CircuitBreaker, Strategy};
use crate::task_definition::TaskDefinition;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use std::time::Duration;

/// The plan for one service.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ServicePlan {
    /// The service's name in ECS.
    pub service: String,
    /// The cluster.
    pub cluster: String,
    /// The revision that the service asks for now.
    pub current: Option<RevisionArn>,
    /// What will be done.
    pub change: Change,
    /// The images of ours that go in, as `container=repository@digest`.
    pub images: Vec<String>,
    /// Tasks wanted. foghorn does not touch the number.
    pub desired: u32,
    /// How ECS will roll it out.
    pub strategy: Strategy,
    /// Whether ECS gives a failing deployment up by itself, and goes back.
    pub circuit_breaker: CircuitBreaker,
    /// Whether a deployment alarm ends a deployment, and ECS then goes back.
    pub alarms: CircuitBreaker,
    /// The revision that was deployed successfully last, to go back to.
    pub fallback: Option<RevisionArn>,
    /// What foghorn does when the deployment cannot succeed.
    pub on_failure: OnFailure,
    /// What foghorn does with the deployment when the run is cancelled.
    pub on_cancel: OnCancel,
    /// How the wait ends.
    pub limits: Limits,
    /// The task definition that will run, to look things up in. Never serialised.
    #[serde(skip)]
    pub definition: Option<Arc<TaskDefinition>>,
}

/// How the wait ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Limits {
    /// How long to wait in all, from the start of the deployment.
    pub timeout: Duration,
    /// How long every task of ours must have lived.
    pub soak: Duration,
}
