//! Which services there are, how each is addressed, and the way to its operations.

use serde_json::Value;

use crate::ecs;
use crate::engine::Millis;
use crate::request::Request;
use crate::service_error::ServiceError;
use crate::state::State;
use crate::{ecr, elb, iam, logs, secrets, ssm, sts};

/// The first part of `X-Amz-Target`, by the service's name in signatures.
/// Source: the services' API models, `metadata.targetPrefix`.
pub(crate) fn target_prefix(service: &str) -> Option<&'static str> {
    match service {
        "ecs" => Some("AmazonEC2ContainerServiceV20141113"),
        "ecr" => Some("AmazonEC2ContainerRegistry_V20150921"),
        "ssm" => Some("AmazonSSM"),
        "logs" => Some("Logs_20140328"),
        "secretsmanager" => Some("secretsmanager"),
        _ => None,
    }
}

/// The XML namespace of a service of the Query protocol. Source: the services' API models.
pub(crate) fn query_namespace(service: &str) -> Option<&'static str> {
    match service {
        "iam" => Some("https://iam.amazonaws.com/doc/2010-05-08/"),
        "sts" => Some("https://sts.amazonaws.com/doc/2011-06-15/"),
        "elasticloadbalancing" => Some("http://elasticloadbalancing.amazonaws.com/doc/2015-12-01/"),
        _ => None,
    }
}

/// Performs one operation.
pub(crate) fn call(
    service: &str,
    request: &Request<'_>,
    state: &mut State,
) -> Result<Value, ServiceError> {
    match service {
        "ecs" => {
            let (region, stores) = state.region(request.place, request.now);
            let context = ecs::Context {
                now: request.now,
                principal: &request.principal.arn,
                facts: &stores.facts(request.place),
            };
            Ok(ecs::call(
                region,
                request.operation,
                request.body,
                &context,
            )?)
        }
        "ecr" => ecr::call(request, &mut state.stores),
        "ssm" => ssm::call(request, &mut state.stores),
        "secretsmanager" => secrets::call(request, &state.stores),
        "iam" => iam::call(request, &state.stores),
        "sts" => sts::call(request, &mut state.stores),
        "logs" => {
            state.advance(request.place, request.now);
            logs::call(request, &mut state.stores)
        }
        "elasticloadbalancing" => {
            state.advance(request.place, request.now);
            let (region, _) = state.region(request.place, request.now);
            elb::call(request, region)
        }
        _ => Err(unknown_operation(request.operation)),
    }
}

/// Performs a read of ECS or of target health as it would have been answered `by` earlier, and
/// everything else as ever.
pub(crate) fn call_past(
    service: &str,
    request: &Request<'_>,
    state: &mut State,
    by: Millis,
) -> Result<Value, ServiceError> {
    let reads = ["Describe", "List"]
        .iter()
        .any(|verb| request.operation.starts_with(verb));
    if !reads || !["ecs", "elasticloadbalancing"].contains(&service) {
        return call(service, request, state);
    }
    let moment = request.now - by;
    let mut past = state.past(request.place, request.now, moment);
    if service == "elasticloadbalancing" {
        return elb::call(request, &past);
    }
    let context = ecs::Context {
        now: moment,
        principal: &request.principal.arn,
        facts: &state.stores.facts(request.place),
    };
    let (operation, body) = (request.operation, request.body);
    Ok(ecs::call(&mut past, operation, body, &context)?)
}

/// The refusal of an operation that is not simulated. Real services send no message with it; the
/// name is added for whoever writes a client against the simulator.
pub(crate) fn unknown_operation(operation: &str) -> ServiceError {
    ServiceError::new(
        "UnknownOperationException",
        format!("The operation '{operation}' is not known here"),
    )
}
