//! UpdateService: what starts a deployment and what does not.

use std::sync::Arc;

use serde_json::Value;

use super::configuration;
use super::create_service::check_settings;
use super::create_service::desired_count;
use super::error::EcsError;
use super::lookup;
use super::request::Request;
use super::services;
use crate::engine::Region;
use crate::engine::complete_configuration;
use crate::engine::definition::Definition;
use crate::engine::service::Controller;
use crate::engine::service::Service;
use crate::engine::service::ServiceStatus;

/// Settings whose change is a deployment. Source: ECS API model, `UpdateServiceRequest`.
const DEPLOYED: [&str; 7] = [
    "networkConfiguration",
    "platformVersion",
    "loadBalancers",
    "serviceRegistries",
    "serviceConnectConfiguration",
    "volumeConfigurations",
    "vpcLatticeConfigurations",
];

/// Settings whose change is not. Source: ECS API model, `UpdateServiceRequest`.
const KEPT: [&str; 8] = [
    "availabilityZoneRebalancing",
    "placementConstraints",
    "placementStrategy",
    "healthCheckGracePeriodSeconds",
    "enableExecuteCommand",
    "enableECSManagedTags",
    "propagateTags",
    "capacityProviderStrategy",
];

pub(super) fn update(region: &mut Region, request: &Request<'_>) -> Result<Value, EcsError> {
    let index = lookup::required_service(region, request, "service")?;
    let force = request.flag("forceNewDeployment")?.unwrap_or(false);
    let desired = desired_count(request)?;
    let definition = definition(region, request)?;
    check_settings(region, request)?;
    let Region {
        backdrop, services, ..
    } = region;
    let service = services
        .get_mut(index)
        .ok_or_else(EcsError::service_not_found)?;
    if service.status != ServiceStatus::Active {
        return Err(EcsError::service_not_active());
    }
    check_controller(service, definition.as_deref(), force)?;
    if definition.as_ref().is_some_and(|one| !one.active) {
        // Source: public transcripts.
        return Err(EcsError::client("TaskDefinition is inactive"));
    }
    if let Some(given) = request.get("deploymentConfiguration") {
        configuration::check(given, &service.configuration)?;
    }

    // Nothing is changed before this line, so that a refused request changes nothing.
    let changed = take_settings(service, request);
    if let Some(count) = desired {
        service.set_desired(count, backdrop);
    }
    let wanted = match definition {
        Some(definition) if definition.arn != service.definition => Some(definition),
        Some(_) | None if force || changed => backdrop.definitions.find(&service.definition),
        Some(_) | None => None,
    };
    if let (Some(definition), Controller::Ecs) = (wanted, service.controller) {
        service.begin_deployment(&definition, backdrop);
    }
    services::answer(region, index)
}

/// Returns the definition that the request names; a bare family is its newest active revision.
fn definition(region: &Region, request: &Request<'_>) -> Result<Option<Arc<Definition>>, EcsError> {
    let Some(reference) = request.text("taskDefinition")? else {
        return Ok(None);
    };
    let definition = region.backdrop.definitions.find(reference);
    definition
        .map(Some)
        .ok_or_else(EcsError::no_task_definition)
}

fn check_controller(
    service: &Service,
    definition: Option<&Definition>,
    force: bool,
) -> Result<(), EcsError> {
    let (name, instead) = match service.controller {
        Controller::Ecs => return Ok(()),
        Controller::CodeDeploy => (
            "a CODE_DEPLOY",
            "Use AWS CodeDeploy to trigger a new deployment.",
        ),
        Controller::External => ("an EXTERNAL", "Use task sets to trigger a new deployment."),
    };
    // Source: observed for CODE_DEPLOY; inferred for EXTERNAL.
    if definition.is_some() {
        return Err(EcsError::invalid(format!(
            "Unable to update task definition on services with {name} deployment controller. \
             {instead}"
        )));
    }
    if force {
        return Err(EcsError::invalid(format!(
            "Cannot force a new deployment on services with {name} deployment controller. \
             {instead}"
        )));
    }
    Ok(())
}

/// Takes over the settings of the request; returns whether one of them makes a deployment.
fn take_settings(service: &mut Service, request: &Request<'_>) -> bool {
    if let Some(given) = request
        .get("deploymentConfiguration")
        .and_then(Value::as_object)
    {
        let mut configuration = service
            .configuration
            .as_object()
            .cloned()
            .unwrap_or_default();
        configuration.extend(given.clone());
        service.configuration = complete_configuration(Some(Value::Object(configuration)));
    }
    let mut changed = false;
    for name in DEPLOYED.into_iter().chain(KEPT) {
        let Some(value) = request.get(name) else {
            continue;
        };
        let before = service.settings.insert(name.to_owned(), value.clone());
        changed |= DEPLOYED.contains(&name) && before.as_ref() != Some(value);
    }
    changed
}
