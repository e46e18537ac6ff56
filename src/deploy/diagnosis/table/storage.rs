//! Environment files, file systems, and the task's own disk.

use super::super::pattern::{Pattern, Subject};
use super::phrase::{DENIED, NETWORK};
use crate::cause::{CauseKind, Class};

/// Pieces of texts about environment files. Source: ECS developer guide, "resource initialization
/// error".
const ENVIRONMENT_FILES: &[&str] = &["env files", "environment variable files"];

/// Pieces of texts about EFS. Source: observed.
const EFS: &[&str] = &["efs utils command", "efs volume", "amazon efs"];

pub(super) const ROWS: &[Pattern] = &[
    Pattern::all(&[], CauseKind::EnvironmentFileUnreadable, Class::Uncertain)
        .any(ENVIRONMENT_FILES)
        .and_any(DENIED)
        .about(Subject::Arn("s3"))
        .action("s3:GetObject"),
    Pattern::all(
        &[],
        CauseKind::EnvironmentFileUnreadable,
        Class::Deterministic,
    )
    .any(ENVIRONMENT_FILES)
    .and_any(&[
        "nosuchkey",
        "nosuchbucket",
        "status code: 404",
        "statuscode: 404",
    ])
    .about(Subject::Arn("s3")),
    Pattern::all(&[], CauseKind::NoRoute, Class::Uncertain)
        .any(ENVIRONMENT_FILES)
        .and_any(NETWORK)
        .about(Subject::Named("s3")),
    Pattern::all(&[], CauseKind::EnvironmentFileUnreadable, Class::Uncertain)
        .any(ENVIRONMENT_FILES)
        .about(Subject::Arn("s3"))
        .vague(),
    Pattern::all(&[], CauseKind::FileSystemUnmountable, Class::Uncertain)
        .any(EFS)
        .about(Subject::Id("fs-")),
    Pattern::all(
        &["no space left on device"],
        CauseKind::DiskFull,
        Class::Deterministic,
    ),
];
