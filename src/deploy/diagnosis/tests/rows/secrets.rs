//! Secrets: SSM parameters, Secrets Manager, and the key that encrypts them. Observed, unless said
//! otherwise.

use super::{Row, row};
use crate::cause::CauseKind::*;
use crate::cause::Class::*;

const SECRET: &str = "arn:aws:secretsmanager:eu-west-1:111111111111:secret:db-AbCdEf";

#[rustfmt::skip]
pub(super) const ROWS: &[Row] = &[
    // ---- SSM: access. As of 2026; of 2019; cut off by platform version 1.4; denied explicitly.
    row(retrieval!("unable to retrieve secrets from ssm: service call has been retried 1 time(s): operation error SSM: GetParameters, https response error StatusCode: 400, RequestID: 0a1b, api error ", denied!("ssm:GetParameters", "arn:aws:ssm:eu-west-1:111111111111:parameter/api/password")), ParameterAccessDenied, Uncertain)
        .denied("ssm:GetParameters", "arn:aws:ssm:eu-west-1:111111111111:parameter/api/password"),
    row(retrieval!("unable to retrieve secrets from ssm: service call has been retried 1 time(s): ", denied!("ssm:GetParameters", "arn:aws:ssm:eu-west-1:111111111111:parameter/api/password")), ParameterAccessDenied, Uncertain)
        .denied("ssm:GetParameters", "arn:aws:ssm:eu-west-1:111111111111:parameter/api/password"),
    row("Fetching secret data from SSM Parameter Store in eu-west-1: AccessDeniedException: User: arn:aws:sts::111111111111:assumed-role/api-execution/11112222 is not authorized to perform: ssm:GetParameters on resource: arn:aws:ssm:eu-west-1:111111111111:parameter/api status code: 400, request id: 0a1b", ParameterAccessDenied, Uncertain)
        .denied("ssm:GetParameters", "arn:aws:ssm:eu-west-1:111111111111:parameter/api"),
    row(retrieval!("unable to retrieve secrets from ssm: service call has been retried 1 time(s): AccessDeniedException: User: ..."), ParameterAccessDenied, Uncertain)
        .action("ssm:GetParameters"),
    row(retrieval!("unable to retrieve secrets from ssm: service call has been retried 1 time(s): AccessDeniedException: User: arn:aws:sts::111111111111:assumed-role/api-execution/1 is not authorized to perform: ssm:GetParameters on resource: arn:aws:ssm:eu-west-1:111111111111:parameter/x with an explicit deny in a service control policy"), ParameterAccessDenied, Uncertain)
        .denied("ssm:GetParameters", "arn:aws:ssm:eu-west-1:111111111111:parameter/x"),
    // ---- SSM: missing. Platform version 1.4; EC2 agent and platform version 1.3.
    row(retrieval!("unable to retrieve secrets from ssm: service call has been retried 1 time(s): invalid ssm parameters: /api/password"), ParameterMissing, Deterministic)
        .on("/api/password"),
    row(retrieval!("unable to retrieve secrets from ssm: service call has been retried 1 time(s): invalid ssm parameters: /api/password,/api/token"), ParameterMissing, Deterministic)
        .on("/api/password, /api/token"),
    row("Fetching secret data from SSM Parameter Store in eu-west-1: invalid parameters: password", ParameterMissing, Deterministic)
        .on("password"),
    // ---- KMS.
    row(retrieval!("unable to retrieve secrets from ssm: AccessDeniedException: The ciphertext refers to a customer master key that does not exist, does not exist in this region, or you are not allowed to access"), KeyAccessDenied, Uncertain)
        .action("kms:Decrypt"),
    row(retrieval!("unable to retrieve secret from asm: ", denied!("kms:Decrypt", "arn:aws:kms:eu-west-1:111111111111:key/0a1b")), KeyAccessDenied, Uncertain)
        .denied("kms:Decrypt", "arn:aws:kms:eu-west-1:111111111111:key/0a1b"),
    row(retrieval!("unable to retrieve secret from asm: AccessDeniedException: Access to KMS is not allowed"), KeyAccessDenied, Uncertain)
        .action("kms:Decrypt"),
    row(retrieval!("unable to retrieve secrets from ssm: AccessDeniedException: Access to KMS is not allowed"), KeyAccessDenied, Uncertain)
        .action("kms:Decrypt"),
    // ---- SSM: no route. Old; cut off; the SDK's second version; the sentence of 2024.
    row(retrieval!("unable to retrieve secrets from ssm: service call has been retried 5 time(s): RequestCanceled: request context canceled caused by: context deadline exceeded"), NoRoute, Uncertain).on("ssm"),
    row(retrieval!("unable to retrieve secrets from ssm: service call has been retried 1 time(s): RequestCanceled: request context canceled caused by: context deadli..."), NoRoute, Uncertain).on("ssm"),
    row(retrieval!("unable to retrieve secrets from ssm: operation error SSM: GetParameters, https response error StatusCode: 0, RequestID: , canceled, context deadline exceeded"), NoRoute, Uncertain).on("ssm"),
    row(retrieval!("unable to retrieve secrets from ssm: service call has been retried 3 time(s): RequestError: send request failed caused by: Post https://ssm.eu-west-1.amazonaws.com/: dial tcp 10.0.0.1:443: i/o timeout"), NoRoute, Uncertain).on("ssm"),
    row(pull_secrets!("The task cannot pull secrets from AWS Systems Manager. There is a connection issue between the task and AWS Systems Manager Parameter Store. Check your task network configuration."), NoRoute, Uncertain).on("ssm"),
    // ---- SSM: 40 reads a second for everybody. SSM quotas.
    row(retrieval!("unable to retrieve secrets from ssm: service call has been retried 5 time(s): ThrottlingException: Rate exceeded"), AwsThrottled, Transient),
    // ---- Secrets Manager: missing. The last is the developer guide's, "resource not found error".
    row(retrieval!("unable to retrieve secret from asm: service call has been retried 1 time(s): failed to fetch secret arn:aws:secretsmanager:eu-west-1:111111111111:secret:db-AbCdEf from secrets manager: ResourceNotFoundException: Secrets Manager can't find the specified secret."), SecretMissing, Deterministic).on(SECRET),
    row(retrieval!("unable to retrieve secret from asm: service call has been retried 1 time(s): failed to fetch secret arn:aws:secretsmanager:eu-west-1:111111111111:secret:db-AbCdEf from secrets manager: InvalidRequestException: You can't perform this operation on the secret because it was marked for deletion."), SecretMissing, Deterministic).on(SECRET),
    row(retrieval!("unable to retrieve secret from asm: service call has been retried 1 time(s): failed to fetch secret arn:aws:secretsmanager:eu-west-1:111111111111:secret:db-AbCdEf from secrets manager: ResourceNotFoundException: Secrets Manager can’t find the specified secret value for staging label: AWSCURRENT"), SecretMissing, Deterministic).on(SECRET),
    row("ResourceNotFoundException: The task can't retrieve the secret with ARN 'arn:aws:secretsmanager:eu-west-1:111111111111:secret:db-AbCdEf' from AWS Secrets Manager. Check whether the secret exists in the specified Region", SecretMissing, Deterministic).on(SECRET),
    // ---- Secrets Manager: access.
    row(retrieval!("unable to retrieve secret from asm: service call has been retried 1 time(s): failed to fetch secret arn:aws:secretsmanager:eu-west-1:111111111111:secret:db-AbCdEf from secrets manager: ", denied!("secretsmanager:GetSecretValue", "arn:aws:secretsmanager:eu-west-1:111111111111:secret:db-AbCdEf")), SecretAccessDenied, Uncertain)
        .denied("secretsmanager:GetSecretValue", SECRET),
    row(retrieval!("unable to retrieve secret from asm: service call has been retried 1 time(s): failed to fetch secret arn:aws:secretsmanager:eu-west-1:111111111111:secret:db-AbCdEf from secrets manager: AccessDeniedException: User: ..."), SecretAccessDenied, Uncertain)
        .action("secretsmanager:GetSecretValue").on(SECRET),
    // ---- Secrets Manager: JSON. The first is amazon-ecs-agent's, `asm/asm.go`.
    row(retrieval!("unable to retrieve secret from asm: service call has been retried 1 time(s): retrieved secret from Secrets Manager did not contain json key password: arn:aws:secretsmanager:eu-west-1:111111111111:secret:db-AbCdEf"), SecretJsonKeyMissing, Deterministic)
        .on("arn:aws:secretsmanager:eu-west-1:111111111111:secret:db-AbCdEf:password::"),
    row(retrieval!("unable to retrieve secret from asm: service call has been retried 1 time(s): retrieved secret from Secrets Manager did not contain json key token"), SecretJsonKeyMissing, Deterministic)
        .on("token"),
    row(retrieval!("unable to retrieve secret from asm: invalid character 'p' in literal true (expecting 'r')"), SecretJsonKeyMissing, Deterministic),
    // ---- Secrets Manager: no route.
    row(pull_secrets!("The task cannot pull secrets from AWS Secrets Manager. There is a connection issue between the task and AWS Secrets Manager. Check your task network configuration."), NoRoute, Uncertain).on("secretsmanager"),
    row(retrieval!("unable to retrieve secret from asm: service call has been retried 5 time(s): failed to fetch secret arn:aws:secretsmanager:eu-west-1:111111111111:secret:db-AbCdEf from secrets manager: RequestCanceled: request context canceled caused by: context deadline exceeded"), NoRoute, Uncertain).on("secretsmanager"),
    // ---- Cut off before it says why.
    row(retrieval!("unable to retrieve secrets from ssm: service call has been retried 1 tim..."), SecretsUnreadable, Uncertain),
    row(retrieval!("unable to retrieve secret from asm: service call has been ..."), SecretsUnreadable, Uncertain),
    row(pull_secrets!("execution resource retr..."), SecretsUnreadable, Uncertain),
];
