//! The SSM Parameter Store.

mod history;
mod list;
mod read;
mod store;
#[cfg(test)]
mod tests;
mod write;

use serde_json::Value;

use crate::request::Request;
use crate::service::unknown_operation;
use crate::service_error::ServiceError;
use crate::state::Stores;

pub(crate) use store::ParameterStore;

/// What SSM calls a missing member.
const INVALID: &str = "ValidationException";

/// Performs one operation.
pub(crate) fn call(request: &Request<'_>, stores: &mut Stores) -> Result<Value, ServiceError> {
    let parameters = &mut stores.parameters;
    let identities = &stores.permissions.identities;
    match request.operation {
        "GetParameters" => read::get_parameters(request, parameters),
        "GetParameter" => read::get_parameter(request, parameters),
        "PutParameter" => write::put_parameter(request, parameters),
        "DeleteParameter" => write::delete_parameter(request, parameters),
        "AddTagsToResource" => write::add_tags(request, parameters),
        "ListTagsForResource" => list::tags(request, parameters),
        "DescribeParameters" => list::describe_parameters(request, parameters, identities),
        "GetParameterHistory" => history::get_parameter_history(request, parameters),
        _ => Err(unknown_operation(request.operation)),
    }
}

/// The answer for a parameter that does not exist. It has no message.
fn not_found() -> ServiceError {
    ServiceError::new("ParameterNotFound", "")
}
