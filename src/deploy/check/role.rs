//! Owns what is wrong with the roles of a task: that they are not there, that tasks may not assume
//! them, and what the execution role has to be allowed so that a task starts.

use super::fact::Role;
use super::permission::{Purpose, Question};
use super::reference::{Reference, Source};
use super::{About, Finding};
use crate::cause::wording::{fixes, title};
use crate::cause::{Cause, CauseKind};
use crate::foreign::{Foreign, Sentence};
use crate::plan::Place;
use crate::task_definition::TaskDefinition;
use serde_json::Value;

/// Who assumes the roles of tasks. Source: ECS developer guide, "Task execution IAM role".
const TASKS: &str = "ecs-tasks.amazonaws.com";

/// What is wrong with a role itself; `None` if tasks can assume it. `asked` is its ARN in the task
/// definition.
pub fn judge(about: &About, asked: &str, role: Option<&Role>) -> Option<Finding> {
    let cause = Cause {
        role: Some(Foreign::new(asked)),
        ..Cause::foreseen(CauseKind::RoleNotAssumable)
    };
    let found = match role {
        None => about.problem(
            Sentence::own("the role ")
                .foreign(asked)
                .then(" does not exist"),
        ),
        // A task definition has to name the path, too. Source: ECS developer guide, "Task IAM role".
        Some(role) if asked.starts_with("arn:") && role.arn != asked => {
            let found = about.problem(
                Sentence::own("the role ")
                    .foreign(asked)
                    .then(" does not exist under this path"),
            );
            return Some(found.fix(Sentence::own("write ").foreign(&role.arn)));
        }
        Some(role) if !trusts_tasks(&role.trust) => {
            about.problem(title(&cause).then(": it does not trust ").code(TASKS))
        }
        Some(_) => return None,
    };
    let mut found = found;
    found.fix = fixes(&cause);
    Some(found)
}

/// Whether a trust policy lets tasks assume the role. Conditions are taken to be met.
/// Source: IAM user guide, "IAM JSON policy elements: Principal".
fn trusts_tasks(trust: &Value) -> bool {
    let statements = &trust["Statement"];
    each(statements).any(|statement| {
        let assumes = |action: &Value| {
            let action = action.as_str().unwrap_or_default().to_ascii_lowercase();
            ["sts:assumerole", "sts:*", "*"].contains(&action.as_str())
        };
        let principal = &statement["Principal"];
        let is_tasks = |service: &Value| service == TASKS;
        statement["Effect"] == "Allow"
            && each(&statement["Action"]).any(assumes)
            && (each(&principal["Service"]).any(is_tasks))
    })
}

/// The members of a list, or the one value that stands for it.
fn each(value: &Value) -> impl Iterator<Item = &Value> {
    let one = (!value.is_array() && !value.is_null()).then_some(value);
    value.as_array().into_iter().flatten().chain(one)
}

/// What the execution role of a task definition has to be allowed.
///
/// Decrypting is asked about apart ([`keys`]): only AWS knows which key a parameter has.
/// Source: ECS developer guide, "Task execution IAM role".
pub fn needs(
    definition: &TaskDefinition,
    references: &[Reference],
    place: &Place,
) -> Vec<Question> {
    let mut needs = Vec::new();
    let mut repositories = Vec::new();
    for container in definition.containers() {
        let image = definition.image(container).and_then(ecr_repository);
        repositories.extend(image.filter(|arn| !repositories.contains(arn)));
    }
    let ask = |purpose, actions: &[&str], resources: Vec<String>| {
        (!resources.is_empty()).then(|| Question::new(purpose, actions, resources))
    };
    if !repositories.is_empty() {
        let login = vec!["*".to_owned()];
        needs.extend(ask(Purpose::Login, &["ecr:GetAuthorizationToken"], login));
    }
    let pull = ["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"];
    needs.extend(ask(Purpose::Pull, &pull, repositories));
    let arns = |wanted: fn(&Source) -> bool| {
        let these = references.iter().filter(|one| wanted(&one.source));
        these.map(|one| one.arn.clone()).collect::<Vec<_>>()
    };
    let parameters = arns(|source| matches!(source, Source::Parameter { .. }));
    // The plural is what ECS calls.
    needs.extend(ask(Purpose::Parameter, &["ssm:GetParameters"], parameters));
    let secrets = arns(|source| matches!(source, Source::Secret));
    let read = ["secretsmanager:GetSecretValue"];
    needs.extend(ask(Purpose::Secret, &read, secrets));
    needs.extend(logs(definition, place));
    let files: Vec<String> = definition.environment_files().map(str::to_owned).collect();
    needs.extend(ask(Purpose::EnvironmentFile, &["s3:GetObject"], files));
    needs
}

