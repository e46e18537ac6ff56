//! From the API's JSON to foghorn's readings. The real way is `foghorn_aws::reading`, from the
//! SDK's types; it has tests of its own.

use foghorn_deploy::foreign::Foreign;
use foghorn_deploy::name::{DeploymentId, RevisionArn, ServiceDeploymentArn};
use foghorn_deploy::observation::{
    BreakerCount, CircuitBreaker, Container, Controller, Deployment, DeploymentConfiguration,
    DeploymentStatus, Health, LifecycleHook, LoadBalancer, Rollback, RolloutState, Service,
    ServiceDeployment, ServiceDeploymentStatus, ServiceEvent, ServiceStatus, Strategy, Target,
    Task,
};
use foghorn_deploy::time::AwsTime;
use serde_json::Value;

/// Reads a time: epoch seconds with a fraction.
pub(super) fn moment(value: &Value) -> Option<AwsTime> {
    #[allow(clippy::cast_possible_truncation, reason = "milliseconds fit")]
    value
        .as_f64()
        .map(|seconds| AwsTime((seconds * 1000.0).round() as i64))
}

pub(super) fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

fn some_text(value: &Value) -> Option<String> {
    value.as_str().map(str::to_owned)
}

fn foreign(value: &Value) -> Option<Foreign> {
    value
        .as_str()
        .filter(|text| !text.is_empty())
        .map(Foreign::new)
}

fn count(value: &Value) -> u32 {
    value
        .as_u64()
        .and_then(|n| n.try_into().ok())
        .unwrap_or_default()
}

pub(super) fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

pub(super) fn service(value: &Value) -> Service {
    Service {
        name: text(&value["serviceName"]),
        arn: text(&value["serviceArn"]),
        status: match text(&value["status"]).as_str() {
            "ACTIVE" => ServiceStatus::Active,
            "DRAINING" => ServiceStatus::Draining,
            "INACTIVE" => ServiceStatus::Inactive,
            other => ServiceStatus::Other(other.to_owned()),
        },
        controller: Controller::Ecs,
        desired: count(&value["desiredCount"]),
        running: count(&value["runningCount"]),
        pending: count(&value["pendingCount"]),
        task_definition: RevisionArn::new(text(&value["taskDefinition"])),
        deployments: list(&value["deployments"]).iter().map(deployment).collect(),
        current_service_deployment: some_text(&value["currentServiceDeployment"])
            .map(ServiceDeploymentArn::new),
        events: list(&value["events"])
            .iter()
            .filter_map(|event| {
                Some(ServiceEvent {
                    id: text(&event["id"]),
                    at: moment(&event["createdAt"])?,
                    message: foreign(&event["message"])?,
                })
            })
            .collect(),
        load_balancers: list(&value["loadBalancers"])
            .iter()
            .map(|balancer| LoadBalancer {
                target_group: some_text(&balancer["targetGroupArn"]),
                container: text(&balancer["containerName"]),
                port: u16::try_from(count(&balancer["containerPort"])).unwrap_or_default(),
            })
            .collect(),
        configuration: configuration(&value["deploymentConfiguration"]),
        health_check_grace: count(&value["healthCheckGracePeriodSeconds"]),
    }
}

fn deployment(value: &Value) -> Deployment {
    Deployment {
        id: DeploymentId::new(text(&value["id"])),
        status: match text(&value["status"]).as_str() {
            "PRIMARY" => DeploymentStatus::Primary,
            "ACTIVE" => DeploymentStatus::Active,
            "INACTIVE" => DeploymentStatus::Inactive,
            other => DeploymentStatus::Other(other.to_owned()),
        },
        task_definition: RevisionArn::new(text(&value["taskDefinition"])),
        desired: count(&value["desiredCount"]),
        pending: count(&value["pendingCount"]),
        running: count(&value["runningCount"]),
        failed: count(&value["failedTasks"]),
        created_at: moment(&value["createdAt"]),
        rollout_state: value["rolloutState"].as_str().map(|state| match state {
            "IN_PROGRESS" => RolloutState::InProgress,
            "COMPLETED" => RolloutState::Completed,
            "FAILED" => RolloutState::Failed,
            other => RolloutState::Other(other.to_owned()),
        }),
        rollout_state_reason: foreign(&value["rolloutStateReason"]),
    }
}

fn configuration(value: &Value) -> DeploymentConfiguration {
    let switch = |value: &Value| match (value["enable"] == true, value["rollback"] == true) {
        (false, _) => CircuitBreaker::Off,
        (true, false) => CircuitBreaker::On,
        (true, true) => CircuitBreaker::OnWithRollback,
    };
    DeploymentConfiguration {
        strategy: match text(&value["strategy"]).as_str() {
            "ROLLING" | "" => Strategy::Rolling,
            "BLUE_GREEN" => Strategy::BlueGreen,
            "LINEAR" => Strategy::Linear,
            "CANARY" => Strategy::Canary,
            other => Strategy::Other(other.to_owned()),
        },
        minimum_healthy_percent: Some(count(&value["minimumHealthyPercent"])),
        maximum_percent: Some(count(&value["maximumPercent"])),
        circuit_breaker: switch(&value["deploymentCircuitBreaker"]),
        alarms: switch(&value["alarms"]),
    }
}

