//! What went wrong, in one line.

use super::exit_meaning;
use crate::cause::{Cause, CauseKind};
use crate::diagnosis::deployment_reason;
use crate::diagnosis::text::Text;
use crate::foreign::{Foreign, Sentence};

/// Returns what went wrong in one line, without a period.
#[expect(
    clippy::too_many_lines,
    reason = "one arm per kind, to be read as a table"
)]
pub fn title(cause: &Cause) -> Sentence {
    let thing = cause.resource.as_ref();
    let own = Sentence::own;
    match cause.kind {
        CauseKind::ParameterAccessDenied => denied(
            cause,
            " may not read ",
            "the SSM parameter ",
            "an SSM parameter",
        ),
        CauseKind::ParameterMissing => parameter_missing(thing),
        CauseKind::KeyAccessDenied => denied(
            cause,
            " may not decrypt with ",
            "the KMS key ",
            "the KMS key of a secret",
        ),
        CauseKind::SecretAccessDenied => denied(
            cause,
            " may not read ",
            "the secret ",
            "a secret of Secrets Manager",
        ),
        CauseKind::SecretMissing => name(
            own(""),
            thing,
            "the secret ",
            "a secret of Secrets Manager",
        )
        .then(
            " does not exist in this account and region, is marked for deletion, or has no value",
        ),
        CauseKind::SecretJsonKeyMissing => name(
            own("a secret of Secrets Manager has no such JSON key, or is not JSON"),
            thing,
            ": ",
            "",
        ),
        CauseKind::SecretsUnreadable => own(
            "the task's secrets or its registry login could not be fetched, and \
            AWS's text ends before it says why",
        ),
        CauseKind::RegistryTokenDenied => action(role(cause).then(" may not log in to ECR"), cause),
        CauseKind::RegistryCredentialsRejected => {
            let who = name(own(""), image(thing), "the registry of ", "the registry");
            who.then(" wants a login, and the task has none that works")
        }
        CauseKind::ImagePullDenied => {
            let named = if is_arn(thing) {
                "from the repository "
            } else {
                "the image "
            };
            denied(cause, " may not pull ", named, "the image")
        }
        CauseKind::ImageNotFound => {
            name(own(""), thing, "the image ", "the image").then(" is not in the registry")
        }
        CauseKind::ImageWrongPlatform => name(
            own("the image was not built for the task's platform"),
            thing,
            ", ",
            "",
        ),
        CauseKind::ImagePullThrottled => name(
            own("the registry limits the rate of pulls"),
            thing,
            " of ",
            "",
        ),
        CauseKind::ImageLayerUnreadable => own("a layer of the image could not be downloaded"),
        CauseKind::ImagePullFailed => {
            name(own(""), thing, "the image ", "the image").then(" could not be pulled")
        }
        CauseKind::DiskFull => own("the task's disk is full"),
        CauseKind::NoRoute => no_route(thing),
        CauseKind::LogGroupMissing => {
            // AWS does not say which one it was.
            let named = if several(thing) {
                "one of the log groups "
            } else {
                "the log group "
            };
            name(own(""), thing, named, "the log group").then(" does not exist")
        }
        CauseKind::LogAccessDenied => denied(cause, " may not write to ", "", "the log group"),
        CauseKind::LogConfigurationInvalid => name(
            own("the task definition's log configuration is invalid"),
            thing,
            ": missing ",
            "",
        ),
        CauseKind::LogDriverFailed => {
            own("the log driver did not start, and AWS's text ends before it says why")
        }
        CauseKind::EnvironmentFileUnreadable => name(
            own(""),
            thing,
            "the environment file ",
            "an environment file",
        )
        .then(" could not be read from S3"),
        CauseKind::FileSystemUnmountable => {
            name(own(""), thing, "the EFS file system ", "an EFS file system")
                .then(" could not be mounted")
        }
        CauseKind::RoleNotAssumable => name(
            own("ECS cannot assume "),
            thing.or(cause.role.as_ref()),
            "the role ",
            "the role",
        ),
        CauseKind::CommandNotExecutable => name(
            container(cause).then(" cannot execute "),
            thing,
            "",
            "its command",
        ),
        CauseKind::ContainerRuntimeFailed => {
            container(cause).then(" could not be started by the runtime")
        }
        CauseKind::ContainerExited => exited(cause),
        CauseKind::OutOfMemory => {
            container(cause).then(" used more memory than it may and was killed")
        }
        CauseKind::LoadBalancerUnhealthy => load_balancer(cause),
        CauseKind::TargetGroupMissing => {
            name(own(""), thing, "the target group ", "the target group")
                .then(" is gone, or its load balancer does not use it")
        }
        CauseKind::ContainerUnhealthy => container(cause).then(" fails its own health check"),
        CauseKind::ServiceRoleDenied => {
            let who = name(own(""), cause.role.as_ref(), "the role ", "ECS itself");
            let may_not = who.then(" may not do what the service needs");
            action(name(may_not, thing, ", with the target group ", ""), cause)
        }
        CauseKind::NetworkConfigurationInvalid => name(
            own("the load balancer or network configuration does not fit this deployment"),
            thing,
            ": ",
            "",
        ),
        CauseKind::SubnetFull => {
            name(own(""), thing, "the subnet ", "a subnet").then(" has no free addresses")
        }
        CauseKind::NetworkInterfaceFailed => {
            own("the task's network interface was not made in time")
        }
        CauseKind::CapacityMissing => own("AWS has no capacity for the task at the moment"),
        CauseKind::QuotaReached => name(own("a quota of the account is used up"), thing, ": ", ""),
        CauseKind::NoContainerInstance => own("no container instance has room for the task"),
        CauseKind::AccountBlocked => own("AWS has blocked the account"),
        CauseKind::DeploymentConfigurationStuck => own(
            "minimumHealthyPercent and maximumPercent leave ECS no room to start or \
            stop a task",
        ),
        CauseKind::TasksProtected => own("old tasks are protected from being stopped"),
        CauseKind::ComputeIncompatible => {
            own("the task definition does not fit the service's launch type or capacity provider")
        }
        CauseKind::AwsThrottled => own("AWS throttles its own calls for this service"),
        CauseKind::AwsInternal => own("AWS had an internal error"),
        CauseKind::SpotInterrupted => own("AWS took a Spot task back"),
        CauseKind::StoppedByUser => own("a person or a tool stopped it"),
        CauseKind::AlarmTriggered => {
            let named = if several(thing) {
                "the deployment alarms "
            } else {
                "the deployment alarm "
            };
            name(own(""), thing, named, "a deployment alarm").then(" fired")
        }
        CauseKind::CircuitBreakerTripped => {
            own("ECS's circuit breaker gave the deployment up, and no task says why")
        }
        CauseKind::RollbackCandidateMissing => {
            own("ECS has no earlier successful deployment to go back to")
        }
        CauseKind::DeploymentFailed => own("ECS gave the deployment up, and does not say why"),
        CauseKind::LifecycleHookFailed => hook(cause),
        CauseKind::TasksNotStarting => own("tasks do not start, and ECS does not say why"),
        CauseKind::Unrecognised => name(
            own("a reason that foghorn does not know: "),
            Some(&cause.text).filter(|text| !text.raw().is_empty()),
            "",
            "AWS gave no text",
        ),
    }
}

