//! A plan for tests, which name only what they are about.

use super::{Change, Limits, OnCancel, OnFailure, ServicePlan};
use crate::observation::{CircuitBreaker, Strategy};
use std::time::Duration;

/// Returns the plan of a rolling deployment of two tasks, which nobody but foghorn ends.
pub(crate) fn plan(change: Change) -> ServicePlan {
    ServicePlan {
        service: "api".to_owned(),
        cluster: "dev".to_owned(),
        current: None,
        change,
        images: vec![],
        desired: 2,
        strategy: Strategy::Rolling,
        circuit_breaker: CircuitBreaker::Off,
        alarms: CircuitBreaker::Off,
        fallback: None,
        on_failure: OnFailure::Rollback,
        on_cancel: OnCancel::Leave,
        limits: Limits {
            timeout: Duration::from_mins(20),
            soak: Duration::from_mins(1),
        },
        definition: None,
    }
}
