//! Readings to make a status of.

use crate::name::{DeploymentId, RevisionArn, ServiceDeploymentArn};
use crate::observation::{
    CircuitBreaker, Container, Controller, Deployment, DeploymentConfiguration, DeploymentStatus,
    Health, LoadBalancer, RolloutState, Service, ServiceDeployment, ServiceStatus, Strategy, Task,
};
use crate::status::{Definition, Findings};
use crate::time::AwsTime;
use serde_json::json;

/// Returns the ARN of a revision.
pub(super) fn revision(number: u32) -> RevisionArn {
    RevisionArn::new(format!("arn:task-definition/web:{number}"))
}

/// Returns a service deployment, in the form of its serialisation.
pub(super) fn record(status: &str, created_at: i64, finished_at: Option<i64>) -> ServiceDeployment {
    serde_json::from_value(json!({
        "arn": ServiceDeploymentArn::new(format!("record-{created_at}")),
        "status": status,
        "status_reason": null,
        "created_at": created_at,
        "finished_at": finished_at,
        "target_revision": null,
        "rollback": null,
        "circuit_breaker": null,
        "triggered_alarms": [],
        "lifecycle_stage": null,
        "hooks": [],
        "production_traffic": null,
    }))
    .unwrap()
}

/// Returns a service with these deployments: revision, running tasks, made at, rollout state. The
/// first is PRIMARY, the others are ACTIVE.
pub(super) fn service(shown: &[(u32, u32, i64, Option<RolloutState>)]) -> Service {
    let mut deployments = Vec::new();
    for (number, running, created_at, rollout_state) in shown {
        deployments.push(Deployment {
            id: DeploymentId::new(format!("ecs-svc/{created_at}")),
            status: if deployments.is_empty() {
                DeploymentStatus::Primary
            } else {
                DeploymentStatus::Active
            },
            task_definition: revision(*number),
            desired: 2,
            pending: 0,
            running: *running,
            failed: 0,
            created_at: Some(AwsTime(*created_at)),
            rollout_state: rollout_state.clone(),
            rollout_state_reason: None,
        });
    }
    Service {
        name: "web".to_owned(),
        arn: "arn:service/dev/web".to_owned(),
        status: ServiceStatus::Active,
        controller: Controller::Ecs,
        desired: 2,
        running: deployments.iter().map(|one| one.running).sum(),
        pending: 0,
        task_definition: deployments[0].task_definition.clone(),
        deployments,
        current_service_deployment: None,
        events: vec![],
        load_balancers: vec![],
        configuration: DeploymentConfiguration {
            strategy: Strategy::Rolling,
            minimum_healthy_percent: None,
            maximum_percent: None,
            circuit_breaker: CircuitBreaker::Off,
            alarms: CircuitBreaker::Off,
        },
        health_check_grace: 0,
    }
}

/// Returns a service that runs a revision.
pub(super) fn running(number: u32) -> Service {
    service(&[(number, 2, 100, Some(RolloutState::Completed))])
}

/// Returns a target group of a service.
pub(super) fn balancer(group: &str) -> LoadBalancer {
    LoadBalancer {
        target_group: Some(group.to_owned()),
        container: "web".to_owned(),
        port: 80,
    }
}

/// Returns a running task with one container.
pub(super) fn task(number: u32, health: Health, digest: Option<&str>) -> Task {
    Task {
        id: "task".to_owned(),
        started_by: None,
        task_definition: revision(number),
        last_status: "RUNNING".to_owned(),
        stopping: false,
        health,
        stop_code: None,
        stopped_reason: None,
        created_at: None,
        started_at: None,
        stopped_at: None,
        containers: vec![Container {
            name: "web".to_owned(),
            exit_code: None,
            reason: None,
            health,
            image_digest: digest.map(str::to_owned),
        }],
    }
}

/// Returns a task definition, with or without a health check.
pub(super) fn definition(number: u32, check: bool) -> Definition {
    let mut container = json!({"name": "web", "image": "web:1"});
    if check {
        container["healthCheck"] = json!({"command": ["CMD", "true"]});
    }
    Definition {
        arn: revision(number),
        document: json!({"containerDefinitions": [container]}),
        tags: vec![],
    }
}

/// Returns what was found of a service, with nothing else read.
pub(super) fn found(service: Service) -> Findings {
    Findings {
        at: AwsTime(1000),
        service,
        tasks: None,
        targets: None,
        deployments: vec![],
        service_revisions: vec![],
        definitions: vec![],
        ours: vec![],
        drift: None,
        unread: vec![],
    }
}
