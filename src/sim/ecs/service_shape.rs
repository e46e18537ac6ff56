//! A service as ECS shows it. Source: ECS API model, `Service`, `Deployment`, `ServiceEvent`.

use serde_json::Map;
use serde_json::Value;
use serde_json::json;

use super::time;
use crate::engine::Region;
use crate::engine::deployment::Deployment;
use crate::engine::deployment::DeploymentStatus;
use crate::engine::service::Controller;
use crate::engine::service::Service;
use crate::engine::service_deployment::RevisionCounts;
use crate::engine::task::Task;

/// Members of a `CreateService` request that a service shows as they were given, with what it
/// shows when they were not.
const AS_GIVEN: [(&str, Option<&str>); 12] = [
    ("loadBalancers", Some("[]")),
    ("serviceRegistries", Some("[]")),
    ("placementConstraints", Some("[]")),
    ("placementStrategy", Some("[]")),
    ("schedulingStrategy", Some("\"REPLICA\"")),
    ("enableECSManagedTags", Some("false")),
    ("propagateTags", Some("\"NONE\"")),
    ("enableExecuteCommand", Some("false")),
    ("availabilityZoneRebalancing", Some("\"DISABLED\"")),
    ("networkConfiguration", None),
    ("healthCheckGracePeriodSeconds", None),
    ("roleArn", None),
];

/// Members that services and their deployments show alike.
const ALSO_OF_DEPLOYMENTS: [&str; 2] = ["launchType", "capacityProviderStrategy"];

pub(super) fn shape(region: &Region, service: &Service, with_tags: bool) -> Value {
    let mut members = Map::new();
    let mut put = |name: &str, value: Value| members.insert(name.to_owned(), value);
    put("serviceArn", json!(service.arn));
    put("serviceName", json!(service.name));
    let cluster = format!("cluster/{}", service.cluster);
    put("clusterArn", json!(region.backdrop.place.ecs(&cluster)));
    put("status", json!(service.status.as_str()));
    put("desiredCount", json!(service.desired));
    put("runningCount", json!(service.count(Task::running)));
    put("pendingCount", json!(service.count(Task::pending)));
    if service.controller != Controller::External {
        put("taskDefinition", json!(service.definition));
    }
    put("deploymentConfiguration", service.configuration.clone());
    put(
        "deploymentController",
        json!({"type": service.controller.as_str()}),
    );
    put("createdAt", time::seconds(service.created_at));
    put("createdBy", json!(service.created_by));
    let deployments = service.shown_deployments();
    let deployments = deployments.into_iter().map(|one| deployment(service, one));
    put("deployments", deployments.collect());
    put("events", events(service));
    for (name, default) in AS_GIVEN {
        let default = || default.and_then(|text| serde_json::from_str(text).ok());
        if let Some(value) = service.settings.get(name).cloned().or_else(default) {
            put(name, value);
        }
    }
    for name in ALSO_OF_DEPLOYMENTS {
        if let Some(value) = service.settings.get(name) {
            put(name, value.clone());
        }
    }
    if service.settings.contains_key("launchType") {
        put("platformVersion", platform_version(service));
        put("platformFamily", json!("Linux"));
    }
    if let Some(latest) = service.records.last() {
        put("currentServiceDeployment", json!(latest.arn));
        let shown = service.shown_deployments();
        let counts = shown.into_iter().map(|one| service.revision_counts(one));
        put(
            "currentServiceRevisions",
            counts.map(|one| revision_counts(&one)).collect(),
        );
    }
    if with_tags {
        put("tags", service.tags.clone());
    }
    Value::Object(members)
}

fn platform_version(service: &Service) -> Value {
    let given = service.settings.get("platformVersion");
    given.cloned().unwrap_or_else(|| json!("LATEST"))
}

fn events(service: &Service) -> Value {
    let events = service.events.newest_first();
    events
        .map(|event| {
            json!({
                "id": event.id,
                "createdAt": time::seconds(event.at),
                "message": event.message,
            })
        })
        .collect()
}

fn deployment(service: &Service, deployment: &Deployment) -> Value {
    let counts = service.revision_counts(deployment);
    let status = match deployment.status {
        DeploymentStatus::Primary => "PRIMARY",
        DeploymentStatus::Active => "ACTIVE",
        DeploymentStatus::Inactive => "INACTIVE",
    };
    let mut members = Map::new();
    let mut put = |name: &str, value: Value| members.insert(name.to_owned(), value);
    put("id", json!(deployment.id));
    put("status", json!(status));
    put("taskDefinition", json!(deployment.definition));
    put("desiredCount", json!(counts.requested));
    put("pendingCount", json!(counts.pending));
    put("runningCount", json!(counts.running));
    put("failedTasks", json!(deployment.failures.count));
    put("createdAt", time::seconds(deployment.created_at));
    put("updatedAt", time::seconds(deployment.updated_at));
    if !behind_classic_load_balancer(service) {
        put("rolloutState", json!(deployment.rollout.as_str()));
        put("rolloutStateReason", json!(deployment.reason));
    }
    for name in ALSO_OF_DEPLOYMENTS.into_iter().chain([
        "networkConfiguration",
        "serviceConnectConfiguration",
        "volumeConfigurations",
    ]) {
        if let Some(value) = service.settings.get(name) {
            put(name, value.clone());
        }
    }
    if service.settings.contains_key("launchType") {
        put("platformVersion", json!("1.4.0"));
        put("platformFamily", json!("Linux"));
    }
    Value::Object(members)
}

/// Source: ECS API model, `Deployment.rolloutState`: absent behind a Classic Load Balancer.
fn behind_classic_load_balancer(service: &Service) -> bool {
    let balancers = service.settings.get("loadBalancers");
    balancers.is_some_and(|list| list[0]["loadBalancerName"].is_string())
}

/// Source: ECS API model, `ServiceCurrentRevisionSummary`.
pub(super) fn revision_counts(counts: &RevisionCounts) -> Value {
    json!({
        "arn": counts.arn,
        "requestedTaskCount": counts.requested,
        "runningTaskCount": counts.running,
        "pendingTaskCount": counts.pending,
    })
}
