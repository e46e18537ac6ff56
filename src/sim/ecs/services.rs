//! Reading, listing and deleting services.

use serde_json::Value;
use serde_json::json;

use super::error::EcsError;
use super::lookup;
use super::page::page;
use super::request::Request;
use super::service_shape::shape;
use crate::engine::Region;
use crate::engine::service::ServiceStatus;

/// Source: ECS API model, `DescribeServicesRequest`.
const MOST: usize = 10;

pub(super) fn describe(region: &Region, request: &Request<'_>) -> Result<Value, EcsError> {
    let references = request.texts("services")?;
    if references.is_empty() {
        return Err(EcsError::invalid("Services cannot be empty."));
    }
    if references.len() > MOST {
        // Source: background knowledge.
        return Err(EcsError::invalid(format!(
            "Services list size must be between 1 and {MOST}."
        )));
    }
    let cluster = lookup::cluster(region, request)?;
    let tags = request.includes_tags()?;
    let (mut found, mut failures) = (Vec::new(), Vec::new());
    for reference in references {
        let index = lookup::service(region, &cluster.name, reference);
        if let Some(service) = index.and_then(|index| region.services.get(index)) {
            found.push(shape(region, service, tags));
        } else {
            let kind = format!("service/{}", cluster.name);
            failures.push(lookup::missing(region, &kind, reference));
        }
    }
    Ok(json!({"services": found, "failures": failures}))
}

pub(super) fn list(region: &Region, request: &Request<'_>) -> Result<Value, EcsError> {
    let cluster = lookup::cluster(region, request)?;
    let launch_type = request.text("launchType")?;
    let arns: Vec<Value> = region
        .services
        .iter()
        .filter(|one| one.cluster == cluster.name && one.status != ServiceStatus::Inactive)
        .filter(|one| {
            let has = one.settings.get("launchType").and_then(Value::as_str);
            launch_type.is_none_or(|wanted| has == Some(wanted))
        })
        .map(|one| json!(one.arn))
        .collect();
    page(request, "serviceArns", &arns, 10)
}

pub(super) fn delete(region: &mut Region, request: &Request<'_>) -> Result<Value, EcsError> {
    let index = lookup::required_service(region, request, "service")?;
    let force = request.flag("force")?.unwrap_or(false);
    let Region {
        backdrop, services, ..
    } = region;
    let service = services
        .get_mut(index)
        .ok_or_else(EcsError::service_not_found)?;
    match service.status {
        ServiceStatus::Inactive => return Err(EcsError::service_not_active()),
        ServiceStatus::Active if service.desired > 0 && !force => {
            // Source: public transcripts.
            return Err(EcsError::invalid(
                "The service cannot be stopped while it is scaled above 0.",
            ));
        }
        ServiceStatus::Active => service.delete(backdrop),
        ServiceStatus::Draining => {}
    }
    answer(region, index)
}

/// Answers with the service as it is now.
pub(super) fn answer(region: &Region, index: usize) -> Result<Value, EcsError> {
    let service = region.services.get(index);
    let service = service.ok_or_else(EcsError::service_not_found)?;
    Ok(json!({"service": shape(region, service, true)}))
}
