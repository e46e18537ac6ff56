//! IAM, as much of it as a preflight asks for: roles, their policies, and simulating them.
//! Source: IAM API model, version 2010-05-08.

mod identities;
mod page;
mod policies;
mod role;
mod simulation;
#[cfg(test)]
mod tests;

use serde_json::Value;

use crate::request::Request;
use crate::service::unknown_operation;
use crate::service_error::ServiceError;
use crate::state::Stores;

pub(crate) use identities::Identities;

/// Performs one operation.
pub(crate) fn call(request: &Request<'_>, stores: &Stores) -> Result<Value, ServiceError> {
    let permissions = &stores.permissions;
    match request.operation {
        "GetRole" => role::get(request, &permissions.identities),
        "ListRolePolicies" => policies::inline_names(request, &permissions.identities),
        "GetRolePolicy" => policies::get_inline(request, &permissions.identities),
        "ListAttachedRolePolicies" => policies::attached(request, &permissions.identities),
        "SimulatePrincipalPolicy" => simulation::simulate(request, permissions),
        _ => Err(unknown_operation(request.operation)),
    }
}

/// Source: IAM API model, `NoSuchEntityException`; the text was observed in public logs.
fn no_such_entity(what: &str, name: &str) -> ServiceError {
    let message = format!("The {what} with name {name} cannot be found.");
    ServiceError::new("NoSuchEntity", message).status(404)
}