/// Goes on with what is named, or with the words for when it is not.
fn name(sentence: Sentence, name: Option<&Foreign>, named: &str, unnamed: &str) -> Sentence {
    let words = if name.is_some() { named } else { unnamed };
    let sentence = if sentence == Sentence::own("") {
        Sentence::default()
    } else {
        sentence
    };
    let sentence = if words.is_empty() {
        sentence
    } else {
        sentence.then(words)
    };
    match name {
        Some(name) => sentence.foreign(name.raw()),
        None => sentence,
    }
}

fn role(cause: &Cause) -> Sentence {
    name(
        Sentence::default(),
        cause.role.as_ref(),
        "the execution role ",
        "the execution role",
    )
}

fn container(cause: &Cause) -> Sentence {
    match &cause.container {
        Some(container) => Sentence::own("container ").foreign(container),
        None => Sentence::own("a container"),
    }
}

fn action(sentence: Sentence, cause: &Cause) -> Sentence {
    match &cause.action {
        Some(action) => sentence.then(" (").foreign(action.raw()).then(")"),
        None => sentence,
    }
}

fn denied(cause: &Cause, verb: &str, named: &str, unnamed: &str) -> Sentence {
    action(
        name(
            role(cause).then(verb),
            cause.resource.as_ref(),
            named,
            unnamed,
        ),
        cause,
    )
}

