//! Containers: starting, exiting, memory, health.

use super::super::pattern::{Pattern, Subject};
use super::phrase::{KILLED_FOR_MEMORY, TARGET_GROUP};
use crate::cause::{CauseKind, Class};

/// Health checks that fail. Source: observed.
pub(super) const HEALTH: &[Pattern] = &[
    Pattern::all(
        &["failed elb health checks"],
        CauseKind::LoadBalancerUnhealthy,
        Class::Uncertain,
    )
    .about(Subject::Word(TARGET_GROUP)),
    Pattern::all(
        &["failed container health checks"],
        CauseKind::ContainerUnhealthy,
        Class::Uncertain,
    ),
];

/// Starting. Source: ECS developer guide, "cannot start container", "stopped task error codes";
/// amazon-ecs-agent, `dockerapi/errors.go`.
pub(super) const START: &[Pattern] = &[
    Pattern::all(&[], CauseKind::OutOfMemory, Class::Uncertain).any(KILLED_FOR_MEMORY),
    Pattern::all(
        &["cannotstartcontainererror", "exec format error"],
        CauseKind::ImageWrongPlatform,
        Class::Deterministic,
    ),
    Pattern::all(
        &["cannotstartcontainererror"],
        CauseKind::CommandNotExecutable,
        Class::Deterministic,
    )
    .any(&[
        "executable file not found",
        "permission denied",
        "no such file or directory",
    ])
    .about(Subject::Word(&["exec: \"", "exec \"", "stat "])),
    // The runtime's own words, whatever ECS or a stand-in puts before them.
    Pattern::all(
        &["oci runtime create failed", "exec: \""],
        CauseKind::CommandNotExecutable,
        Class::Deterministic,
    )
    .any(&[
        "executable file not found",
        "permission denied",
        "no such file or directory",
    ])
    .about(Subject::Word(&["exec: \""])),
    Pattern::all(&[], CauseKind::ContainerRuntimeFailed, Class::Uncertain).any(&[
        "cannotstartcontainererror",
        "cannotcreatecontainererror",
        "cannotcreatevolumeerror",
        "cannotinspectcontainererror",
        "cannotstopcontainererror",
        "containerruntimeerror",
        "containerruntimetimeouterror",
        "dockertimeouterror",
    ]),
];

/// Exiting: the exit codes say more, and a container's own reason may.
/// Source: ECS developer guide, "stopped task error codes".
pub(super) const EXIT: &[Pattern] = &[Pattern::all(
    &["essential container in task exited"],
    CauseKind::ContainerExited,
    Class::Uncertain,
)
.vague()];
