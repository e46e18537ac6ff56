//! Task operations.

use serde_json::Value;
use serde_json::json;

use super::error::EcsError;
use super::lookup;
use super::page::page;
use super::request::Request;
use super::task_shape::shape;
use crate::engine::Region;
use crate::engine::last_part;
use crate::engine::service::Service;
use crate::engine::task::Stop;
use crate::engine::task::Task;

/// Source: ECS API model, `DescribeTasksRequest`.
const MOST: usize = 100;

/// Filters that `startedBy` excludes. Source: ECS API model, `ListTasksRequest`.
const OTHER_FILTERS: [&str; 5] = [
    "containerInstance",
    "family",
    "serviceName",
    "launchType",
    "daemonName",
];

pub(super) fn list(region: &Region, request: &Request<'_>) -> Result<Value, EcsError> {
    let cluster = lookup::cluster(region, request)?;
    let started_by = request.text("startedBy")?;
    if started_by.is_some() && OTHER_FILTERS.iter().any(|name| request.get(name).is_some()) {
        // Source of the rule: ECS API model; of the text: background knowledge.
        return Err(EcsError::invalid(
            "cannot specify startedBy together with another filter",
        ));
    }
    let service = match request.text("serviceName")? {
        Some(_) => Some(lookup::required_service(region, request, "serviceName")?),
        None => None,
    };
    let desired = request.text("desiredStatus")?.unwrap_or("RUNNING");
    let family = request.text("family")?;
    let launch_type = request.text("launchType")?;
    let wanted = |task: &Task| match desired {
        "RUNNING" => task.wanted(),
        "STOPPED" => !task.wanted(),
        // ECS never sets the desired status PENDING: the filter finds nothing.
        _other => false,
    };
    let mut arns: Vec<Value> = tasks(region, &cluster.name)
        .filter(|(one, _)| service.is_none_or(|index| one.index == index))
        .filter(|(one, _)| {
            let has = one.settings.get("launchType").and_then(Value::as_str);
            launch_type.is_none_or(|wanted| has == Some(wanted))
        })
        .filter(|(_, task)| wanted(task))
        .filter(|(_, task)| started_by.is_none_or(|id| task.deployment == id))
        .filter(|(_, task)| family.is_none_or(|name| task.definition.family == name))
        .map(|(_, task)| json!(task.arn))
        .collect();
    // The order is not documented, so clients must not rely on launch order.
    arns.reverse();
    page(request, "taskArns", &arns, 100)
}

fn tasks<'r>(
    region: &'r Region,
    cluster: &'r str,
) -> impl Iterator<Item = (&'r Service, &'r Task)> {
    region
        .services
        .iter()
        .filter(move |one| one.cluster == cluster)
        .flat_map(|one| one.tasks.values().map(move |task| (one, task)))
}

/// Finds a task by its id or ARN.
fn find<'r>(
    region: &'r Region,
    cluster: &'r str,
    reference: &str,
) -> Option<(&'r Service, &'r Task)> {
    let id = last_part(reference);
    tasks(region, cluster)
        .find(|(_, task)| task.id == id && (id == reference || task.arn == reference))
}

pub(super) fn describe(region: &Region, request: &Request<'_>) -> Result<Value, EcsError> {
    let cluster = lookup::cluster(region, request)?;
    let references = request.texts("tasks")?;
    if references.is_empty() {
        return Err(EcsError::invalid("Tasks cannot be empty."));
    }
    if references.len() > MOST {
        // Source: background knowledge.
        return Err(EcsError::invalid(format!(
            "Tasks list size must be between 1 and {MOST}."
        )));
    }
    let (mut found, mut failures) = (Vec::new(), Vec::new());
    for reference in references {
        if let Some((service, task)) = find(region, &cluster.name, reference) {
            found.push(shape(region, service, task));
        } else {
            let kind = format!("task/{}", cluster.name);
            failures.push(lookup::missing(region, &kind, reference));
        }
    }
    Ok(json!({"tasks": found, "failures": failures}))
}

pub(super) fn stop(region: &mut Region, request: &Request<'_>) -> Result<Value, EcsError> {
    let cluster = lookup::cluster(region, request)?.name.clone();
    let reference = request
        .text("task")?
        .ok_or_else(|| EcsError::invalid("Task cannot be empty."))?;
    let reason = request.text("reason")?.unwrap_or("Task stopped by user");
    // Source of the text: public transcripts.
    let gone = || EcsError::invalid("The referenced task was not found.");
    let (index, number) = find(region, &cluster, reference)
        .map(|(service, task)| (service.index, task.number))
        .ok_or_else(gone)?;
    let Region {
        backdrop, services, ..
    } = region;
    let service = services.get_mut(index).ok_or_else(gone)?;
    service.begin_stop(number, Stop::new("UserInitiated", reason), backdrop);
    let (service, task) = find(region, &cluster, reference).ok_or_else(gone)?;
    Ok(json!({"task": shape(region, service, task)}))
}
