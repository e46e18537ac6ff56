//! Events of a service. Developer guide, "service event messages list", "troubleshooting blue/green";
//! observed.

use super::{Row, row};
use crate::cause::CauseKind::*;
use crate::cause::Class::*;

const GROUP: &str =
    "arn:aws:elasticloadbalancing:eu-west-1:111111111111:targetgroup/api/0123456789abcdef";
const ROLE: &str = "arn:aws:iam::111111111111:role/api-execution";
const FUNCTION: &str = "arn:aws:lambda:eu-west-1:111111111111:function:hook";

macro_rules! unplaced {
    ($($rest:tt)*) => { concat!("was unable to place a task. Reason: ", $($rest)*) };
}
macro_rules! no_instance {
    ($($rest:tt)*) => {
        concat!("was unable to place a task because no container instance met all of its requirements.", $($rest)*)
    };
}
macro_rules! rolled_back {
    ($($rest:tt)*) => {
        concat!("deployment failed: Service deployment rolled back because ", $($rest)*)
    };
}

#[rustfmt::skip]
pub(super) const ROWS: &[Row] = &[
    // ---- ECS gave the deployment up.
    row("(deployment ecs-svc/123) deployment failed: tasks failed to start.", CircuitBreakerTripped, Deterministic),
    row("(deployment ecs-svc/123) deployment failed: alarm detected.", AlarmTriggered, Deterministic),
    row("(deployment ecs-svc/123) deployment failed: deployment failure.", DeploymentFailed, Deterministic),
    row(rolled_back!("the circuit breaker threshold was exceeded."), CircuitBreakerTripped, Deterministic),
    row(rolled_back!("POST_SCALE_UP lifecycle hook(s) failed. Lifecycle hook target arn:aws:lambda:eu-west-1:111111111111:function:hook returned FAILED status."), LifecycleHookFailed, Deterministic).on(FUNCTION),
    row(rolled_back!("POST_TEST_TRAFFIC_SHIFT pause hook timed out."), LifecycleHookFailed, Deterministic).on("POST_TEST_TRAFFIC_SHIFT"),
    row(rolled_back!("of invalid networking configuration. One or more rules not found"), NetworkConfigurationInvalid, Deterministic),
    row(rolled_back!("the year 2031."), Unrecognised, Uncertain),
    row("is unable to consistently start tasks successfully. For more information, see the Troubleshooting section of the Amazon ECS Developer Guide.", TasksNotStarting, Transient),
    // ---- A task's reason, passed on.
    row(unplaced!("ResourceInitializationError: unable to pull secrets or registry auth: execution resource retrieval failed: unable to retrieve secrets from ssm: AccessDeniedException: User: arn:aws:sts::111111111111:assumed-role/api-execution/1 is not authorized to perform: ssm:GetParameters on resource: arn:aws:ssm:eu-west-1:111111111111:parameter/api because no identity-based policy allows the ssm:GetParameters action."), ParameterAccessDenied, Uncertain)
        .denied("ssm:GetParameters", "arn:aws:ssm:eu-west-1:111111111111:parameter/api"),
    row(unplaced!("CannotPullContainerError: pull image manifest has been retried 1 time(s): failed to resolve ref example/api:v8: not found."), ImageNotFound, Deterministic).on("example/api:v8"),
    row(unplaced!("Fetching secret data from SSM Parameter Store in eu-west-1: invalid parameters: password."), ParameterMissing, Deterministic).on("password"),
    // ---- Capacity and quotas.
    row(unplaced!("Capacity is unavailable at this time. Please try again later or in a different availability zone."), CapacityMissing, Transient),
    row("was unable to place a task. The reason for failure is Capacity is unavailable at this time.", CapacityMissing, Transient),
    row(unplaced!("You've reached the limit on the number of vCPUs you can run concurrently."), QuotaReached, Deterministic).on("vCPUs"),
    row(unplaced!("You’ve reached the limit on the number of tasks you can run concurrently."), QuotaReached, Deterministic).on("tasks"),
    row(unplaced!("The requested CPU configuration is above your limit."), QuotaReached, Deterministic).on("CPU"),
    row(unplaced!("The requested MEMORY configuration is above your limit."), QuotaReached, Deterministic).on("MEMORY"),
    row(unplaced!("Internal error."), AwsInternal, Uncertain),
    row(no_instance!(""), NoContainerInstance, Transient),
    row(no_instance!(" The closest matching (container-instance 0a1b) has insufficient CPU units available."), NoContainerInstance, Transient),
    row(no_instance!(" The closest matching (container-instance 0a1b) has insufficient memory available."), NoContainerInstance, Transient),
    row(no_instance!(" The closest matching (container-instance 0a1b) is already using a port required by your task."), NoContainerInstance, Transient),
    row(no_instance!(" The closest matching (container-instance 0a1b) is missing an attribute required by your task."), NoContainerInstance, Uncertain),
    row(no_instance!(" The closest matching (container-instance 0a1b) encountered error \"AGENT\"."), NoContainerInstance, Uncertain),
    row("was unable to reach steady state. Reason: No Container Instances were found in your capacity provider.", NoContainerInstance, Deterministic),
    row("could not launch 3 tasks for deployment ecs-svc/123. Reason: insufficient capacity.", CapacityMissing, Transient),
    row("was unable to place tasks in your cluster because the tasks provisioning capacity limit was exceeded.", CapacityMissing, Transient),
    row("was unable to place a task because your account is currently blocked.", AccountBlocked, Deterministic),
    row("Timed out waiting for Amazon ECS Agent to start. Check the log.", NoContainerInstance, Transient),
    // ---- Roles.
    row("failed to launch a task with (error ECS was unable to assume the role 'arn:aws:iam::111111111111:role/api-execution' that was provided for this task. Please verify that the role being passed has the proper trust relationship and permissions and that your IAM user has permissions to pass this role.).", RoleNotAssumable, Settling).role(ROLE).on(ROLE),
    row("IAM permissions policies have been misconfigured or changed, and ECS can no longer maintain your service", ServiceRoleDenied, Deterministic),
    row("IAM trust relationship has been misconfigured or changed, and ECS can no longer maintain your service", RoleNotAssumable, Deterministic),
    // ---- Health.
    row("(task 0a1b) failed container health checks.", ContainerUnhealthy, Uncertain),
    row("(task 0a1b) (port 8080) is unhealthy in (target-group arn:aws:elasticloadbalancing:eu-west-1:111111111111:targetgroup/api/0123456789abcdef) due to (reason Health checks failed with these codes: [404])", LoadBalancerUnhealthy, Uncertain).on(GROUP),
    row("(task 0a1b) (instance i-0a1b) (port 8080) is unhealthy in (target-group api) due to (reason Request timed out)", LoadBalancerUnhealthy, Uncertain).on("api"),
    row("(port 8080) is unhealthy in target-group api due to (reason Health checks failed)", LoadBalancerUnhealthy, Uncertain).on("api"),
    row("(instance i-0a1b) (port 8080) is unhealthy in (elb classic-api) due to (reason Instance has failed at least the UnhealthyThreshold number of health checks consecutively.)", LoadBalancerUnhealthy, Uncertain).on("classic-api"),
    row("task set (ecs-svc/9) (task 0a1b) is not healthy in target-group (arn:aws:elasticloadbalancing:eu-west-1:111111111111:targetgroup/api/0123456789abcdef) due to TARGET GROUP IS NOT FOUND", TargetGroupMissing, Deterministic).on(GROUP),
    row("(task 0a1b) is not healthy in target-group (arn:aws:elasticloadbalancing:eu-west-1:111111111111:targetgroup/api/0123456789abcdef) due to TARGET IS NOT FOUND", TargetGroupMissing, Deterministic).on(GROUP),
    // ---- What ECS could not do with targets.
    row("failed to register targets in (target-group api) with (error AccessDenied: User is not authorized)", ServiceRoleDenied, Deterministic).on("api"),
    row("failed to register targets in target-group api with (error User: arn:aws:sts::111111111111:assumed-role/elb/ecs-service-scheduler is not authorized to perform: elasticloadbalancing:RegisterTargets on resource: arn:aws:elasticloadbalancing:eu-west-1:111111111111:targetgroup/api/0123456789abcdef because no identity-based policy allows the elasticloadbalancing:RegisterTargets action)", ServiceRoleDenied, Deterministic)
        .role("elb").action("elasticloadbalancing:RegisterTargets").on("api"),
    row("failed to describe target health on target-group api with (error User: arn:aws:sts::111111111111:assumed-role/elb/ecs-service-scheduler is not authorized to perform: elasticloadbalancing:DescribeTargetHealth because no identity-based policy allows the elasticloadbalancing:DescribeTargetHealth action)", ServiceRoleDenied, Deterministic)
        .role("elb").action("elasticloadbalancing:DescribeTargetHealth").on("api"),
    row("failed to describe target health on (target-group api) with (error TargetGroupNotFound)", TargetGroupMissing, Deterministic).on("api"),
    row("failed to register targets in (target-group api) with (error Rate exceeded)", AwsInternal, Transient).on("api"),
    // ---- ECS waits.
    row("operations are being throttled. Will try again later.", AwsThrottled, Transient),
    row("operations are being throttled on ELB. Will try again later.", AwsThrottled, Transient),
    row("was unable to stop or start tasks during a deployment because of the service deployment configuration. Update the minimumHealthyPercent or maximumPercent value and try again.", DeploymentConfigurationStuck, Deterministic),
    row("was unable to reach steady state because task set (ecs-svc/9) was unable to scale in. Reason: The number of protected tasks are more than the desired count of tasks", TasksProtected, Deterministic),
    // ---- No reason, and a reason that nobody has seen.
    row("was unable to place a task.", TasksNotStarting, Transient),
    row(unplaced!("the year 2031."), Unrecognised, Uncertain),
];
