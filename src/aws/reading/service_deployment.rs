//! Service deployments.

use super::count;
use super::time::moment;
use aws_sdk_ecs::types as sdk;
use foghorn_deploy::aws_text::aws_text;
use foghorn_deploy::foreign::Foreign;
use foghorn_deploy::name::ServiceDeploymentArn;
use foghorn_deploy::observation::{
    BreakerCount, LifecycleHook, Rollback, ServiceDeployment, ServiceDeploymentStatus,
};

pub(crate) fn full(deployment: &sdk::ServiceDeployment) -> Result<ServiceDeployment, &'static str> {
    Ok(ServiceDeployment {
        arn: arn(deployment.service_deployment_arn())?,
        status: status(deployment.status())?,
        status_reason: reason(deployment.status_reason()),
        created_at: moment(deployment.created_at()),
        finished_at: moment(deployment.finished_at()),
        target_revision: deployment
            .target_service_revision()
            .and_then(sdk::ServiceRevisionSummary::arn)
            .map(str::to_owned),
        rollback: deployment.rollback().map(|rollback| Rollback {
            reason: reason(rollback.reason()),
            revision: rollback.service_revision_arn().map(str::to_owned),
        }),
        circuit_breaker: deployment
            .deployment_circuit_breaker()
            .map(|breaker| BreakerCount {
                failures: count(breaker.failure_count()),
                threshold: count(breaker.threshold()),
            }),
        triggered_alarms: deployment
            .alarms()
            .map(|alarms| alarms.triggered_alarm_names().to_vec())
            .unwrap_or_default(),
        lifecycle_stage: deployment
            .lifecycle_stage()
            .map(|stage| stage.as_str().to_owned()),
        hooks: deployment
            .lifecycle_hook_details()
            .iter()
            .map(hook)
            .collect::<Result<_, _>>()?,
        production_traffic: deployment
            .target_service_revision()
            .and_then(sdk::ServiceRevisionSummary::requested_production_traffic_weight)
            .map(percent),
    })
}

fn hook(hook: &sdk::DeploymentLifecycleHookDetail) -> Result<LifecycleHook, &'static str> {
    Ok(LifecycleHook {
        id: hook.hook_id().ok_or("hookId")?.to_owned(),
        target: hook.target_arn().map(str::to_owned),
        status: hook.status().ok_or("status")?.as_str().to_owned(),
        expires_at: moment(hook.expires_at()),
        timeout_action: hook
            .timeout_action()
            .map(|action| action.as_str().to_owned()),
    })
}

/// A weight is 0 to 100, and its tenths do not matter to a reader.
fn percent(weight: f64) -> u8 {
    (0..=100u8)
        .rev()
        .find(|whole| f64::from(*whole) <= weight)
        .unwrap_or(0)
}

/// An entry of ListServiceDeployments, which shows less.
pub(crate) fn brief(
    deployment: &sdk::ServiceDeploymentBrief,
) -> Result<ServiceDeployment, &'static str> {
    Ok(ServiceDeployment {
        arn: arn(deployment.service_deployment_arn())?,
        status: status(deployment.status())?,
        status_reason: reason(deployment.status_reason()),
        created_at: moment(deployment.created_at()),
        finished_at: moment(deployment.finished_at()),
        target_revision: deployment.target_service_revision_arn().map(str::to_owned),
        rollback: None,
        circuit_breaker: None,
        triggered_alarms: Vec::new(),
        lifecycle_stage: None,
        hooks: Vec::new(),
        production_traffic: None,
    })
}

fn arn(arn: Option<&str>) -> Result<ServiceDeploymentArn, &'static str> {
    arn.map(ServiceDeploymentArn::new)
        .ok_or("serviceDeploymentArn")
}

fn reason(reason: Option<&str>) -> Option<Foreign> {
    reason.filter(|reason| !reason.is_empty()).map(aws_text)
}

fn status(
    status: Option<&sdk::ServiceDeploymentStatus>,
) -> Result<ServiceDeploymentStatus, &'static str> {
    Ok(match status.ok_or("status")? {
        sdk::ServiceDeploymentStatus::Pending => ServiceDeploymentStatus::Pending,
        sdk::ServiceDeploymentStatus::InProgress => ServiceDeploymentStatus::InProgress,
        sdk::ServiceDeploymentStatus::Successful => ServiceDeploymentStatus::Successful,
        sdk::ServiceDeploymentStatus::StopRequested => ServiceDeploymentStatus::StopRequested,
        sdk::ServiceDeploymentStatus::Stopped => ServiceDeploymentStatus::Stopped,
        sdk::ServiceDeploymentStatus::RollbackRequested => {
            ServiceDeploymentStatus::RollbackRequested
        }
        sdk::ServiceDeploymentStatus::RollbackInProgress => {
            ServiceDeploymentStatus::RollbackInProgress
        }
        sdk::ServiceDeploymentStatus::RollbackSuccessful => {
            ServiceDeploymentStatus::RollbackSuccessful
        }
        sdk::ServiceDeploymentStatus::RollbackFailed => ServiceDeploymentStatus::RollbackFailed,
        other => ServiceDeploymentStatus::Other(other.as_str().to_owned()),
    })
}
