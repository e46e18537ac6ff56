//! How long things take in the simulated AWS. It owns the figures; which one applies is decided
//! where a task or a service moves.

use serde::Deserialize;

use super::Millis;

/// A range of durations in milliseconds, both ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Span {
    /// The shortest.
    pub from: Millis,
    /// The longest.
    pub to: Millis,
}

impl Span {
    /// Returns the span that is one length of time.
    pub const fn exactly(millis: Millis) -> Self {
        Self {
            from: millis,
            to: millis,
        }
    }

    const fn seconds(from: Millis, to: Millis) -> Self {
        Self {
            from: from * 1000,
            to: to * 1000,
        }
    }
}

/// The durations that a region draws from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct Timing {
    /// From a change to the scheduler's next look at the service.
    pub scheduler: Span,
    /// PROVISIONING: the network interface.
    pub provisioning: Span,
    /// PENDING before the pull: secrets, registry login, log driver.
    pub initialization: Span,
    /// PENDING: the image pull.
    pub pull: Span,
    /// A pull that ends in "not found", with its retries.
    pub failed_pull: Span,
    /// A connection that is tried until it times out.
    pub connection_timeout: Span,
    /// ACTIVATING: from container start to RUNNING.
    pub start: Span,
    /// From registration to a target's verdict by the load balancer.
    pub target_health: Span,
    /// DEACTIVATING: deregistration delay of the target group.
    pub draining: Span,
    /// STOPPING: from SIGTERM to the container's end.
    pub stopping: Span,
    /// DEPROVISIONING: the network interface.
    pub deprovisioning: Span,
    /// Between two tries to place a task where there is no capacity.
    pub placement: Span,
    /// From the last counted failure to the circuit breaker's decision.
    pub breaker: Span,
    /// From an alarm's ALARM to ECS's notice of it: ECS polls.
    pub alarm: Span,
    /// How long ECS watches alarms after a rolling deployment has settled, when the service does
    /// not say. Source of "less than five minutes": ECS developer guide, "how CloudWatch alarms
    /// detect deployment failures".
    pub bake: Span,
    /// A lifecycle stage that has nothing to wait for.
    pub stage: Span,
    /// From the start of a lifecycle hook to its Lambda function's answer.
    pub hook: Span,
    /// How long a stopped task stays visible. ECS promises at least an hour.
    /// Source: ECS API model, `DescribeTasks`.
    pub stopped_visible: Span,
}

impl Default for Timing {
    fn default() -> Self {
        Self {
            scheduler: Span::seconds(1, 3),
            provisioning: Span::seconds(8, 14),
            initialization: Span::seconds(2, 5),
            pull: Span::seconds(5, 12),
            failed_pull: Span::seconds(20, 45),
            connection_timeout: Span::seconds(120, 240),
            start: Span::seconds(2, 4),
            target_health: Span::seconds(10, 25),
            draining: Span::seconds(15, 30),
            stopping: Span::seconds(1, 4),
            deprovisioning: Span::seconds(8, 15),
            placement: Span::seconds(15, 25),
            breaker: Span::seconds(10, 40),
            alarm: Span::seconds(5, 25),
            bake: Span::seconds(120, 240),
            stage: Span::seconds(2, 6),
            hook: Span::seconds(5, 15),
            stopped_visible: Span::seconds(3660, 4200),
        }
    }
}
