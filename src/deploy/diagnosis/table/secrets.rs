//! Secrets: SSM parameters, Secrets Manager, and the key that encrypts them.

use super::super::pattern::{Pattern, Subject};
use super::phrase::{DENIED, NETWORK};
use crate::cause::{CauseKind, Class};

/// Pieces of texts that are about a parameter: platform version 1.4, the EC2 agent and 1.3, and
/// the sentence of 2024. Source: observed.
const FROM_SSM: &[&str] = &[
    "secrets from ssm",
    "data from ssm parameter store",
    "secrets from aws systems manager",
    "ssm:getparameters",
];

/// Pieces of texts that are about Secrets Manager. Source: observed.
const FROM_SECRETS_MANAGER: &[&str] = &[
    "secret from asm",
    "secrets from asm",
    "secrets manager",
    "secretsmanager",
];

pub(super) const ROWS: &[Pattern] = &[
    // Source: observed.
    Pattern::all(
        &["kms:decrypt"],
        CauseKind::KeyAccessDenied,
        Class::Uncertain,
    )
    .any(DENIED)
    .about(Subject::Denied)
    .action("kms:Decrypt"),
    // Source: observed (`KMS.…Exception`, `AccessDeniedException … KMS`).
    Pattern::all(
        &["ciphertext refers to a customer master key"],
        CauseKind::KeyAccessDenied,
        Class::Uncertain,
    )
    .about(Subject::Arn("kms"))
    .action("kms:Decrypt"),
    Pattern::all(
        &["accessdenied", " kms"],
        CauseKind::KeyAccessDenied,
        Class::Uncertain,
    )
    .about(Subject::Arn("kms"))
    .action("kms:Decrypt"),
    // Source: observed; the case of "The Fargate Illusion". The agent calls GetParameters.
    Pattern::all(
        &["accessdenied"],
        CauseKind::ParameterAccessDenied,
        Class::Uncertain,
    )
    .any(FROM_SSM)
    .about(Subject::Denied)
    .action("ssm:GetParameters"),
    Pattern::all(
        &["is not authorized to perform: ssm:"],
        CauseKind::ParameterAccessDenied,
        Class::Uncertain,
    )
    .about(Subject::Denied),
    // Source: observed (platform version 1.4).
    Pattern::all(
        &["invalid ssm parameters: "],
        CauseKind::ParameterMissing,
        Class::Deterministic,
    )
    .about(Subject::List("invalid ssm parameters: ")),
    // Source: observed (EC2 agent, platform version 1.3).
    Pattern::all(
        &["data from ssm parameter store", "invalid parameters: "],
        CauseKind::ParameterMissing,
        Class::Deterministic,
    )
    .about(Subject::List("invalid parameters: ")),
    // Source: observed.
    Pattern::all(
        &["accessdenied"],
        CauseKind::SecretAccessDenied,
        Class::Uncertain,
    )
    .any(FROM_SECRETS_MANAGER)
    .about(Subject::DeniedArn("secretsmanager"))
    .action("secretsmanager:GetSecretValue"),
    Pattern::all(
        &["is not authorized to perform: secretsmanager:"],
        CauseKind::SecretAccessDenied,
        Class::Uncertain,
    )
    .about(Subject::Denied),
    // Source: amazon-ecs-agent, `asm/asm.go`; observed.
    Pattern::all(
        &["did not contain json key"],
        CauseKind::SecretJsonKeyMissing,
        Class::Deterministic,
    )
    .about(Subject::JsonKey),
    Pattern::all(
        &["invalid character '"],
        CauseKind::SecretJsonKeyMissing,
        Class::Deterministic,
    )
    .any(FROM_SECRETS_MANAGER)
    .about(Subject::Arn("secretsmanager")),
    // Source: observed.
    Pattern::all(
        &["can't find the specified secret"],
        CauseKind::SecretMissing,
        Class::Deterministic,
    )
    .about(Subject::Arn("secretsmanager")),
    // Source: Secrets Manager's sentence, observed.
    Pattern::all(
        &["it was marked for deletion"],
        CauseKind::SecretMissing,
        Class::Deterministic,
    )
    .about(Subject::Arn("secretsmanager")),
    Pattern::all(
        &[
            "can't retrieve the secret with arn",
            "check whether the secret exists",
        ],
        CauseKind::SecretMissing,
        Class::Deterministic,
    )
    .about(Subject::Arn("secretsmanager")),
    Pattern::all(
        &["resourcenotfoundexception"],
        CauseKind::SecretMissing,
        Class::Deterministic,
    )
    .any(FROM_SECRETS_MANAGER)
    .about(Subject::Arn("secretsmanager")),
    // Source: ECS developer guide, "resource initialization error"; observed.
    Pattern::all(&[], CauseKind::NoRoute, Class::Uncertain)
        .any(FROM_SSM)
        .and_any(NETWORK)
        .about(Subject::Named("ssm")),
    Pattern::all(&[], CauseKind::NoRoute, Class::Uncertain)
        .any(FROM_SECRETS_MANAGER)
        .and_any(NETWORK)
        .about(Subject::Named("secretsmanager")),
    // Cut off before it says why.
    Pattern::all(&[], CauseKind::SecretsUnreadable, Class::Uncertain)
        .any(&["unable to retrieve secret", "fetching secret data from"])
        .vague(),
    Pattern::all(
        &["unable to pull secrets"],
        CauseKind::SecretsUnreadable,
        Class::Uncertain,
    )
    .vague(),
];
