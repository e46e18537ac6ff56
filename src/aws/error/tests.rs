//! From codes to kinds, and from kinds to what they mean.

use super::code::kind;
use super::{Error, Kind, Missing, one_line};

fn denied(action: Option<&str>, on: Option<&str>) -> Kind {
    Kind::AccessDenied {
        action: action.map(str::to_owned),
        on: on.map(str::to_owned),
    }
}

#[test]
fn kinds_of_answers() {
    let not_authorized = "User: arn:aws:sts::1:assumed-role/r/s is not authorized to perform: \
        ecs:UpdateService on resource: arn:aws:ecs:eu-west-1:1:service/dev/orders because no \
        identity-based policy allows the ecs:UpdateService action";
    let service = "arn:aws:ecs:eu-west-1:1:service/dev/orders";
    let table = [
        ("ExpiredTokenException", 400, "", Kind::ExpiredCredentials),
        ("ExpiredToken", 403, "", Kind::ExpiredCredentials),
        (
            "UnrecognizedClientException",
            400,
            "",
            Kind::UnknownCredentials,
        ),
        ("InvalidClientTokenId", 403, "", Kind::UnknownCredentials),
        ("InvalidSignatureException", 400, "", Kind::WrongSignature),
        ("SignatureDoesNotMatch", 403, "", Kind::WrongSignature),
        (
            "AccessDeniedException",
            400,
            not_authorized,
            denied(Some("ecs:UpdateService"), Some(service)),
        ),
        ("AccessDenied", 403, "no", denied(None, None)),
        ("ThrottlingException", 400, "Rate exceeded", Kind::Throttled),
        ("Throttling", 400, "", Kind::Throttled),
        ("", 429, "", Kind::Throttled),
        (
            "ClusterNotFoundException",
            400,
            "",
            Kind::NotFound(Missing::Cluster),
        ),
        (
            "ServiceNotFoundException",
            400,
            "",
            Kind::NotFound(Missing::Service),
        ),
        (
            "ResourceNotFoundException",
            400,
            "",
            Kind::NotFound(Missing::LogStream),
        ),
        (
            "TargetGroupNotFound",
            400,
            "",
            Kind::NotFound(Missing::TargetGroup),
        ),
        (
            "ClientException",
            400,
            "Unable to describe task definition.",
            Kind::NotFound(Missing::TaskDefinition),
        ),
        (
            "ClientException",
            400,
            "Family contains invalid characters.",
            Kind::Rejected,
        ),
        ("ServiceNotActiveException", 400, "", Kind::Rejected),
        ("ServerException", 500, "", Kind::ServerFault),
        ("Brand.NewException", 418, "", Kind::Rejected),
        ("Brand.NewException", 502, "", Kind::ServerFault),
        ("", 302, "", Kind::Unreadable),
    ];
    for (code, status, message, expected) in table {
        assert_eq!(
            kind(Some(code), status, message),
            expected,
            "{code} {status}"
        );
    }
}

#[test]
fn what_may_work_later_and_what_may_have_happened() {
    let table = [
        (Kind::NoCredentials, false, false),
        (Kind::ExpiredCredentials, false, false),
        (Kind::UnknownCredentials, false, false),
        (Kind::WrongSignature, false, false),
        (Kind::NoRegion, false, false),
        (
            Kind::BadEndpoint {
                variable: String::new(),
            },
            false,
            false,
        ),
        (denied(None, None), false, false),
        (Kind::Throttled, true, false),
        (Kind::NotFound(Missing::Service), false, false),
        (Kind::Rejected, false, false),
        (Kind::Unreachable, true, false),
        (Kind::TimedOut, true, true),
        (Kind::ServerFault, true, true),
        (Kind::Lost, true, true),
        (Kind::Unreadable, true, true),
    ];
    for (kind, retryable, lost) in table {
        let error = Error::local("ecs:UpdateService", kind, "");
        assert_eq!(error.retryable(), retryable, "{error:?}");
        assert_eq!(error.lost_answer(), lost, "{error:?}");
    }
}

#[test]
fn foreign_text_stays_on_one_line() {
    assert_eq!(one_line("a\r\n::error::\u{1b}[31mb"), "a  ::error:: [31mb");
    assert_eq!(one_line(&"x".repeat(1000)).chars().count(), 601);
    let error = Error::local("ecs:UpdateService", Kind::Lost, "gone\n").about("dev/orders");
    assert_eq!(error.to_string(), "ecs:UpdateService on dev/orders: gone");
}

#[test]
fn a_refused_role_is_not_a_missing_policy() {
    let hint = |operation, kind| format!("{:?}", Error::local(operation, kind, "").hints());
    assert!(hint("sts:AssumeRole", denied(None, None)).contains("trust policy"));
    let pass = hint(
        "ecs:RegisterTaskDefinition",
        denied(Some("iam:PassRole"), Some("arn:role")),
    );
    assert!(
        pass.contains("iam:PassRole") && pass.contains("Foreign(Foreign(\"arn:role\"))"),
        "{pass}"
    );
}
