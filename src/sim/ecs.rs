//! The ECS API on top of the engine: reads a request, checks it as ECS does, answers in ECS's
//! shapes. It must not move time by itself, know HTTP, or hold rules of rollouts.

mod check;
mod clusters;
mod configuration;
mod create_service;
mod definition_shape;
mod definitions;
mod error;
mod fargate;
mod lookup;
mod page;
mod request;
mod revisions;
mod service_deployments;
mod service_shape;
mod services;
mod tags;
mod task_shape;
mod tasks;
mod time;
mod update_service;

#[cfg(test)]
mod calls;

use serde_json::Value;

use crate::engine::Millis;
use crate::engine::Region;
use crate::engine::StartFacts;

pub(crate) use error::EcsError;
use request::Request;

/// Who asks, when, and what the account around ECS looks like.
pub(crate) struct Context<'a> {
    /// AWS's time of the call.
    pub(crate) now: Millis,
    /// The ARN of the caller, shown as `registeredBy` and `createdBy`.
    pub(crate) principal: &'a str,
    /// What tasks find when they start.
    pub(crate) facts: &'a dyn StartFacts,
}

/// Answers one ECS operation, after everything due by `context.now` has happened.
/// An operation that is not simulated is refused as `UnknownOperationException`. Unknown members
/// of a request are ignored, as JSON 1.1 services do.
pub(crate) fn call(
    region: &mut Region,
    operation: &str,
    body: &Value,
    context: &Context<'_>,
) -> Result<Value, EcsError> {
    region.advance(context.now, context.facts);
    let request = Request::read(body)?;
    match operation {
        "CreateCluster" => clusters::create(region, &request),
        "DescribeClusters" => clusters::describe(region, &request),
        "ListClusters" => clusters::list(region, &request),
        "RegisterTaskDefinition" => definitions::register(region, &request, context.principal),
        "DescribeTaskDefinition" => definitions::describe(region, &request),
        "DeregisterTaskDefinition" => definitions::deregister(region, &request),
        "ListTaskDefinitions" => definitions::list(region, &request),
        "CreateService" => create_service::create(region, &request, context.principal),
        "UpdateService" => update_service::update(region, &request),
        "DescribeServices" => services::describe(region, &request),
        "DeleteService" => services::delete(region, &request),
        "ListServices" => services::list(region, &request),
        "ListTasks" => tasks::list(region, &request),
        "DescribeTasks" => tasks::describe(region, &request),
        "StopTask" => tasks::stop(region, &request),
        "ListServiceDeployments" => service_deployments::list(region, &request),
        "DescribeServiceDeployments" => service_deployments::describe(region, &request),
        "StopServiceDeployment" => service_deployments::stop(region, &request),
        "ContinueServiceDeployment" => service_deployments::go_on(region, &request),
        "DescribeServiceRevisions" => revisions::describe(region, &request),
        "TagResource" => tags::tag(region, &request),
        "UntagResource" => tags::untag(region, &request),
        "ListTagsForResource" => tags::list(region, &request),
        _unknown => Err(EcsError::new("UnknownOperationException", "")),
    }
}
