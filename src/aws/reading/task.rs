//! Tasks and their containers.

use super::time::moment;
use aws_sdk_ecs::types::{self as sdk, HealthStatus};
use foghorn_deploy::aws_text::aws_text;
use foghorn_deploy::name::RevisionArn;
use foghorn_deploy::observation::{Container, Health, Task};

pub(crate) fn task(task: &sdk::Task) -> Result<Task, &'static str> {
    let arn = task.task_arn().ok_or("taskArn")?;
    Ok(Task {
        id: arn.rsplit_once('/').map_or(arn, |(_, id)| id).to_owned(),
        started_by: task.started_by().map(str::to_owned),
        task_definition: RevisionArn::new(task.task_definition_arn().ok_or("taskDefinitionArn")?),
        last_status: task.last_status().ok_or("lastStatus")?.to_owned(),
        stopping: task.desired_status() == Some("STOPPED"),
        health: health(task.health_status()),
        // Stand-ins for AWS write an empty text where AWS leaves the member out.
        stop_code: task
            .stop_code()
            .map(|code| code.as_str().to_owned())
            .filter(|code| !code.is_empty()),
        stopped_reason: task
            .stopped_reason()
            .filter(|reason| !reason.is_empty())
            .map(aws_text),
        created_at: moment(task.created_at()),
        started_at: moment(task.started_at()),
        stopped_at: moment(task.stopped_at().or(task.stopping_at())),
        containers: task.containers().iter().map(container).collect(),
    })
}

fn container(container: &sdk::Container) -> Container {
    Container {
        name: container.name().unwrap_or_default().to_owned(),
        exit_code: container.exit_code(),
        reason: container.reason().map(aws_text),
        health: health(container.health_status()),
        image_digest: container.image_digest().map(str::to_owned),
    }
}

/// What foghorn does not know is not known to be healthy.
fn health(health: Option<&HealthStatus>) -> Health {
    match health {
        Some(HealthStatus::Healthy) => Health::Healthy,
        Some(HealthStatus::Unhealthy) => Health::Unhealthy,
        Some(_) | None => Health::Unknown,
    }
}
