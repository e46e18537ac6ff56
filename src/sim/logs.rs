//! CloudWatch Logs: groups, streams, and the lines that simulated containers wrote.

mod events;
mod group;
mod store;
#[cfg(test)]
mod tests;

use serde_json::Value;

use crate::request::Request;
use crate::service::unknown_operation;
use crate::service_error::ServiceError;
use crate::state::Stores;

pub(crate) use store::LogStore;

/// What Logs calls a missing member.
const INVALID: &str = "InvalidParameterException";

/// Performs one operation.
pub(crate) fn call(request: &Request<'_>, stores: &mut Stores) -> Result<Value, ServiceError> {
    let logs = &mut stores.logs;
    match request.operation {
        "CreateLogGroup" => group::create(request, logs),
        "DescribeLogGroups" => group::describe(request, logs),
        "DescribeLogStreams" => group::describe_streams(request, logs),
        "GetLogEvents" => events::get(request, logs),
        "FilterLogEvents" => events::filter(request, logs),
        _ => Err(unknown_operation(request.operation)),
    }
}

fn no_group() -> ServiceError {
    ServiceError::new(
        "ResourceNotFoundException",
        "The specified log group does not exist.",
    )
}

fn no_stream() -> ServiceError {
    ServiceError::new(
        "ResourceNotFoundException",
        "The specified log stream does not exist.",
    )
}
