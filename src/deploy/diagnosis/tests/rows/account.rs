//! Roles, capacity, quotas and placement. Developer guide, "failed to start error", "API failure
//! reasons"; observed. The last rows are texts that nobody has seen.

use super::{Row, row};
use crate::cause::CauseKind::*;
use crate::cause::Class::*;

const ROLE: &str = "arn:aws:iam::111111111111:role/api-execution";

#[rustfmt::skip]
pub(super) const ROWS: &[Row] = &[
    row("ECS was unable to assume the role 'arn:aws:iam::111111111111:role/api-execution' that was provided for this task. Please verify that the role being passed has the proper trust relationship and permissions and that your IAM user has permissions to pass this role.", RoleNotAssumable, Settling).role(ROLE).on(ROLE),
    row("The selected task definition is not compatible with the selected compute strategy", ComputeIncompatible, Deterministic),
    row("TaskFailedToStart: RESOURCE:CPU", NoContainerInstance, Transient),
    row("TaskFailedToStart: RESOURCE:MEMORY", NoContainerInstance, Transient),
    row("TaskFailedToStart: RESOURCE:PORTS", NoContainerInstance, Transient),
    row("TaskFailedToStart: RESOURCE:ENI", NoContainerInstance, Transient),
    row("TaskFailedToStart: RESOURCE:GPU", NoContainerInstance, Transient),
    row("TaskFailedToStart: RESOURCE:FARGATE", CapacityMissing, Transient),
    row("TaskFailedToStart: AGENT", NoContainerInstance, Uncertain),
    row("TaskFailedToStart: LOCATION", NoContainerInstance, Uncertain),
    row("TaskFailedToStart: ATTRIBUTE", NoContainerInstance, Uncertain),
    row("TaskFailedToStart: MemberOf placement constraint unsatisfied.", NoContainerInstance, Uncertain),
    row("TaskFailedToStart: NO ACTIVE INSTANCES", NoContainerInstance, Uncertain),
    row("TaskFailedToStart: EMPTY CAPACITY PROVIDER", NoContainerInstance, Transient),
    row("TaskFailedToStart: MISSING", NoContainerInstance, Uncertain),
    row("TaskFailedToStart: INACTIVE", NoContainerInstance, Uncertain),
    row("ResourceInitializationError: Unable to launch instance(s) for capacity provider mi: UnfulfillableCapacity: no capacity", CapacityMissing, Transient),
    row("ResourceInitializationError: Unable to launch instance(s) for capacity provider mi: InsufficientInstanceCapacity: no capacity", CapacityMissing, Transient),
    row("ResourceInitializationError: Unable to launch instance(s) for capacity provider mi: VcpuLimitExceeded: limit", QuotaReached, Deterministic).on("vCPUs"),
    row("BlockedException: Your AWS account is currently blocked.", AccountBlocked, Deterministic),
    // ---- Nobody has seen these.
    row("A reason of the year 2031", Unrecognised, Uncertain),
    row("ResourceInitializationError: a sentence of the year 2031", Unrecognised, Uncertain),
];
