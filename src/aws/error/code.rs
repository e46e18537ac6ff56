//! From AWS's error code to the kind of failure.

use super::kind::{Kind, Missing};

/// Returns the kind of an error answer.
///
/// The code decides; the status only where the code is unknown or absent. Sources: ECS, ECR, SSM,
/// CloudWatch Logs, ELBv2, IAM, Secrets Manager and STS API models; "Common error types" of the AWS API references.
pub(super) fn kind(code: Option<&str>, status: u16, message: &str) -> Kind {
    match code.unwrap_or_default() {
        "ExpiredToken" | "ExpiredTokenException" | "RequestExpired" => Kind::ExpiredCredentials,
        "UnrecognizedClientException"
        | "InvalidClientTokenId"
        | "InvalidAccessKeyId"
        | "InvalidIdentityToken"
        | "MissingAuthenticationToken"
        | "MissingAuthenticationTokenException"
        | "AuthFailure" => Kind::UnknownCredentials,
        "InvalidSignatureException"
        | "SignatureDoesNotMatch"
        | "IncompleteSignature"
        | "IncompleteSignatureException"
        | "RequestTimeTooSkewed" => Kind::WrongSignature,
        "AccessDenied" | "AccessDeniedException" | "UnauthorizedOperation" => Kind::AccessDenied {
            action: between(message, "not authorized to perform: "),
            on: between(message, " on resource: "),
        },
        "Throttling"
        | "ThrottlingException"
        | "ThrottledException"
        | "RequestThrottled"
        | "RequestThrottledException"
        | "RequestLimitExceeded"
        | "TooManyRequestsException"
        | "TooManyUpdates"
        | "SlowDown" => Kind::Throttled,
        "ClusterNotFoundException" => Kind::NotFound(Missing::Cluster),
        "ServiceNotFoundException" => Kind::NotFound(Missing::Service),
        "ServiceDeploymentNotFoundException" => Kind::NotFound(Missing::ServiceDeployment),
        "TargetGroupNotFound" | "TargetGroupNotFoundException" => {
            Kind::NotFound(Missing::TargetGroup)
        }
        "NoSuchEntity" | "NoSuchEntityException" => Kind::NotFound(Missing::Role),
        // CloudWatch Logs has it, and Secrets Manager.
        "ResourceNotFoundException" => Kind::NotFound(Missing::LogStream),
        "RepositoryNotFoundException" => Kind::NotFound(Missing::Repository),
        "ImageNotFoundException" => Kind::NotFound(Missing::Image),
        "ParameterNotFound" => Kind::NotFound(Missing::Parameter),
        // ECS has no code of its own for this; the text is the same for families and revisions.
        "ClientException" if message.starts_with("Unable to describe task definition") => {
            Kind::NotFound(Missing::TaskDefinition)
        }
        "ServerException"
        | "InternalServerError"
        | "InternalFailure"
        | "InternalServerException"
        | "ServiceUnavailable"
        | "ServiceUnavailableException" => Kind::ServerFault,
        _ => by_status(status),
    }
}

/// Returns the kind of an answer without a code that foghorn knows.
pub(super) fn by_status(status: u16) -> Kind {
    match status {
        429 => Kind::Throttled,
        400..=499 => Kind::Rejected,
        500.. => Kind::ServerFault,
        0..=399 => Kind::Unreadable,
    }
}

/// The word after `before`, up to the next space.
fn between(message: &str, before: &str) -> Option<String> {
    let (_, after) = message.split_once(before)?;
    let word = after.split_whitespace().next()?;
    Some(word.trim_end_matches(['.', ',']).to_owned())
}