pub(super) fn service_deployment(value: &Value) -> ServiceDeployment {
    let target = &value["targetServiceRevision"];
    let breaker = &value["deploymentCircuitBreaker"];
    ServiceDeployment {
        arn: ServiceDeploymentArn::new(text(&value["serviceDeploymentArn"])),
        status: service_deployment_status(&text(&value["status"])),
        status_reason: foreign(&value["statusReason"]),
        created_at: moment(&value["createdAt"]),
        finished_at: moment(&value["finishedAt"]),
        target_revision: some_text(&target["arn"]),
        rollback: value["rollback"].as_object().map(|rollback| Rollback {
            reason: rollback.get("reason").and_then(foreign),
            revision: rollback.get("serviceRevisionArn").and_then(some_text),
        }),
        circuit_breaker: breaker.as_object().map(|_| BreakerCount {
            failures: count(&breaker["failureCount"]),
            threshold: count(&breaker["threshold"]),
        }),
        triggered_alarms: list(&value["alarms"]["triggeredAlarmNames"])
            .iter()
            .map(text)
            .collect(),
        lifecycle_stage: some_text(&value["lifecycleStage"]),
        hooks: list(&value["lifecycleHookDetails"])
            .iter()
            .map(|hook| LifecycleHook {
                id: text(&hook["hookId"]),
                target: some_text(&hook["targetArn"]),
                status: text(&hook["status"]),
                expires_at: moment(&hook["expiresAt"]),
                timeout_action: some_text(&hook["timeoutAction"]),
            })
            .collect(),
        #[allow(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a weight is 0 to 100"
        )]
        production_traffic: target["requestedProductionTrafficWeight"]
            .as_f64()
            .map(|weight| weight as u8),
    }
}

fn service_deployment_status(status: &str) -> ServiceDeploymentStatus {
    match status {
        "PENDING" => ServiceDeploymentStatus::Pending,
        "IN_PROGRESS" => ServiceDeploymentStatus::InProgress,
        "SUCCESSFUL" => ServiceDeploymentStatus::Successful,
        "STOP_REQUESTED" => ServiceDeploymentStatus::StopRequested,
        "STOPPED" => ServiceDeploymentStatus::Stopped,
        "ROLLBACK_REQUESTED" => ServiceDeploymentStatus::RollbackRequested,
        "ROLLBACK_IN_PROGRESS" => ServiceDeploymentStatus::RollbackInProgress,
        "ROLLBACK_SUCCESSFUL" => ServiceDeploymentStatus::RollbackSuccessful,
        "ROLLBACK_FAILED" => ServiceDeploymentStatus::RollbackFailed,
        other => ServiceDeploymentStatus::Other(other.to_owned()),
    }
}

pub(super) fn task(value: &Value) -> Task {
    let arn = text(&value["taskArn"]);
    Task {
        id: arn.rsplit('/').next().unwrap_or_default().to_owned(),
        started_by: some_text(&value["startedBy"]),
        task_definition: RevisionArn::new(text(&value["taskDefinitionArn"])),
        last_status: text(&value["lastStatus"]),
        stopping: value["desiredStatus"] == "STOPPED",
        health: health(&value["healthStatus"]),
        stop_code: some_text(&value["stopCode"]),
        stopped_reason: foreign(&value["stoppedReason"]),
        created_at: moment(&value["createdAt"]),
        started_at: moment(&value["startedAt"]),
        stopped_at: moment(&value["stoppedAt"]).or_else(|| moment(&value["stoppingAt"])),
        containers: list(&value["containers"])
            .iter()
            .map(|container| Container {
                name: text(&container["name"]),
                exit_code: container["exitCode"]
                    .as_i64()
                    .and_then(|code| code.try_into().ok()),
                reason: foreign(&container["reason"]),
                health: health(&container["healthStatus"]),
                image_digest: some_text(&container["imageDigest"]),
            })
            .collect(),
    }
}

fn health(value: &Value) -> Health {
    match value.as_str() {
        Some("HEALTHY") => Health::Healthy,
        Some("UNHEALTHY") => Health::Unhealthy,
        Some(_) | None => Health::Unknown,
    }
}

pub(super) fn target(group: &str, value: &Value) -> Target {
    let (target, health) = (&value["Target"], &value["TargetHealth"]);
    Target {
        group: group.to_owned(),
        id: text(&target["Id"]),
        port: u16::try_from(count(&target["Port"])).ok(),
        state: text(&health["State"]),
        reason: some_text(&health["Reason"]),
        description: foreign(&health["Description"]),
    }
}
