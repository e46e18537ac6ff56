//! What ECS says of a deployment as a whole.

use super::raw;
use crate::cause::CauseKind::{self, *};
use crate::cause::Class;
use crate::diagnosis::deployment_reason;
use crate::foreign::Foreign;

/// A text of AWS's, what it means, and what it names: role and resource.
type Row = (
    &'static str,
    Option<CauseKind>,
    Option<&'static str>,
    Option<&'static str>,
);

const HOOK: Option<CauseKind> = Some(LifecycleHookFailed);
const NETWORK: Option<CauseKind> = Some(NetworkConfigurationInvalid);
const FUNCTION: Option<&str> = Some("arn:aws:lambda:eu-west-1:111111111111:function:hook");
const STAGE: Option<&str> = Some("TEST_TRAFFIC_SHIFT");

macro_rules! rolled_back {
    ($rest:literal) => {
        concat!("Service deployment rolled back because ", $rest)
    };
}

/// Developer guide, "service deployment events", "troubleshooting blue/green"; observed. Of the
/// texts of alarms, people and newer deployments only the simulator's are known.
#[rustfmt::skip]
const ROWS: &[Row] = &[
    ("", None, None, None),
    ("ECS deployment ecs-svc/123 in progress.", None, None, None),
    ("ECS deployment ecs-svc/123 completed.", None, None, None),
    ("Service deployment stopped because a newer service deployment was started.", None, None, None),
    ("Service deployment stopped because the service was deleted.", None, None, None),
    // ---- The circuit breaker.
    ("ECS deployment circuit breaker: task failed to start.", Some(CircuitBreakerTripped), None, None),
    ("ECS deployment circuit breaker: tasks failed to start.", Some(CircuitBreakerTripped), None, None),
    ("ECS deployment circuit breaker: rolling back to deploymentId ecs-svc/122.", Some(CircuitBreakerTripped), None, None),
    (rolled_back!("the circuit breaker threshold was exceeded."), Some(CircuitBreakerTripped), None, None),
    ("Service deployment stopped because the circuit breaker threshold was exceeded.", Some(CircuitBreakerTripped), None, None),
    ("No rollback candidate was found to run the rollback.", Some(RollbackCandidateMissing), None, None),
    // ---- Lifecycle hooks.
    (rolled_back!("TEST_TRAFFIC_SHIFT lifecycle hook(s) failed. Lifecycle hook target arn:aws:lambda:eu-west-1:111111111111:function:hook returned FAILED status."), HOOK, None, FUNCTION),
    (rolled_back!("TEST_TRAFFIC_SHIFT lifecycle hook(s) failed. ECS was unable to parse the response from arn:aws:lambda:eu-west-1:111111111111:function:hook due to HookStatus must not be null"), HOOK, None, FUNCTION),
    (rolled_back!("TEST_TRAFFIC_SHIFT lifecycle hook(s) failed. ECS was unable to invoke hook target arn:aws:lambda:eu-west-1:111111111111:function:hook due to User: arn:aws:sts::111111111111:assumed-role/hooks/ECS-Lambda-Execution is not authorized to perform: lambda:InvokeFunction on resource: arn:aws:lambda:eu-west-1:111111111111:function:hook because no identity-based policy allows the lambda:InvokeFunction action"), HOOK, Some("hooks"), FUNCTION),
    (rolled_back!("TEST_TRAFFIC_SHIFT lifecycle hook(s) failed. ECS was unable to assume role arn:aws:iam::111111111111:role/hooks"), HOOK, Some("arn:aws:iam::111111111111:role/hooks"), STAGE),
    (rolled_back!("TEST_TRAFFIC_SHIFT lifecycle hook(s) failed. User: arn:aws:sts::111111111111:assumed-role/elb/ECSNetworkingWithELB is not authorized to perform: elasticloadbalancing:ModifyListener on resource: arn:aws:elasticloadbalancing:eu-west-1:111111111111:listener/app/a/b/c because no identity-based policy allows the elasticloadbalancing:ModifyListener action"), HOOK, Some("elb"), STAGE),
    (rolled_back!("of TEST_TRAFFIC_SHIFT lifecycle hook(s) failed. x"), HOOK, None, STAGE),
    (rolled_back!("TEST_TRAFFIC_SHIFT pause hook timed out."), HOOK, None, STAGE),
    // ---- The load balancer.
    (rolled_back!("of invalid networking configuration: Target group arn:aws:elasticloadbalancing:eu-west-1:111111111111:targetgroup/green/1 is not associated with either productionListenerRule or testListenerRule."), NETWORK, None, Some("arn:aws:elasticloadbalancing:eu-west-1:111111111111:targetgroup/green/1")),
    (rolled_back!("of invalid networking configuration. Both targetGroup and alternateTargetGroup must be associated with the productionListenerRule or testListenerRule."), NETWORK, None, None),
    (rolled_back!("of invalid networking configuration. One or more rules not found"), NETWORK, None, None),
    (rolled_back!("of invalid networking configuration. ECS was unable to manage the ELB resources due to missing permissions on ECS Infrastructure Role 'arn:aws:iam::111111111111:role/elb'."), NETWORK, Some("arn:aws:iam::111111111111:role/elb"), None),
    // ---- An alarm, a person, and what nobody has seen.
    (rolled_back!("of alarm api-5xx."), Some(AlarmTriggered), None, None),
    (rolled_back!("of a StopServiceDeployment request."), Some(StoppedByUser), None, None),
    (rolled_back!("of the year 2031."), Some(Unrecognised), None, None),
];

#[test]
fn every_known_reason_is_read() {
    for (text, kind, role, resource) in ROWS {
        let cause = deployment_reason(&Foreign::new(*text));
        assert_eq!(cause.as_ref().map(|cause| cause.kind), *kind, "{text}");
        let Some(cause) = cause else { continue };
        let named = (raw(cause.role.as_ref()), raw(cause.resource.as_ref()));
        assert_eq!(named, (*role, *resource), "{text}");
        let certain = cause.kind != Unrecognised;
        assert_eq!(cause.class == Class::Deterministic, certain, "{text}");
        assert_eq!(cause.text.raw(), *text);
    }
}
