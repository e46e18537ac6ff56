//! Events of a service that are no task's reason.
//! Source: ECS developer guide, "service event messages list", unless said otherwise.

use super::super::pattern::{Pattern, Subject};
use super::phrase::{DENIED, TARGET_GROUP};
use crate::cause::{CauseKind, Class};

/// What ECS does with targets and could not do.
const TARGET_CALLS: &[&str] = &[
    "failed to register targets",
    "failed to deregister targets",
    "failed to describe target health",
];

pub(super) const ROWS: &[Pattern] = &[
    Pattern::all(
        &["deployment failed: tasks failed to start"],
        CauseKind::CircuitBreakerTripped,
        Class::Deterministic,
    ),
    // Source: aws/copilot-cli, its recorded events.
    Pattern::all(
        &["deployment failed: alarm detected"],
        CauseKind::AlarmTriggered,
        Class::Deterministic,
    ),
    // Source: observed.
    Pattern::all(
        &["deployment failed: deployment failure"],
        CauseKind::DeploymentFailed,
        Class::Deterministic,
    ),
    Pattern::all(
        &["unable to consistently start tasks"],
        CauseKind::TasksNotStarting,
        Class::Transient,
    ),
    Pattern::all(
        &["target group is not found"],
        CauseKind::TargetGroupMissing,
        Class::Deterministic,
    )
    .about(Subject::Word(TARGET_GROUP)),
    Pattern::all(
        &["target is not found"],
        CauseKind::TargetGroupMissing,
        Class::Deterministic,
    )
    .about(Subject::Word(TARGET_GROUP)),
    Pattern::all(&[], CauseKind::LoadBalancerUnhealthy, Class::Uncertain)
        .any(&["is unhealthy in", "is not healthy in"])
        .about(Subject::Word(TARGET_GROUP)),
    // Source: ECS developer guide, "troubleshooting blue/green".
    Pattern::all(&[], CauseKind::ServiceRoleDenied, Class::Deterministic)
        .any(TARGET_CALLS)
        .and_any(DENIED)
        .about(Subject::Word(TARGET_GROUP)),
    Pattern::all(&[], CauseKind::TargetGroupMissing, Class::Deterministic)
        .any(TARGET_CALLS)
        .and_any(&["notfound", "not found", "does not exist"])
        .about(Subject::Word(TARGET_GROUP)),
    Pattern::all(&[], CauseKind::AwsInternal, Class::Transient)
        .any(TARGET_CALLS)
        .about(Subject::Word(TARGET_GROUP)),
    Pattern::all(
        &["are being throttled"],
        CauseKind::AwsThrottled,
        Class::Transient,
    ),
    Pattern::all(
        &["because of the service deployment configuration"],
        CauseKind::DeploymentConfigurationStuck,
        Class::Deterministic,
    ),
    Pattern::all(
        &["protected tasks are more than the desired count"],
        CauseKind::TasksProtected,
        Class::Deterministic,
    ),
    // Room comes back as old tasks drain; an attribute or an agent does not.
    Pattern::all(&[], CauseKind::NoContainerInstance, Class::Uncertain).any(&[
        "encountered error \"agent\"",
        "missing an attribute required by your task",
    ]),
    // A part was launched; the reason behind it, if there is one, is capacity.
    Pattern::all(
        &["could not launch ", "tasks for deployment"],
        CauseKind::CapacityMissing,
        Class::Transient,
    ),
];

/// Tried after the rows for tasks: the event says that a task does not start, and no reason that
/// is known.
pub(super) const GENERAL: &[Pattern] =
    &[
        Pattern::all(&[], CauseKind::TasksNotStarting, Class::Transient).any(&[
            "was unable to place a task",
            "was unable to place tasks",
            "failed to launch a task",
            "was unable to reach steady state",
        ]),
    ];
