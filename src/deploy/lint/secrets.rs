//! Owns references to secrets: their form, and the role that reads them.
//!
//! It must not look one up, and must not show what stands where a reference should be: it may be
//! the secret.

use super::at::At;
use super::task::{Task, error};
use crate::document::sensitive::is_reference;
use crate::problem::Problems;

pub(super) fn check(task: &Task<'_>, problems: &mut Problems) {
    for container in &task.containers {
        let log = container.at.get("logConfiguration");
        let options = log.map_or_else(Vec::new, |log| log.list("secretOptions"));
        for secret in container.at.list("secrets").iter().chain(&options) {
            if let Some(from) = secret.get("valueFrom") {
                reference(&from, problems);
            }
        }
    }
    role(task, problems);
}

fn reference(from: &At<'_>, problems: &mut Problems) {
    let Some(text) = from.text() else {
        return;
    };
    let bad = |message: &str| {
        Some((
            message.to_owned(),
            "write the name or the ARN of a parameter, or the ARN of a secret",
        ))
    };
    let found = if text.is_empty() {
        bad("`valueFrom` is empty")
    } else if let Some(arn) = text.strip_prefix("arn:") {
        of_arn(arn)
    } else if !is_name(text) {
        bad(
            "`valueFrom` is neither the name of a parameter nor an ARN, and may be the secret itself: it is not shown",
        )
    } else {
        None
    };
    if let Some((message, help)) = found {
        error(problems, from.place(), message, help);
    }
}

/// Source: SSM API model, `PutParameterRequest.Name`.
fn is_name(text: &str) -> bool {
    let allowed = |c: char| c.is_ascii_alphanumeric() || "/_.-:".contains(c);
    (is_reference(text) || text.len() <= 1011) && text.chars().all(allowed)
}

/// What is wrong with an ARN, without its `arn:`, and what to do.
/// Source: ECS developer guide, "Pass Secrets Manager secrets through environment variables":
/// `arn:PARTITION:secretsmanager:REGION:ACCOUNT:secret:NAME:JSON-KEY:VERSION-STAGE:VERSION-ID`.
fn of_arn(arn: &str) -> Option<(String, &'static str)> {
    let parts: Vec<&str> = arn.split(':').collect();
    let [_, service, region, account, resource @ ..] = parts.as_slice() else {
        return Some((
            "this ARN is too short".to_owned(),
            "copy it from the console, or from `aws ssm get-parameter --name NAME`",
        ));
    };
    if region.is_empty()
        || account.len() != 12
        || !account.bytes().all(|byte| byte.is_ascii_digit())
    {
        return Some((
            "this ARN has no region, or no account of 12 digits".to_owned(),
            "write it as `arn:aws:SERVICE:REGION:ACCOUNT:…`",
        ));
    }
    match (*service, resource) {
        ("ssm", [name]) if name.starts_with("parameter/") && name.len() > "parameter/".len() => {
            None
        }
        ("ssm", _) => Some((
            "this is no ARN of a parameter".to_owned(),
            "write it as `arn:aws:ssm:REGION:ACCOUNT:parameter/NAME`",
        )),
        ("secretsmanager", ["secret", name, rest @ ..]) if !name.is_empty() => of_secret(rest),
        ("secretsmanager", _) => Some((
            "this is no ARN of a secret".to_owned(),
            "write it as `arn:aws:secretsmanager:REGION:ACCOUNT:secret:NAME-AbCdEf`",
        )),
        (other, _) => Some((
            format!("ECS reads no secrets from `{other}`"),
            "use the ARN of an SSM parameter or of a Secrets Manager secret",
        )),
    }
}

/// Key, version stage and version id; what is unused keeps its colon. Source: as above.
fn of_secret(rest: &[&str]) -> Option<(String, &'static str)> {
    match rest {
        [] => None,
        [_, stage, id] if stage.is_empty() || id.is_empty() => None,
        [_, _, _] => Some((
            "a version stage and a version id do not go together".to_owned(),
            "keep one of the two, and the colon of the other",
        )),
        few if few.len() < 3 => Some((
            "something of key, version stage and version id is left out with its colon".to_owned(),
            "end the ARN with `:KEY::`: what is not used keeps its colon",
        )),
        _ => Some((
            "this ARN has too many parts".to_owned(),
            "write it as `…:secret:NAME-AbCdEf:KEY:VERSION-STAGE:VERSION-ID`",
        )),
    }
}

/// Source: ECS's own answers to RegisterTaskDefinition ("When you are specifying container
/// secrets, you must also specify a value for 'executionRoleArn'", "Fargate requires task
/// definition to have execution role ARN to support …").
fn role(task: &Task<'_>, problems: &mut Problems) {
    if task
        .root
        .get("executionRoleArn")
        .is_some_and(|role| role.is_set())
    {
        return;
    }
    for container in &task.containers {
        let log = container.at.get("logConfiguration");
        let from_ecr = container
            .at
            .text_of("image")
            .is_some_and(|image| image.contains(".dkr.ecr."));
        let what = if container
            .at
            .get("secrets")
            .is_some_and(|secrets| secrets.is_set())
        {
            "its secrets"
        } else if log.as_ref().is_some_and(|log| {
            log.get("secretOptions")
                .is_some_and(|options| options.is_set())
        }) {
            "the secrets of its log driver"
        } else if !task.target.is_fargate() {
            continue;
        } else if from_ecr {
            "its image from ECR"
        } else if log.is_some_and(|log| log.text_of("logDriver") == Some("awslogs")) {
            "its log driver `awslogs`"
        } else {
            continue;
        };
        let message = format!(
            "`executionRoleArn` is missing, which the container `{}` needs for {what}",
            container.name
        );
        let help = "add the ARN of a role that `ecs-tasks.amazonaws.com` may assume, with the policy `AmazonECSTaskExecutionRolePolicy`";
        return error(
            problems,
            task.root.place_for("executionRoleArn"),
            message,
            help,
        );
    }
}
