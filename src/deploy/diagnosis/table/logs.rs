//! Starting the log driver.

use super::super::pattern::{Pattern, Subject};
use super::phrase::{DENIED, NETWORK};
use crate::cause::{CauseKind, Class};

/// Pieces of texts about the log driver. Source: observed; ECS developer guide, "resource
/// initialization error".
const LOG_DRIVER: &[&str] = &[
    "failed to validate logger args",
    "failed to initialize logging driver",
    "failed to create cloudwatch log",
    "amazon cloudwatch log group",
];

pub(super) const ROWS: &[Pattern] = &[
    Pattern::all(&[], CauseKind::LogAccessDenied, Class::Uncertain)
        .any(LOG_DRIVER)
        .and_any(DENIED)
        .about(Subject::Denied)
        .action("logs:CreateLogStream"),
    Pattern::all(
        &["is not authorized to perform: logs:"],
        CauseKind::LogAccessDenied,
        Class::Uncertain,
    )
    .about(Subject::Denied),
    Pattern::all(&[], CauseKind::LogGroupMissing, Class::Deterministic)
        .any(LOG_DRIVER)
        .and_any(&["log group does not exist", "resourcenotfoundexception"])
        .about(Subject::Arn("logs")),
    // Source: observed (`awslogs-region is required`).
    Pattern::all(
        &["is required"],
        CauseKind::LogConfigurationInvalid,
        Class::Deterministic,
    )
    .any(LOG_DRIVER)
    .about(Subject::Id("awslogs-")),
    Pattern::all(&[], CauseKind::NoRoute, Class::Uncertain)
        .any(LOG_DRIVER)
        .and_any(NETWORK)
        .about(Subject::Named("logs")),
    Pattern::all(&[], CauseKind::LogDriverFailed, Class::Uncertain)
        .any(LOG_DRIVER)
        .vague(),
];