fn several(things: Option<&Foreign>) -> bool {
    things.is_some_and(|names| names.raw().contains(", "))
}

fn is_arn(thing: Option<&Foreign>) -> bool {
    thing.is_some_and(|thing| thing.raw().starts_with("arn:"))
}

fn parameter_missing(thing: Option<&Foreign>) -> Sentence {
    let (named, verb) = if several(thing) {
        (
            "the SSM parameters ",
            " do not exist in this account and region",
        )
    } else {
        (
            "the SSM parameter ",
            " does not exist in this account and region",
        )
    };
    name(Sentence::default(), thing, named, "an SSM parameter").then(verb)
}

/// The table names AWS's services as their endpoints are; anything else is an image.
fn no_route(thing: Option<&Foreign>) -> Sentence {
    let sentence = Sentence::own("the task's network has no way to ");
    let service = match thing.map(Foreign::raw) {
        None => "an AWS service or the registry",
        Some("ssm") => "SSM Parameter Store",
        Some("secretsmanager") => "Secrets Manager",
        Some("ecr.api") => "ECR",
        Some("logs") => "CloudWatch Logs",
        Some("s3") => "S3",
        Some(image) => return sentence.then("the registry of ").foreign(image),
    };
    sentence.then(service)
}

fn exited(cause: &Cause) -> Sentence {
    let Some(code) = cause.exit_code else {
        return container(cause).then(" exited");
    };
    let sentence = container(cause).then(format!(" exited with {code}"));
    match exit_meaning(cause) {
        Some(meaning) => sentence.then(format!(" ({meaning})")),
        None => sentence,
    }
}

/// A hook by its function and the stage at which it failed.
fn hook(cause: &Cause) -> Sentence {
    let stage = deployment_reason::stage(&Text::of(&cause.text)).map(Foreign::new);
    let function = cause
        .resource
        .as_ref()
        .filter(|_| is_arn(cause.resource.as_ref()));
    let hook = name(
        Sentence::default(),
        function,
        "the lifecycle hook ",
        "a lifecycle hook",
    );
    action(
        name(hook.then(" failed"), stage.as_ref(), " at ", ""),
        cause,
    )
}

/// What a text names, if it is an image and no ARN.
fn image(thing: Option<&Foreign>) -> Option<&Foreign> {
    thing.filter(|thing| !is_arn(Some(thing)))
}

fn load_balancer(cause: &Cause) -> Sentence {
    let text = Text::of(&cause.text);
    let sentence = Sentence::own("the load balancer's health check fails");
    if let Some(codes) = status_codes(&text) {
        return sentence.then(format!(": the task answers with HTTP {codes}"));
    }
    if text.has("timed out") || text.has("target.timeout") {
        return sentence.then(": the task does not answer in time");
    }
    sentence
}

/// The codes in `Health checks failed with these codes: [404]`. Source: ELBv2 API,
/// `TargetHealth.Description`.
pub(super) fn status_codes(text: &Text) -> Option<String> {
    let codes = text.between("these codes: [", ']')?;
    let plain = codes.len() <= 40
        && codes
            .chars()
            .all(|c| c.is_ascii_digit() || ", ".contains(c));
    plain.then_some(codes)
}
