//! Logging in to the registry. Observed and from public issues, unless said otherwise.

use super::{Row, row};
use crate::cause::CauseKind::*;
use crate::cause::Class::*;

const SECRET: &str = "arn:aws:secretsmanager:eu-west-1:111111111111:secret:db-AbCdEf";

#[rustfmt::skip]
pub(super) const ROWS: &[Row] = &[
    // ---- ECR's token.
    row(retrieval!("unable to retrieve ecr registry auth: service call has been retried 1 time(s): operation error ECR: GetAuthorizationToken, https response error StatusCode: 400, RequestID: 0a1b, api error ", denied!("ecr:GetAuthorizationToken", "*")), RegistryTokenDenied, Uncertain)
        .denied("ecr:GetAuthorizationToken", "*"),
    row(retrieval!("unable to retrieve ecr registry auth: service call has been retried 1 time(s): AccessDeniedException: User: ..."), RegistryTokenDenied, Uncertain)
        .action("ecr:GetAuthorizationToken"),
    row(retrieval!("unable to retrieve ecr registry auth: service call has been retried 3 time(s): RequestError: send request failed caused by: Post https://api.ecr.eu-west-1.amazonaws.com/: dial tcp 10.0.0.1:443: i/o timeout"), NoRoute, Uncertain).on("ecr.api"),
    // The developer guide's, "resource initialization error".
    row(pull_secrets!("The task cannot pull registry authentication from Amazon ECR: There is a connection issue between the task and Amazon ECR. Check your task network configuration."), NoRoute, Uncertain).on("ecr.api"),
    // ---- A private registry's credentials.
    row(retrieval!("unable to get registry auth from asm: service call has been retried 1 time(s): asm fetching secret from the service for arn:aws:secretsmanager:eu-west-1:111111111111:secret:db-AbCdEf: ", denied!("secretsmanager:GetSecretValue", "arn:aws:secretsmanager:eu-west-1:111111111111:secret:db-AbCdEf")), RegistryCredentialsRejected, Uncertain)
        .denied("secretsmanager:GetSecretValue", SECRET),
    row(retrieval!("unable to get registry auth from asm: service call has been retried 1 time(s): asm fetching secret from the service for arn:aws:secretsmanager:eu-west-1:111111111111:secret:db-AbCdEf: ResourceNotFoundException: Secrets Manager can't find the specified secret."), RegistryCredentialsRejected, Deterministic).on(SECRET),
    row(retrieval!("unable to get registry auth from asm: RequestCanceled: request context canceled caused by: context deadline exceeded"), NoRoute, Uncertain).on("secretsmanager"),
    row(retrieval!("unable to get registry auth from asm: service call ..."), RegistryCredentialsRejected, Uncertain),
];
