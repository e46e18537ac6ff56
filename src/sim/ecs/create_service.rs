//! CreateService.

use serde_json::Map;
use serde_json::Value;

use super::configuration;
use super::error::EcsError;
use super::lookup;
use super::request::Request;
use super::services;
use crate::engine::Region;
use crate::engine::service::Controller;
use crate::engine::service::Service;
use crate::engine::service::ServiceStatus;

/// Members that are not settings: they are read one by one.
const READ_HERE: [&str; 7] = [
    "cluster",
    "serviceName",
    "taskDefinition",
    "desiredCount",
    "clientToken",
    "tags",
    "role",
];

pub(super) fn create(
    region: &mut Region,
    request: &Request<'_>,
    principal: &str,
) -> Result<Value, EcsError> {
    let cluster = lookup::cluster(region, request)?.name.clone();
    let name = request
        .text("serviceName")?
        .filter(|name| !name.is_empty())
        .ok_or_else(|| EcsError::invalid("Service name cannot be empty."))?;
    let desired = desired_count(request)?.unwrap_or(0);
    check_settings(region, request)?;
    if let Some(given) = request.get("deploymentConfiguration") {
        configuration::check(given, &Value::Null)?;
    }
    let existing = lookup::service(region, &cluster, name);
    match existing
        .and_then(|index| region.services.get(index))
        .map(|one| one.status)
    {
        // Source of both texts: public transcripts.
        Some(ServiceStatus::Active) => {
            return Err(EcsError::invalid("Creation of service was not idempotent."));
        }
        Some(ServiceStatus::Draining) => {
            return Err(EcsError::invalid(
                "Unable to Start a service that is still Draining.",
            ));
        }
        Some(ServiceStatus::Inactive) | None => {}
    }
    let definition = match request.text("taskDefinition")? {
        Some(reference) => Some(
            region
                .backdrop
                .definitions
                .find(reference)
                .filter(|one| one.active)
                .ok_or_else(EcsError::no_task_definition)?,
        ),
        None => None,
    };
    let index = region.services.len();
    let settings = settings(request);
    let mut service = Service::new(index, name, &cluster, settings, &region.backdrop);
    principal.clone_into(&mut service.created_by);
    service.desired = desired;
    if let Some(tags) = request.list("tags")? {
        service.tags = Value::Array(tags.clone());
    }
    match (service.controller, definition) {
        (Controller::Ecs, None) => {
            return Err(EcsError::invalid("TaskDefinition can not be blank."));
        }
        (Controller::Ecs, Some(definition)) => {
            service.begin_deployment(&definition, &mut region.backdrop);
        }
        (Controller::CodeDeploy | Controller::External, definition) => {
            service.definition = definition.map(|one| one.arn.clone()).unwrap_or_default();
        }
    }
    region.services.push(service);
    services::answer(region, index)
}

/// Reads `desiredCount`, which may not be negative.
pub(super) fn desired_count(request: &Request<'_>) -> Result<Option<u32>, EcsError> {
    let Some(count) = request.number("desiredCount")? else {
        return Ok(None);
    };
    // Source of the limit: ECS service quotas; of the text: background knowledge.
    u32::try_from(count)
        .ok()
        .filter(|count| *count <= 5000)
        .map(Some)
        .ok_or_else(|| EcsError::invalid("Desired count must be between 0 and 5000."))
}

/// Checks the types and the target groups of what Create- and UpdateService share.
pub(super) fn check_settings(region: &Region, request: &Request<'_>) -> Result<(), EcsError> {
    for member in [
        "deploymentConfiguration",
        "networkConfiguration",
        "deploymentController",
    ] {
        request.map(member)?;
    }
    request.number("healthCheckGracePeriodSeconds")?;
    for balancer in request.list("loadBalancers")?.into_iter().flatten() {
        let Some(arn) = balancer["targetGroupArn"].as_str() else {
            continue;
        };
        if region.target_health(arn).is_none() {
            // Source: public transcripts.
            return Err(EcsError::invalid(format!(
                "The specified target group does not exist. (targetGroupArn: {arn})"
            )));
        }
    }
    Ok(())
}

fn settings(request: &Request<'_>) -> Map<String, Value> {
    let members = request.members().iter();
    let mut settings: Map<String, Value> = members
        .filter(|(name, value)| !READ_HERE.contains(&name.as_str()) && !value.is_null())
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect();
    if !settings.contains_key("capacityProviderStrategy") {
        settings
            .entry("launchType")
            .or_insert_with(|| "FARGATE".into());
    }
    // Source: ECS API model, `CreateServiceRequest.availabilityZoneRebalancing`.
    settings
        .entry("availabilityZoneRebalancing")
        .or_insert_with(|| "ENABLED".into());
    settings
}
