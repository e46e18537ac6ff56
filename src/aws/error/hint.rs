//! What a person can do about a failure.

use super::Error;
use super::kind::{Kind, Missing};
use foghorn_deploy::foreign::Sentence;

pub(super) fn hints(error: &Error) -> Vec<Sentence> {
    let what = error.resource().unwrap_or("it");
    match error.kind() {
        Kind::NoCredentials => vec![
            Sentence::own("in GitHub Actions: give the job ")
                .code("permissions: id-token: write")
                .then(" and the stage a ")
                .code("role")
                .then(", or run ")
                .code("aws-actions/configure-aws-credentials")
                .then(" before this step"),
            Sentence::own("in GitLab CI: set ")
                .code("AWS_ROLE_ARN")
                .then(" and ")
                .code("AWS_WEB_IDENTITY_TOKEN_FILE")
                .then(" from an ")
                .code("id_tokens")
                .then(" entry"),
            Sentence::own("on your machine: run ")
                .code("aws sso login")
                .then(" or set ")
                .code("AWS_PROFILE"),
        ],
        Kind::ExpiredCredentials => expired(error),
        Kind::UnknownCredentials => vec![
            Sentence::own("check ")
                .code("AWS_ACCESS_KEY_ID")
                .then(" and ")
                .code("AWS_SESSION_TOKEN")
                .then(": the key was deleted, is of another partition, or its session token is missing"),
        ],
        Kind::WrongSignature => vec![
            Sentence::own("check ").code("AWS_SECRET_ACCESS_KEY").then(
                " (a space or line break at its end, a character lost in the CI's secret store) \
                 and the clock of this machine",
            ),
        ],
        Kind::NoProfile { name } => vec![
            Sentence::own("unset ")
                .code("AWS_PROFILE")
                .then(", or make the profile with ")
                .code(format!("aws configure --profile {name}")),
        ],
        Kind::NoTokenFile { .. } => vec![
            Sentence::own("write the identity token to that file before this step, or unset ")
                .code("AWS_WEB_IDENTITY_TOKEN_FILE"),
        ],
        Kind::BadEndpoint { variable } => vec![
            Sentence::own("unset ")
                .code(variable)
                .then(", or set it to a URL such as ")
                .code("http://127.0.0.1:4566"),
        ],
        Kind::NoRegion => vec![
            Sentence::own("set ")
                .code("region:")
                .then(" in the stage, or ")
                .code("AWS_REGION"),
        ],
        Kind::AccessDenied { action, on } => vec![denied(error, action.as_deref(), on.as_deref())],
        Kind::Throttled => vec![Sentence::own(
            "other callers in this account and region use up AWS's limits: run the step again later",
        )],
        Kind::NotFound(missing) => vec![not_found(*missing, what)],
        Kind::Unreachable => vec![
            Sentence::own("check ")
                .code("region:")
                .then(", the network and proxy of this machine, and ")
                .code("AWS_ENDPOINT_URL"),
        ],
        Kind::TimedOut | Kind::ServerFault | Kind::Lost | Kind::Unreadable => vec![Sentence::own(
            "run the step again: it first looks at what this run already changed",
        )],
        Kind::Rejected => Vec::new(),
    }
}

fn expired(error: &Error) -> Vec<Sentence> {
    let again = Sentence::own(
        "run the step again with fresh credentials: it follows a deployment that is under way",
    );
    let longer = Sentence::own("make the session longer than the longest deployment: set ")
        .code("role-duration-seconds")
        .then(" of ")
        .code("aws-actions/configure-aws-credentials")
        .then(" (elsewhere ")
        .code("DurationSeconds")
        .then("), and the role's ")
        .code("MaxSessionDuration")
        .then(" if that is shorter");
    // Source: STS API reference, AssumeRoleWithWebIdentity: the token must be valid at each call.
    if error.operation() == "sts:AssumeRoleWithWebIdentity" {
        return vec![
            again,
            Sentence::own("the identity token has expired: keep ")
                .code("AWS_WEB_IDENTITY_TOKEN_FILE")
                .then(" up to date, since it is read again with each renewal"),
            longer,
        ];
    }
    vec![
        again,
        longer,
        Sentence::own("or let foghorn get credentials that it can renew: set ")
            .code("AWS_ROLE_ARN")
            .then(" and ")
            .code("AWS_WEB_IDENTITY_TOKEN_FILE")
            .then(", or ")
            .code("role:")
            .then(" in the stage; those in environment variables cannot be renewed"),
    ]
}

fn denied(error: &Error, action: Option<&str>, on: Option<&str>) -> Sentence {
    let action = action.unwrap_or(error.operation());
    if action.starts_with("sts:AssumeRole") {
        return Sentence::own(
            "let the role's trust policy name this identity, and allow the identity ",
        )
        .code(action);
    }
    // AWS's resource names are foreign text as much as its messages.
    let allow = Sentence::own("allow ").code(action);
    let allow = match on {
        Some(on) => allow.then(" on ").foreign(on),
        None => allow,
    };
    allow.then(" in the policy of the deploying identity")
}

fn not_found(missing: Missing, what: &str) -> Sentence {
    match missing {
        Missing::Cluster => Sentence::own("check ")
            .code("cluster:")
            .then(", ")
            .code("region:")
            .then(" and the account: the same name may exist elsewhere"),
        Missing::Service => Sentence::own("check ")
            .code("service:")
            .then(" and ")
            .code("cluster:")
            .then("; foghorn deploys to services that exist"),
        Missing::ServiceDeployment => {
            Sentence::own("ECS keeps service deployments for 90 days; deploy once more")
        }
        Missing::TaskDefinition => Sentence::own("check the family: ").code(what),
        Missing::TargetGroup => Sentence::own(
            "the service's load balancer configuration names a target group that was deleted",
        ),
        Missing::LogStream => Sentence::own("check the container's ").code("awslogs-group"),
        Missing::Repository => Sentence::own("create it with ")
            .code(format!(
                "aws ecr create-repository --repository-name {what}"
            ))
            .then(" or set ")
            .code("create-repository: true"),
        Missing::Image => Sentence::own("push the image first to ").code(what),
        Missing::Parameter => Sentence::own("check the parameter's name: ").code(what),
        Missing::Role => Sentence::own("check the role's name and account: ").code(what),
    }
}
