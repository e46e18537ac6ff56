//! What will be done to each service of a stage: plain data, with no meaningful choice left.
//!
//! Owns the decision between doing nothing, following, and deploying. `foghorn plan` prints exactly
//! this and `deploy` carries out exactly this: there is no second path for a dry run.

pub mod change;
pub mod decide;

pub use change::{Change, RedeployReason, Register};
pub use decide::{Refusal, Wanted, decide};

pub use crate::config::OnFailure;
use crate::name::RevisionArn;
use crate::observation::{CircuitBreaker, Strategy};
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// The plan for one service.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
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
    /// What foghorn does when the deployment cannot succeed.
    pub on_failure: OnFailure,
    /// How the wait ends.
    pub limits: Limits,
}

/// How the wait ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    /// How long to wait in all, from the start of the deployment.
    pub timeout: Duration,
    /// How long every task of ours must have lived.
    pub soak: Duration,
}
