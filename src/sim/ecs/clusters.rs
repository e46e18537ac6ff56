//! Cluster operations.

use serde_json::Value;
use serde_json::json;

use super::error::EcsError;
use super::lookup;
use super::page::page;
use super::request::Request;
use crate::engine::Region;
use crate::engine::cluster::Cluster;
use crate::engine::service::ServiceStatus;
use crate::engine::task::Task;

pub(super) fn create(region: &mut Region, request: &Request<'_>) -> Result<Value, EcsError> {
    let name = request.text("clusterName")?.unwrap_or("default");
    let plain = name
        .chars()
        .all(|one| one.is_ascii_alphanumeric() || matches!(one, '-' | '_'));
    if name.is_empty() || name.len() > 255 || !plain {
        // Source: background knowledge.
        return Err(EcsError::invalid(
            "Invalid identifier: Identifier is for cluster. Your identifier is invalid.",
        ));
    }
    let tags = request.get("tags").cloned().unwrap_or_else(|| json!([]));
    region.add_cluster(name, &tags);
    let mut clusters = region.clusters.iter();
    let cluster = clusters.find(|one| one.name == name);
    Ok(json!({"cluster": cluster.map(|one| shape(region, one, true))}))
}

pub(super) fn describe(region: &Region, request: &Request<'_>) -> Result<Value, EcsError> {
    let mut references = request.texts("clusters")?;
    if references.is_empty() {
        references.push("default");
    }
    let tags = request.includes_tags()?;
    let (mut found, mut failures) = (Vec::new(), Vec::new());
    for reference in references {
        let mut clusters = region.clusters.iter();
        match clusters.find(|one| one.name == reference || one.arn == reference) {
            Some(cluster) => found.push(shape(region, cluster, tags)),
            None => failures.push(lookup::missing(region, "cluster", reference)),
        }
    }
    Ok(json!({"clusters": found, "failures": failures}))
}

pub(super) fn list(region: &Region, request: &Request<'_>) -> Result<Value, EcsError> {
    let arns: Vec<Value> = region.clusters.iter().map(|one| json!(one.arn)).collect();
    page(request, "clusterArns", &arns, 100)
}

/// Source: ECS API model, `Cluster`.
fn shape(region: &Region, cluster: &Cluster, with_tags: bool) -> Value {
    let services = || {
        let services = region.services.iter();
        services.filter(|one| one.cluster == cluster.name)
    };
    let tasks = |pick: fn(&Task) -> bool| services().map(|one| one.count(pick)).sum::<u32>();
    let active = services().filter(|one| one.status == ServiceStatus::Active);
    let tags = if with_tags {
        cluster.tags.clone()
    } else {
        json!([])
    };
    json!({
        "clusterArn": cluster.arn,
        "clusterName": cluster.name,
        "status": "ACTIVE",
        "registeredContainerInstancesCount": 0,
        "runningTasksCount": tasks(Task::running),
        "pendingTasksCount": tasks(Task::pending),
        "activeServicesCount": active.count(),
        "statistics": [],
        "tags": tags,
        "settings": [],
        "capacityProviders": ["FARGATE", "FARGATE_SPOT"],
        "defaultCapacityProviderStrategy": [],
    })
}
