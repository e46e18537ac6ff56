//! Containers: starting, exiting, memory, health. Developer guide, "cannot start container", "stopped
//! task error codes"; amazon-ecs-agent, `dockerapi/errors.go`; observed.

use super::{Row, row};
use crate::cause::CauseKind::*;
use crate::cause::Class::*;

const GROUP: &str =
    "arn:aws:elasticloadbalancing:eu-west-1:111111111111:targetgroup/api/0123456789abcdef";

#[rustfmt::skip]
pub(super) const ROWS: &[Row] = &[
    // ---- Starting.
    row("CannotStartContainerError: failed to create new container runtime task: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: exec: \"/app/run\": executable file not found in $PATH: unknown", CommandNotExecutable, Deterministic).on("/app/run"),
    row("CannotStartContainerError: Error response from daemon: OCI runtime create failed: container_linux.go:380: starting container process caused: exec: \"/app/run\": permission denied: unknown", CommandNotExecutable, Deterministic).on("/app/run"),
    row("CannotStartContainerError: failed to create shim task: runc create failed: unable to start container process: exec: \"/app/run\": stat /app/run: no such file or directory: unknown", CommandNotExecutable, Deterministic).on("/app/run"),
    row("CannotStartContainerError: exec /app/run: exec format error", ImageWrongPlatform, Deterministic),
    row("CannotStartContainerError: failed to get container status", ContainerRuntimeFailed, Uncertain),
    row("CannotCreateContainerError: API error (400): invalid mount path: 'data' mount path must be absolute", ContainerRuntimeFailed, Uncertain),
    row("CannotCreateVolumeError: volume already exists", ContainerRuntimeFailed, Uncertain),
    row("CannotInspectContainerError: Could not transition to inspecting; timed out after waiting 30s", ContainerRuntimeFailed, Uncertain),
    row("CannotStopContainerError: Container could not be stopped", ContainerRuntimeFailed, Uncertain),
    row("ContainerRuntimeError: failed to create container", ContainerRuntimeFailed, Uncertain),
    row("ContainerRuntimeTimeoutError: Could not transition to running; timed out after waiting 1m", ContainerRuntimeFailed, Uncertain),
    row("DockerTimeoutError: Could not transition to created; timed out after waiting 4m0s", ContainerRuntimeFailed, Uncertain),
    // ---- Exiting.
    row("Essential container in task exited", ContainerExited, Uncertain),
    row("OutOfMemoryError: Container killed due to memory usage", OutOfMemory, Uncertain),
    row("OutofMemoryError: Container killed due to memory usage", OutOfMemory, Uncertain),
    // ---- Health.
    row("Task failed ELB health checks in (target-group arn:aws:elasticloadbalancing:eu-west-1:111111111111:targetgroup/api/0123456789abcdef)", LoadBalancerUnhealthy, Uncertain).on(GROUP),
    row("Task failed ELB health checks in (elb classic-api)", LoadBalancerUnhealthy, Uncertain).on("classic-api"),
    row("Task failed container health checks", ContainerUnhealthy, Uncertain),
];
