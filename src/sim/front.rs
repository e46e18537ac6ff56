//! What stands before every service, whichever way a call comes in: faults, limits, permissions.
//! It knows neither protocols nor signatures, and waits for nothing.

use serde_json::Value;

use crate::authority;
use crate::demand::{self, Around, Demand};
use crate::engine::Millis;
use crate::permission;
use crate::request::Request;
use crate::service;
use crate::service_error::ServiceError;
use crate::state::{State, Stores};
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
    let demands = demands(state, service, request);
    match fault {
        Some(WireFaultKind::Throttling) => return Err(throttled().into()),
        Some(WireFaultKind::AccessDenied) => {
            let action = format!("{service}:{}", request.operation);
            let own = demands.first().and_then(|demand| demand.resources.first());
            let on = own.map_or("*", String::as_str);
            return Err(permission::denied(request.principal, &action, on).into());
        }
        Some(WireFaultKind::ExpiredToken) => return Err(authority::expired().into()),
        Some(WireFaultKind::Reset) => return Err(Failure::Reset),
        Some(WireFaultKind::Http500) => return Err(Failure::Broken),
        Some(
            WireFaultKind::Slow { .. }
            | WireFaultKind::LostAnswer
            | WireFaultKind::CutOff { .. }
            | WireFaultKind::Stale { .. },
        )
        | None => {}
    }
    let limits = &mut state.limits;
    if !limits.take(request.place, service, request.operation, request.now) {
        return Err(throttled().into());
    }
    for demand in &demands {
        let permissions = &state.stores.permissions;
        permissions.check(request.principal, demand)?;
    }
    let output = match fault {
        Some(WireFaultKind::Stale { by }) => {
            service::call_past(service, request, state, Millis::from(by) * 1000)?
        }
        Some(_) | None => service::call(service, request, state)?,
    };
    match fault {
        Some(WireFaultKind::LostAnswer | WireFaultKind::CutOff { .. }) => Err(Failure::AnswerLost),
        Some(_) | None => Ok(output),
    }
}

/// What a call must be allowed.
fn demands(state: &mut State, service: &str, request: &Request<'_>) -> Vec<Demand> {
    let passed = match service {
        "ecs" => {
            let (region, _) = state.region(request.place, request.now);
            demand::passed_roles(request.operation, request.body, region)
        }
        // Services come from the wire; no other passes roles.
        &_ => Vec::new(),
    };
    let Stores {
        permissions,
        secrets,
        ..
    } = &state.stores;
    let around = Around {
        permissions,
        secrets,
    };
    demand::of(service, request, passed, around)
}

/// Source: ECS API reference, "Request throttling for the Amazon ECS API".
fn throttled() -> ServiceError {
    ServiceError::new("ThrottlingException", "Rate exceeded")
}
