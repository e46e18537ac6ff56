//! Pulling the image.

use super::super::pattern::{Pattern, Subject};
use super::phrase::NETWORK;
use crate::cause::{CauseKind, Class};

/// Pieces of texts about pulling. Source: ECS developer guide, "task cannot pull image";
/// amazon-ecs-agent, `api/errormessages/error_messages.go`.
const PULL: &[&str] = &[
    "cannotpull",
    "the task can't pull the image",
    "the task cannot pull",
    "pull image manifest has been retried",
    "ref pull has been retried",
    "inspect image has been retried",
];

/// Where a text names the image.
const REFERENCE: Subject = Subject::Word(&[
    "failed to resolve ref ",
    "failed to resolve reference ",
    "pull access denied for ",
    "manifest for ",
    "the task cannot pull '",
]);

/// Where a text names what may not be pulled.
const DENIED_REFERENCE: Subject = Subject::Word(&[
    "on resource: ",
    "failed to resolve ref ",
    "failed to resolve reference ",
    "pull access denied for ",
]);

/// Pieces of texts about a layer. Source: ECS developer guide, "task cannot pull image".
const LAYER: &[&str] = &["httpreaderseeker", "failed to copy"];

/// Status lines that heal.
const SERVER_ERROR: &[&str] = &[
    "500 internal server error",
    "502 bad gateway",
    "503 service unavailable",
    "503 slow down",
    "504 gateway time",
];

pub(super) const ROWS: &[Pattern] = &[
    Pattern::all(&[], CauseKind::ImagePullThrottled, Class::Transient)
        .any(PULL)
        .and_any(&[
            "toomanyrequests",
            "429 too many requests",
            "status code 429",
            "status code: 429",
            "pull rate limit",
            "rate exceeded",
        ])
        .about(REFERENCE),
    Pattern::all(&[], CauseKind::ImageLayerUnreadable, Class::Transient)
        .any(LAYER)
        .and_any(SERVER_ERROR),
    Pattern::all(&[], CauseKind::ImageLayerUnreadable, Class::Deterministic)
        .any(LAYER)
        .and_any(&["403 forbidden", "404 not found"]),
    Pattern::all(&[], CauseKind::NoRoute, Class::Uncertain)
        .any(LAYER)
        .and_any(NETWORK)
        .about(Subject::Named("s3")),
    Pattern::all(&[], CauseKind::ImageLayerUnreadable, Class::Uncertain)
        .any(LAYER)
        .vague(),
    Pattern::all(&[], CauseKind::ImagePullFailed, Class::Transient)
        .any(PULL)
        .and_any(SERVER_ERROR)
        .about(REFERENCE),
    // Source: observed; the second is the Docker daemon's.
    Pattern::all(
        &["does not contain descriptor matching platform"],
        CauseKind::ImageWrongPlatform,
        Class::Deterministic,
    )
    .about(Subject::Word(&["matching platform "])),
    Pattern::all(
        &["no matching manifest for "],
        CauseKind::ImageWrongPlatform,
        Class::Deterministic,
    )
    .about(Subject::Word(&["no matching manifest for "])),
    Pattern::all(&[], CauseKind::ImagePullDenied, Class::Uncertain)
        .any(&["ecr:batchgetimage", "ecr:getdownloadurlforlayer"])
        .about(DENIED_REFERENCE)
        .action("ecr:BatchGetImage"),
    Pattern::all(
        &["check that the role has the permissions to pull images"],
        CauseKind::ImagePullDenied,
        Class::Uncertain,
    )
    .about(DENIED_REFERENCE)
    .action("ecr:BatchGetImage"),
    Pattern::all(
        &["403 forbidden"],
        CauseKind::ImagePullDenied,
        Class::Uncertain,
    )
    .any(PULL)
    .about(DENIED_REFERENCE),
    // The registry wants a login, and the task definition brings none.
    Pattern::all(
        &["failed to fetch anonymous token"],
        CauseKind::RegistryCredentialsRejected,
        Class::Deterministic,
    )
    .any(&["401", "403"])
    .about(REFERENCE),
    Pattern::all(&[], CauseKind::ImageNotFound, Class::Deterministic)
        .any(PULL)
        .and_any(&[
            ": not found",
            "check whether the image exists",
            "manifest unknown",
            "name unknown",
            "pull access denied",
            "repository does not exist",
            "requested access to the resource is denied",
            "insufficient_scope",
        ])
        .about(REFERENCE),
    // An empty answer of S3, where the route to it is missing, ended old agents in a panic.
    Pattern::all(&[], CauseKind::NoRoute, Class::Uncertain)
        .any(PULL)
        .and_any(&["panic: runtime error: invalid memory address"])
        .about(REFERENCE),
    Pattern::all(&[], CauseKind::NoRoute, Class::Uncertain)
        .any(PULL)
        .and_any(NETWORK)
        .about(REFERENCE),
    Pattern::all(&[], CauseKind::ImagePullFailed, Class::Uncertain)
        .any(PULL)
        .about(REFERENCE)
        .vague(),
];
