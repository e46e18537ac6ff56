//! Logging in to the registry: ECR's token, or a private registry's credentials.

use super::super::pattern::{Pattern, Subject};
use super::phrase::{DENIED, NETWORK};
use crate::cause::{CauseKind, Class};

/// Pieces of texts about ECR's token. Source: observed; ECS developer guide, "resource
/// initialization error".
const ECR_TOKEN: &[&str] = &[
    "ecr registry auth",
    "registry authentication from amazon ecr",
    "getauthorizationtoken",
];

pub(super) const ROWS: &[Pattern] = &[
    // Source: SSM quotas: 40 reads a second are shared by all tasks of an account and region.
    Pattern::all(
        &["unable to pull secrets"],
        CauseKind::AwsThrottled,
        Class::Transient,
    )
    .any(&["throttlingexception", "rate exceeded", "statuscode: 429"]),
    // Source: observed.
    Pattern::all(&[], CauseKind::RegistryTokenDenied, Class::Uncertain)
        .any(ECR_TOKEN)
        .and_any(DENIED)
        .about(Subject::Denied)
        .action("ecr:GetAuthorizationToken"),
    // Source: public issues; ECS developer guide, "resource initialization error".
    Pattern::all(&[], CauseKind::NoRoute, Class::Uncertain)
        .any(ECR_TOKEN)
        .and_any(NETWORK)
        .about(Subject::Named("ecr.api")),
    // Source: public issues.
    Pattern::all(
        &["registry auth from asm"],
        CauseKind::RegistryCredentialsRejected,
        Class::Uncertain,
    )
    .any(DENIED)
    .about(Subject::DeniedArn("secretsmanager"))
    .action("secretsmanager:GetSecretValue"),
    Pattern::all(
        &["registry auth from asm"],
        CauseKind::RegistryCredentialsRejected,
        Class::Deterministic,
    )
    .any(&[
        "resourcenotfoundexception",
        "can't find the specified secret",
        "invalid character '",
    ])
    .about(Subject::Arn("secretsmanager")),
    Pattern::all(
        &["registry auth from asm"],
        CauseKind::NoRoute,
        Class::Uncertain,
    )
    .any(NETWORK)
    .about(Subject::Named("secretsmanager")),
    // Cut off, or a reason that nobody has written down.
    Pattern::all(
        &["registry auth from asm"],
        CauseKind::RegistryCredentialsRejected,
        Class::Uncertain,
    )
    .about(Subject::Arn("secretsmanager"))
    .vague(),
    Pattern::all(&[], CauseKind::SecretsUnreadable, Class::Uncertain)
        .any(&[
            "ecr registry auth",
            "registry authentication from amazon ecr",
        ])
        .vague(),
];
