//! A task as ECS shows it. Source: ECS API model, `Task`, `Container`, `Attachment`.

use serde_json::Map;
use serde_json::Value;
use serde_json::json;

use super::time;
use crate::engine::Region;
use crate::engine::service::Service;
use crate::engine::task::Container;
use crate::engine::task::Task;
use crate::engine::task::TaskStatus;

pub(super) fn shape(region: &Region, service: &Service, task: &Task) -> Value {
    let mut members = Map::new();
    let mut put = |name: &str, value: Value| members.insert(name.to_owned(), value);
    let desired = if task.wanted() { "RUNNING" } else { "STOPPED" };
    let cluster = format!("cluster/{}", service.cluster);
    put("taskArn", json!(task.arn));
    put("clusterArn", json!(region.backdrop.place.ecs(&cluster)));
    put("taskDefinitionArn", json!(task.definition.arn));
    put("lastStatus", json!(task.status.as_str()));
    put("desiredStatus", json!(desired));
    put("group", json!(format!("service:{}", service.name)));
    put("startedBy", json!(task.deployment));
    put("availabilityZone", json!(task.zone));
    put("healthStatus", json!(task.health().as_str()));
    put("version", json!(task.version));
    put("enableExecuteCommand", json!(false));
    put("tags", json!([]));
    put("attributes", attributes(task));
    put("attachments", json!([attachment(task)]));
    put("overrides", overrides(task));
    let containers = task.containers.iter();
    put(
        "containers",
        containers
            .map(|one| container(region, service, task, one))
            .collect(),
    );
    for size in ["cpu", "memory"] {
        if let Some(value) = task.definition.text(size) {
            put(size, json!(value));
        }
    }
    match service.settings.get("launchType") {
        Some(launch_type) => put("launchType", launch_type.clone()),
        None => put("capacityProviderName", json!("FARGATE")),
    };
    put("platformVersion", json!("1.4.0"));
    put("platformFamily", json!("Linux"));
    put("ephemeralStorage", json!({"sizeInGiB": 20}));
    if let Some(stop) = &task.stop {
        put("stopCode", json!(stop.code));
        put("stoppedReason", json!(stop.reason));
    }
    if task.connected_at.is_some() {
        put("connectivity", json!("CONNECTED"));
    }
    for (name, at) in [
        ("createdAt", Some(task.created_at)),
        ("connectivityAt", task.connected_at),
        ("pullStartedAt", task.pull_started_at),
        ("pullStoppedAt", task.pull_stopped_at),
        ("startedAt", task.started_at),
        ("stoppingAt", task.stopping_at),
        ("executionStoppedAt", task.execution_stopped_at),
        ("stoppedAt", task.stopped_at),
    ] {
        time::put(&mut members, name, at);
    }
    Value::Object(members)
}

fn attributes(task: &Task) -> Value {
    let architecture = match task.definition.platform() {
        "linux/arm64" => "arm64",
        _linux => "x86_64",
    };
    json!([{"name": "ecs.cpu-architecture", "value": architecture}])
}

fn overrides(task: &Task) -> Value {
    let containers: Vec<Value> = task
        .containers
        .iter()
        .map(|one| json!({"name": one.name}))
        .collect();
    json!({"containerOverrides": containers, "inferenceAcceleratorOverrides": []})
}

/// Returns the id of the network interface's attachment: stable, and shaped like a UUID.
fn attachment_id(task: &Task) -> String {
    let part = |from: usize, to: usize| task.id.get(from..to).unwrap_or_default();
    [(0, 8), (8, 12), (12, 16), (16, 20), (20, 32)]
        .map(|(from, to)| part(from, to))
        .join("-")
}

fn attachment(task: &Task) -> Value {
    let status = match task.status {
        TaskStatus::Provisioning => "PRECREATED",
        TaskStatus::Pending
        | TaskStatus::Activating
        | TaskStatus::Running
        | TaskStatus::Deactivating
        | TaskStatus::Stopping => "ATTACHED",
        TaskStatus::Deprovisioning => "DETACHING",
        TaskStatus::Stopped => "DELETED",
    };
    let mut details = vec![json!({"name": "subnetId", "value": task.subnet})];
    if task.status != TaskStatus::Provisioning {
        details.push(json!({"name": "networkInterfaceId", "value": task.interface}));
        details.push(json!({"name": "privateIPv4Address", "value": task.ip}));
    }
    json!({
        "id": attachment_id(task),
        "type": "ElasticNetworkInterface",
        "status": status,
        "details": details,
    })
}

fn container(region: &Region, service: &Service, task: &Task, container: &Container) -> Value {
    let mut members = Map::new();
    let mut put = |name: &str, value: Value| members.insert(name.to_owned(), value);
    let id = format!(
        "container/{}/{}/{}",
        service.cluster, task.id, container.name
    );
    let status = match task.status {
        TaskStatus::Provisioning | TaskStatus::Pending | TaskStatus::Activating => "PENDING",
        TaskStatus::Running | TaskStatus::Deactivating | TaskStatus::Stopping => "RUNNING",
        TaskStatus::Deprovisioning | TaskStatus::Stopped => "STOPPED",
    };
    let ended = container.exit_code.is_some() || container.reason.is_some();
    put("containerArn", json!(region.backdrop.place.ecs(&id)));
    put("taskArn", json!(task.arn));
    put("name", json!(container.name));
    put("image", json!(container.image));
    put("lastStatus", json!(if ended { "STOPPED" } else { status }));
    put("networkBindings", json!([]));
    put("healthStatus", json!(container.health.as_str()));
    put("cpu", json!("0"));
    let mut interface = json!({"attachmentId": attachment_id(task)});
    if task.status != TaskStatus::Provisioning {
        interface["privateIpv4Address"] = json!(task.ip);
    }
    put("networkInterfaces", json!([interface]));
    for (name, value) in [
        ("imageDigest", &container.digest),
        ("runtimeId", &container.runtime_id),
        ("reason", &container.reason),
    ] {
        if let Some(value) = value {
            put(name, json!(value));
        }
    }
    if let Some(code) = container.exit_code {
        put("exitCode", json!(code));
    }
    Value::Object(members)
}
