//! Services, their deployments and their events.

use super::count;
use super::time::moment;
use aws_sdk_ecs::types::{
    self as sdk, DeploymentControllerType, DeploymentRolloutState, DeploymentStrategy,
};
use foghorn_deploy::aws_text::aws_text;
use foghorn_deploy::name::{DeploymentId, RevisionArn, ServiceDeploymentArn};
use foghorn_deploy::observation::{
    CircuitBreaker, Controller, Deployment, DeploymentConfiguration, DeploymentStatus,
    LoadBalancer, RolloutState, Service, ServiceEvent, ServiceStatus, Strategy,
};

pub(crate) fn service(service: &sdk::Service) -> Result<Service, &'static str> {
    let deployments = service.deployments().iter().map(deployment);
    Ok(Service {
        name: service.service_name().ok_or("serviceName")?.to_owned(),
        arn: service.service_arn().ok_or("serviceArn")?.to_owned(),
        status: status(service.status().ok_or("status")?),
        controller: controller(service),
        desired: count(service.desired_count()),
        running: count(service.running_count()),
        pending: count(service.pending_count()),
        // Absent under the controller EXTERNAL, where the task sets have it.
        task_definition: RevisionArn::new(service.task_definition().unwrap_or_default()),
        deployments: deployments.collect::<Result<_, _>>()?,
        current_service_deployment: service
            .current_service_deployment()
            .map(ServiceDeploymentArn::new),
        events: service.events().iter().filter_map(event).collect(),
        load_balancers: service.load_balancers().iter().map(load_balancer).collect(),
        configuration: configuration(service.deployment_configuration()),
        health_check_grace: service.health_check_grace_period_seconds().map_or(0, count),
    })
}

fn status(status: &str) -> ServiceStatus {
    match status {
        "ACTIVE" => ServiceStatus::Active,
        "DRAINING" => ServiceStatus::Draining,
        "INACTIVE" => ServiceStatus::Inactive,
        other => ServiceStatus::Other(other.to_owned()),
    }
}

fn controller(service: &sdk::Service) -> Controller {
    match service
        .deployment_controller()
        .map(|controller| &controller.r#type)
    {
        None | Some(DeploymentControllerType::Ecs) => Controller::Ecs,
        Some(DeploymentControllerType::CodeDeploy) => Controller::CodeDeploy,
        Some(DeploymentControllerType::External) => Controller::External,
        Some(other) => Controller::Other(other.as_str().to_owned()),
    }
}

fn deployment(deployment: &sdk::Deployment) -> Result<Deployment, &'static str> {
    Ok(Deployment {
        id: DeploymentId::new(deployment.id().ok_or("deployments[].id")?),
        status: match deployment.status().ok_or("deployments[].status")? {
            "PRIMARY" => DeploymentStatus::Primary,
            "ACTIVE" => DeploymentStatus::Active,
            "INACTIVE" => DeploymentStatus::Inactive,
            other => DeploymentStatus::Other(other.to_owned()),
        },
        task_definition: RevisionArn::new(
            deployment
                .task_definition()
                .ok_or("deployments[].taskDefinition")?,
        ),
        desired: count(deployment.desired_count()),
        pending: count(deployment.pending_count()),
        running: count(deployment.running_count()),
        failed: count(deployment.failed_tasks()),
        created_at: moment(deployment.created_at()),
        rollout_state: deployment.rollout_state().map(rollout_state),
        rollout_state_reason: deployment.rollout_state_reason().map(aws_text),
    })
}

fn rollout_state(state: &DeploymentRolloutState) -> RolloutState {
    match state {
        DeploymentRolloutState::InProgress => RolloutState::InProgress,
        DeploymentRolloutState::Completed => RolloutState::Completed,
        DeploymentRolloutState::Failed => RolloutState::Failed,
        other => RolloutState::Other(other.as_str().to_owned()),
    }
}

/// An event without id or time could be neither told from others nor dated.
fn event(event: &sdk::ServiceEvent) -> Option<ServiceEvent> {
    Some(ServiceEvent {
        id: event.id()?.to_owned(),
        at: moment(event.created_at())?,
        message: aws_text(event.message()?),
    })
}

fn load_balancer(balancer: &sdk::LoadBalancer) -> LoadBalancer {
    LoadBalancer {
        target_group: balancer.target_group_arn().map(str::to_owned),
        container: balancer.container_name().unwrap_or_default().to_owned(),
        port: balancer
            .container_port()
            .and_then(|port| port.try_into().ok())
            .unwrap_or_default(),
    }
}

fn configuration(configuration: Option<&sdk::DeploymentConfiguration>) -> DeploymentConfiguration {
    let percent = |value: Option<i32>| value.map(count);
    let breaker = configuration.and_then(sdk::DeploymentConfiguration::deployment_circuit_breaker);
    let alarms = configuration.and_then(sdk::DeploymentConfiguration::alarms);
    DeploymentConfiguration {
        strategy: configuration
            .and_then(sdk::DeploymentConfiguration::strategy)
            .map_or(Strategy::Rolling, strategy),
        minimum_healthy_percent: percent(
            configuration.and_then(sdk::DeploymentConfiguration::minimum_healthy_percent),
        ),
        maximum_percent: percent(
            configuration.and_then(sdk::DeploymentConfiguration::maximum_percent),
        ),
        circuit_breaker: breaker.map_or(CircuitBreaker::Off, |b| switch(b.enable, b.rollback)),
        alarms: alarms.map_or(CircuitBreaker::Off, |a| switch(a.enable, a.rollback)),
    }
}

fn strategy(strategy: &DeploymentStrategy) -> Strategy {
    match strategy {
        DeploymentStrategy::Rolling => Strategy::Rolling,
        DeploymentStrategy::BlueGreen => Strategy::BlueGreen,
        DeploymentStrategy::Linear => Strategy::Linear,
        DeploymentStrategy::Canary => Strategy::Canary,
        other => Strategy::Other(other.as_str().to_owned()),
    }
}

fn switch(enable: bool, rollback: bool) -> CircuitBreaker {
    match (enable, rollback) {
        (false, _) => CircuitBreaker::Off,
        (true, false) => CircuitBreaker::On,
        (true, true) => CircuitBreaker::OnWithRollback,
    }
}
