//! Fixes for what a role may not do.

use super::super::command::statement;
use crate::cause::Cause;
use crate::diagnosis::text::Text;
use crate::foreign::{Foreign, Sentence};

/// Why an allow may not be enough, in AWS's words.
const EXPLICIT_DENY: &str = "explicit deny";
const RESOURCE_POLICY: &str = "no resource-based policy allows";

pub(super) fn parameter(cause: &Cause) -> Vec<Sentence> {
    let mut fixes = allow(
        cause,
        &["ssm:GetParameters"],
        "arn:aws:ssm:REGION:ACCOUNT:parameter/NAME",
    );
    fixes.push(
        Sentence::own("mind the plural: ECS calls ")
            .code("ssm:GetParameters")
            .then("; ")
            .code("ssm:GetParameter")
            .then(" is another permission and does not help"),
    );
    if cause.resource.is_none() {
        fixes.push(
            Sentence::own(
                "AWS cut its text off: if the parameter is encrypted with a key of your \
            own, allow ",
            )
            .code("kms:Decrypt")
            .then(" on that key as well"),
        );
    }
    fixes.push(again());
    fixes
}

pub(super) fn secret(cause: &Cause) -> Vec<Sentence> {
    let mut fixes = allow(
        cause,
        &["secretsmanager:GetSecretValue"],
        "arn:aws:secretsmanager:REGION:ACCOUNT:secret:NAME-??????",
    );
    fixes.push(Sentence::own(
        "a secret's ARN ends in six random characters: use the whole ARN, or end it in -??????",
    ));
    fixes.push(again());
    fixes
}

pub(super) fn key(cause: &Cause) -> Vec<Sentence> {
    let mut fixes = allow(cause, &["kms:Decrypt"], "arn:aws:kms:REGION:ACCOUNT:key/ID");
    fixes.push(Sentence::own(
        "allow the role in the policy of the key as well, if the key is in \
            another account or its policy does not delegate to IAM",
    ));
    fixes.push(Sentence::own(
        "check that the key still exists, is enabled and is in the same region",
    ));
    fixes.push(again());
    fixes
}

pub(super) fn registry_token(cause: &Cause) -> Vec<Sentence> {
    vec![
        add_to(cause, statement(&["ecr:GetAuthorizationToken"], "*")),
        Sentence::own("or attach the managed policy ").code("AmazonECSTaskExecutionRolePolicy"),
        again(),
    ]
}

pub(super) fn image(cause: &Cause) -> Vec<Sentence> {
    let arn = cause
        .resource
        .as_ref()
        .filter(|resource| resource.raw().starts_with("arn:"));
    let resource = arn.map_or("arn:aws:ecr:REGION:ACCOUNT:repository/NAME", Foreign::raw);
    let actions = ["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"];
    let mut fixes = vec![add_to(cause, statement(&actions, resource))];
    fixes.extend(more_than_an_allow(cause));
    fixes.push(Sentence::own(
        "if the repository is in another account, allow the role in the \
            repository's policy as well",
    ));
    fixes.push(again());
    fixes
}

pub(super) fn logs(cause: &Cause) -> Vec<Sentence> {
    // AWS names the group, a stream in it, or `…:log-stream:`; a policy names all its streams.
    let group = cause
        .resource
        .as_ref()
        .map(|arn| match arn.raw().split_once(":log-stream") {
            Some((group, _)) => Foreign::new(format!("{group}:*")),
            None => arn.clone(),
        });
    let mut fixes = allow(
        &Cause {
            resource: group,
            ..cause.clone()
        },
        &["logs:CreateLogStream", "logs:PutLogEvents"],
        "arn:aws:logs:REGION:ACCOUNT:log-group:GROUP:*",
    );
    fixes.push(
        Sentence::own("with ")
            .code("awslogs-create-group")
            .then(" it needs ")
            .code("logs:CreateLogGroup")
            .then(", too, which no managed policy for execution roles contains"),
    );
    fixes.push(again());
    fixes
}

pub(super) fn role(cause: &Cause) -> Vec<Sentence> {
    let name = cause.resource.as_ref().or(cause.role.as_ref());
    let subject = match name {
        Some(role) => Sentence::own("let the trust policy of ").foreign(role.raw()),
        None => Sentence::own("let the role's trust policy"),
    };
    vec![
        subject
            .then(" allow ")
            .code("sts:AssumeRole")
            .then(" to the service ")
            .code("ecs-tasks.amazonaws.com"),
        Sentence::own(
            "check that the role exists in this account, under exactly this name and \
            path",
        ),
        Sentence::own("if the role was made a moment ago, wait two minutes and run foghorn again"),
    ]
}

pub(super) fn service_role() -> Vec<Sentence> {
    vec![
        Sentence::own("check that the service-linked role ")
            .code("AWSServiceRoleForECS")
            .then(" exists: ")
            .code("aws iam get-role --role-name AWSServiceRoleForECS"),
        Sentence::own("if the service names a role of its own, let it trust ")
            .code("ecs.amazonaws.com")
            .then(" and give it ")
            .code("AmazonEC2ContainerServiceRole"),
        Sentence::own("look for a service control policy that denies ECS the call"),
    ]
}

/// The statement that allows what was denied, and what else may be in the way.
fn allow(cause: &Cause, actions: &[&str], example: &str) -> Vec<Sentence> {
    let resource = cause.resource.as_ref().map_or(example, Foreign::raw);
    let denied = cause.action.as_ref().map(Foreign::raw);
    let mut all: Vec<&str> = denied
        .into_iter()
        .filter(|one| !actions.contains(one))
        .collect();
    all.extend(actions);
    let mut fixes = vec![add_to(cause, statement(&all, resource))];
    fixes.extend(more_than_an_allow(cause));
    fixes
}

fn add_to(cause: &Cause, statement: String) -> Sentence {
    let sentence = match &cause.role {
        Some(role) => Sentence::own("add to the role ").foreign(role.raw()),
        None => Sentence::own("add to the execution role"),
    };
    sentence.then(" this statement: ").foreign(statement)
}

fn more_than_an_allow(cause: &Cause) -> Option<Sentence> {
    let text = Text::of(&cause.text);
    if text.has(EXPLICIT_DENY) {
        return Some(Sentence::own(
            "an explicit deny wins over every allow: look for it in the role's \
            policies, its permissions boundary and the organization's service \
            control policies",
        ));
    }
    text.has(RESOURCE_POLICY).then(|| {
        Sentence::own(
            "the resource is in another account: allow the role in the resource's \
            own policy, too",
        )
    })
}

fn again() -> Sentence {
    Sentence::own("run foghorn again: the change takes up to two minutes to spread")
}
