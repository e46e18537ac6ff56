//! What stands before every service, whichever way a call comes in: faults, limits, permissions.
//! It knows neither protocols nor signatures, and waits for nothing.

use serde_json::Value;

use crate::authority;
use crate::engine::Millis;
use crate::permission;
use crate::request::Request;
use crate::resource;
use crate::service;
use crate::service_error::ServiceError;
use crate::state::State;
use crate::world::WireFaultKind;

/// Why a call has no ordinary output.
#[derive(Debug)]
pub(crate) enum Failure {
    /// An error of the service.
    Error(ServiceError),
    /// HTTP 500 with nothing in it.
    Broken,
    /// Not performed, no answer.
    Reset,
    /// Performed, no answer.
    AnswerLost,
}

impl From<ServiceError> for Failure {
    fn from(error: ServiceError) -> Self {
        Self::Error(error)
    }
}

/// Performs one operation, unless `fault` or a rule of AWS's stands in the way.
/// [`WireFaultKind::Slow`] is the caller's to play, before.
pub(crate) fn perform(
    state: &mut State,
    service: &str,
    request: &Request<'_>,
    fault: Option<WireFaultKind>,
) -> Result<Value, Failure> {
    // All services here have the same name in signatures and in IAM actions.
    let action = format!("{service}:{}", request.operation);
    let resources = resource::resources(service, request.operation, request.body, request.place);
    match fault {
        Some(WireFaultKind::Throttling) => return Err(throttled().into()),
        Some(WireFaultKind::AccessDenied) => {
            let on = resources.first().map_or("*", String::as_str);
            return Err(permission::denied(request.principal, &action, on).into());
        }
        Some(WireFaultKind::ExpiredToken) => return Err(authority::expired().into()),
        Some(WireFaultKind::Reset) => return Err(Failure::Reset),
        Some(WireFaultKind::Http500) => return Err(Failure::Broken),
        Some(
            WireFaultKind::Slow { .. } | WireFaultKind::LostAnswer | WireFaultKind::Stale { .. },
        )
        | None => {}
    }
    let limits = &mut state.limits;
    if !limits.take(request.place, service, request.operation, request.now) {
        return Err(throttled().into());
    }
    // GetCallerIdentity needs no permission and cannot be denied. Source: STS API model.
    if request.operation != "GetCallerIdentity" {
        let permissions = &state.stores.permissions;
        permissions.check(request.principal, &action, &resources)?;
        let passed = resource::passed_roles(service, request.operation, request.body);
        permissions.check(request.principal, "iam:PassRole", &passed)?;
    }
    let output = match fault {
        Some(WireFaultKind::Stale { by }) => {
            service::call_past(service, request, state, Millis::from(by) * 1000)?
        }
        Some(_) | None => service::call(service, request, state)?,
    };
    if fault == Some(WireFaultKind::LostAnswer) {
        return Err(Failure::AnswerLost);
    }
    Ok(output)
}

/// Source: ECS API reference, "Request throttling for the Amazon ECS API".
fn throttled() -> ServiceError {
    ServiceError::new("ThrottlingException", "Rate exceeded")
}
