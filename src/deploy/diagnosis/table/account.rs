//! What ECS needs before a task exists: roles, capacity, quotas.

use super::super::pattern::{Pattern, Subject};
use crate::cause::{CauseKind, Class};

/// Roles.
pub(super) const ROLE: &[Pattern] = &[
    // Source: observed. A role that was just made cannot be assumed for a minute or two.
    Pattern::all(
        &["unable to assume the role"],
        CauseKind::RoleNotAssumable,
        Class::Settling,
    )
    .about(Subject::Quoted("unable to assume the role '")),
    Pattern::all(
        &["unable to assume the service linked role"],
        CauseKind::RoleNotAssumable,
        Class::Settling,
    ),
    // Source: ECS developer guide, "service event messages list".
    Pattern::all(
        &["iam trust relationship has been misconfigured"],
        CauseKind::RoleNotAssumable,
        Class::Deterministic,
    ),
    Pattern::all(
        &["iam permissions policies have been misconfigured"],
        CauseKind::ServiceRoleDenied,
        Class::Deterministic,
    ),
];

/// Capacity, quotas and placement. Source: ECS developer guide, "service event messages list",
/// "failed to start error", "API failure reasons".
pub(super) const CAPACITY: &[Pattern] = &[
    Pattern::all(&[], CauseKind::AccountBlocked, Class::Deterministic)
        .any(&["account is currently blocked", "blockedexception"]),
    Pattern::all(
        &["reached the limit on the number of"],
        CauseKind::QuotaReached,
        Class::Deterministic,
    )
    .about(Subject::Word(&["reached the limit on the number of "])),
    Pattern::all(
        &["configuration is above your limit"],
        CauseKind::QuotaReached,
        Class::Deterministic,
    )
    .about(Subject::Word(&["the requested "])),
    Pattern::all(
        &["vcpulimitexceeded"],
        CauseKind::QuotaReached,
        Class::Deterministic,
    )
    .about(Subject::Named("vCPUs")),
    Pattern::all(&[], CauseKind::CapacityMissing, Class::Transient).any(&[
        "capacity is unavailable",
        "unable to launch instance(s) for capacity provider",
        "unfulfillablecapacity",
        "insufficientinstancecapacity",
        "provisioning capacity limit was exceeded",
        "resource:fargate",
    ]),
    Pattern::all(
        &["not compatible with the selected compute strategy"],
        CauseKind::ComputeIncompatible,
        Class::Deterministic,
    ),
    Pattern::all(
        &["no container instances were found"],
        CauseKind::NoContainerInstance,
        Class::Deterministic,
    ),
    // Room on instances comes back as old tasks drain.
    Pattern::all(&[], CauseKind::NoContainerInstance, Class::Transient).any(&[
        "resource:cpu",
        "resource:memory",
        "resource:ports",
        "resource:eni",
        "resource:gpu",
        "empty capacity provider",
        "timed out waiting for amazon ecs agent",
        "no container instance met all of its requirements",
    ]),
    Pattern::all(
        &["taskfailedtostart:"],
        CauseKind::NoContainerInstance,
        Class::Uncertain,
    )
    .any(&[
        ": agent",
        ": location",
        ": attribute",
        "placement constraint unsatisfied",
        "no active instances",
        ": missing",
        ": inactive",
    ]),
];