/// What the execution role has to be allowed with keys that are not AWS's own.
/// Source: KMS developer guide, "`kms:ViaService`".
pub fn keys(via: &str, keys: Vec<String>, region: &str) -> Question {
    Question::new(Purpose::Key, &["kms:Decrypt"], keys)
        .with("kms:ViaService", &format!("{via}.{region}.amazonaws.com"))
}

/// Source: service authorization reference, "Amazon CloudWatch Logs".
fn logs(definition: &TaskDefinition, place: &Place) -> Vec<Question> {
    let mut streams = Vec::new();
    let mut created = Vec::new();
    for container in definition.containers() {
        let Some(log) = definition.log_configuration(container) else {
            continue;
        };
        let (Some(group), "awslogs") = (log.group, log.driver.as_str()) else {
            continue;
        };
        let place = Place {
            region: log.region.unwrap_or_else(|| place.region.clone()),
            ..place.clone()
        };
        let arn = |rest: &str| place.arn("logs", &format!("log-group:{group}{rest}"));
        let stream = arn(":log-stream:*");
        if !streams.contains(&stream) {
            streams.push(stream);
            created.extend(log.create_group.then(|| arn("")));
        }
    }
    let write = ["logs:CreateLogStream", "logs:PutLogEvents"];
    let write = (!streams.is_empty()).then(|| Question::new(Purpose::Log, &write, streams));
    let create = ["logs:CreateLogGroup"];
    let create = (!created.is_empty()).then(|| Question::new(Purpose::Log, &create, created));
    write.into_iter().chain(create).collect()
}

/// The ARN of the repository of an image in ECR.
/// Source: ECR user guide, "Amazon ECR private registry".
fn ecr_repository(image: &str) -> Option<String> {
    let (host, path) = image.split_once('/')?;
    let (account, rest) = host.split_once(".dkr.ecr.")?;
    let (region, domain) = rest.split_once('.')?;
    let name = path.split('@').next()?;
    let name = name.split(':').next()?;
    let partition = match domain {
        "amazonaws.com.cn" => "aws-cn",
        _ if region.starts_with("us-gov-") => "aws-us-gov",
        _ => "aws",
    };
    Some(format!(
        "arn:{partition}:ecr:{region}:{account}:repository/{name}"
    ))
}

#[cfg(test)]
mod tests {
    use super::{ecr_repository, trusts_tasks};
    use serde_json::json;

    #[test]
    fn who_may_assume_a_role() {
        let statement = |principal, action, effect| json!({ "Statement": { "Principal": principal, "Action": action, "Effect": effect } });
        let tasks = json!({ "Service": "ecs-tasks.amazonaws.com" });
        let both = json!({ "Service": ["ec2.amazonaws.com", "ecs-tasks.amazonaws.com"] });
        let ecs = json!({ "Service": "ecs.amazonaws.com" });
        let assume = json!("sts:AssumeRole");
        for (trusted, trust) in [
            (true, statement(&tasks, assume.clone(), "Allow")),
            (
                true,
                statement(&both, json!(["sts:TagSession", "STS:assumerole"]), "Allow"),
            ),
            (
                true,
                json!({ "Statement": [statement(&tasks, json!("sts:*"), "Allow")["Statement"]] }),
            ),
            (false, statement(&tasks, assume.clone(), "Deny")),
            (false, statement(&tasks, json!("sts:TagSession"), "Allow")),
            (false, statement(&ecs, assume.clone(), "Allow")),
            (false, statement(&json!({ "AWS": "*" }), assume, "Allow")),
            (false, json!(null)),
        ] {
            assert_eq!(trusts_tasks(&trust), trusted, "{trust}");
        }
    }

    #[test]
    fn repositories_of_images() {
        for (image, arn) in [
            (
                "1.dkr.ecr.eu-west-1.amazonaws.com/a/b:1@sha256:2",
                "arn:aws:ecr:eu-west-1:1:repository/a/b",
            ),
            (
                "1.dkr.ecr.cn-north-1.amazonaws.com.cn/a",
                "arn:aws-cn:ecr:cn-north-1:1:repository/a",
            ),
            (
                "1.dkr.ecr.us-gov-west-1.amazonaws.com/a",
                "arn:aws-us-gov:ecr:us-gov-west-1:1:repository/a",
            ),
        ] {
            assert_eq!(ecr_repository(image).as_deref(), Some(arn));
        }
        for other in ["nginx", "public.ecr.aws/a/b:1", "ghcr.io/a/b"] {
            assert_eq!(ecr_repository(other), None, "{other}");
        }
    }
}
