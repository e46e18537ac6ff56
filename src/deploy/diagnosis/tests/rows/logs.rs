//! Starting the log driver. Observed, unless said otherwise.

use super::{Row, row};
use crate::cause::CauseKind::*;
use crate::cause::Class::*;

macro_rules! logger {
    ($($rest:tt)*) => {
        concat!("ResourceInitializationError: failed to validate logger args: ", $($rest)*)
    };
}
macro_rules! stream {
    ($($rest:tt)*) => {
        logger!("create stream has been retried 1 times: failed to create Cloudwatch log stream: ", $($rest)*)
    };
}

#[rustfmt::skip]
pub(super) const ROWS: &[Row] = &[
    row(stream!("ResourceNotFoundException: The specified log group does not exist."), LogGroupMissing, Deterministic),
    row(stream!("ResourceNotFoundException: The specified log group does not exist. : exit status 1"), LogGroupMissing, Deterministic),
    // The developer guide's, "resource initialization error".
    row("ResourceInitializationError: failed to initialize logging driver: failed to create Cloudwatch log stream: ResourceNotFoundException: The specified log group does not exist.", LogGroupMissing, Deterministic),
    row("ResourceInitializationError: failed to initialize logging driver: failed to creat...", LogDriverFailed, Uncertain),
    row(stream!(denied!("logs:CreateLogStream", "arn:aws:logs:eu-west-1:111111111111:log-group:/ecs/api:log-stream:web/web/1111"), " : exit status 1"), LogAccessDenied, Uncertain)
        .denied("logs:CreateLogStream", "arn:aws:logs:eu-west-1:111111111111:log-group:/ecs/api:log-stream:web/web/1111"),
    row(stream!(denied!("logs:CreateLogGroup", "arn:aws:logs:eu-west-1:111111111111:log-group:/ecs/api:log-stream:"), " : exit status 1"), LogAccessDenied, Uncertain)
        .denied("logs:CreateLogGroup", "arn:aws:logs:eu-west-1:111111111111:log-group:/ecs/api:log-stream"),
    row(stream!("AccessDeniedException: User: ..."), LogAccessDenied, Uncertain).action("logs:CreateLogStream"),
    row(logger!("awslogs-region is required : exit status 1"), LogConfigurationInvalid, Deterministic).on("awslogs-region"),
    row(logger!("create stream has been retried 1 times: awslogs-region is required"), LogConfigurationInvalid, Deterministic).on("awslogs-region"),
    row(logger!("The task cannot find the Amazon CloudWatch log group defined in the task definition. There is a connection issue between the task and Amazon CloudWatch. Check your network configuration. : signal: killed"), NoRoute, Uncertain).on("logs"),
    row("ResourceInitializationError: The task cannot find the Amazon CloudWatch log group defined in the task definition. There is a connection issue between the task and Amazon CloudWatch. Check your network configuration.", NoRoute, Uncertain).on("logs"),
    row(logger!("signal: killed"), NoRoute, Uncertain).on("logs"),
    row(logger!("create stream has been retri..."), LogDriverFailed, Uncertain),
];
