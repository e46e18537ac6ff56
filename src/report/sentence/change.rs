//! What will be done to a service, in words.

use super::progress::tasks;
use crate::span;
use foghorn_deploy::foreign::Sentence;
use foghorn_deploy::name::RevisionArn;
use foghorn_deploy::observation::{CircuitBreaker, Strategy};
use foghorn_deploy::plan::change::RedeployReason;
use foghorn_deploy::plan::{Change, ServicePlan};
use foghorn_deploy::task_definition::Difference;

/// Returns what will be done.
pub fn change(change: &Change) -> Sentence {
    match change {
        Change::Unchanged { revision, running } => Sentence::own("nothing to do, ")
            .foreign(revision.short())
            .then(format!(" is deployed and runs with {}", tasks(*running))),
        Change::Adopt {
            revision,
            deployment,
            service_deployment: _,
        } => Sentence::own("follow the deployment ")
            .foreign(deployment.as_str())
            .then(" of ")
            .foreign(revision.short())
            .then(", which is in flight already"),
        Change::Redeploy { revision, why } => {
            let sentence = Sentence::own("deploy ")
                .foreign(revision.short())
                .then(" once more, ");
            match why {
                RedeployReason::Asked => sentence.then("as asked with ").code("--force"),
                RedeployReason::InFlightFailing => {
                    sentence.then("since its deployment in flight is failing")
                }
            }
        }
        Change::Reuse {
            revision,
            differences: _,
        } => Sentence::own("deploy ")
            .foreign(revision.short())
            .then(", which is registered already"),
        Change::Deploy {
            register,
            differences: _,
        } => Sentence::own("register a new revision of ")
            .foreign(&register.family)
            .then(" and deploy it"),
    }
}

/// Returns how the task definition differs from the one that the service asks for now.
pub fn differences(change: &Change) -> &[Difference] {
    match change {
        Change::Reuse { differences, .. } | Change::Deploy { differences, .. } => differences,
        Change::Unchanged { .. } | Change::Adopt { .. } | Change::Redeploy { .. } => &[],
    }
}

/// Returns the revision that is replaced; `None` if the service asks for ours already.
pub fn until_now(plan: &ServicePlan) -> Option<&RevisionArn> {
    match &plan.change {
        Change::Reuse { .. } | Change::Deploy { .. } => plan.current.as_ref(),
        Change::Unchanged { .. } | Change::Adopt { .. } | Change::Redeploy { .. } => None,
    }
}

/// Returns how ECS will carry the plan out and how long foghorn waits, or `None` if nothing is done.
pub fn conditions(plan: &ServicePlan) -> Option<String> {
    if matches!(plan.change, Change::Unchanged { .. }) {
        return None;
    }
    let breaker = match plan.circuit_breaker {
        CircuitBreaker::Off => "no circuit breaker",
        CircuitBreaker::On => "circuit breaker without rollback",
        CircuitBreaker::OnWithRollback => "circuit breaker with rollback",
    };
    Some(format!(
        "{}, {}, {breaker}; timeout {}, soak {}",
        tasks(plan.desired),
        strategy(&plan.strategy),
        span::words(plan.limits.timeout),
        span::words(plan.limits.soak),
    ))
}

fn strategy(strategy: &Strategy) -> &str {
    match strategy {
        Strategy::Rolling => "rolling",
        Strategy::BlueGreen => "blue/green",
        Strategy::Linear => "linear",
        Strategy::Canary => "canary",
        Strategy::Other(name) => name,
    }
}
