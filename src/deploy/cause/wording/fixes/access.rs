//! Fixes for what a role may not do.

use super::super::command::{last, put_role_policy, statement, word};
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
        Sentence::own("mind the plural: ")
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
    if cause.resource.is_none() {
        fixes.push(Sentence::own(
            "a secret's ARN ends in six random characters: use the whole ARN, or end it in -??????",
        ));
    }
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
    let mut fixes = grant(cause, &["ecr:GetAuthorizationToken"], "*");
    fixes.push(
        Sentence::own("or attach the managed policy ").code("AmazonECSTaskExecutionRolePolicy"),
    );
    fixes.push(again());
    fixes
}

pub(super) fn image(cause: &Cause) -> Vec<Sentence> {
    let arn = cause
        .resource
        .as_ref()
        .filter(|resource| resource.raw().starts_with("arn:"));
    let resource = arn.map_or("arn:aws:ecr:REGION:ACCOUNT:repository/NAME", Foreign::raw);
    let actions = ["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"];
    let mut fixes = grant(cause, &actions, resource);
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
        Sentence::own("look whether it exists, under exactly this path, and whom it trusts: ")
            .foreign(format!(
                "aws iam get-role --role-name {} --query 'Role.[Arn,AssumeRolePolicyDocument]'",
                word(
                    name.map(|role| Foreign::new(last(role.raw()))).as_ref(),
                    "ROLE"
                )
            )),
        subject
            .then(" allow ")
            .code("sts:AssumeRole")
            .then(" to the service ")
            .code("ecs-tasks.amazonaws.com"),
        Sentence::own("if the role was made a moment ago, wait two minutes and run foghorn again"),
    ]
}

/// The service-linked role, or the role that the service names for its load balancer.
pub(super) fn service_role(cause: &Cause) -> Vec<Sentence> {
    if let (Some(_), Some(action)) = (&cause.role, &cause.action) {
        let mut fixes = grant(cause, &[action.raw()], "*");
        fixes.push(
            Sentence::own("or attach the managed policy ")
                .code("AmazonECSInfrastructureRolePolicyForLoadBalancers"),
        );
        fixes.push(again());
        return fixes;
    }
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
    grant(cause, &all, resource)
}

/// Returns the statement that lets the role of a cause do these things, for those who keep their
/// roles in code, and the command for everybody else.
pub fn grant(cause: &Cause, actions: &[&str], resource: &str) -> Vec<Sentence> {
    let text = Text::of(&cause.text);
    let statement = statement(actions, resource);
    let add = match &cause.role {
        Some(role) => Sentence::own("add to the role ").foreign(role.raw()),
        None => Sentence::own("add to the execution role"),
    };
    let add = add.then(" this statement: ").foreign(&statement);
    if text.has(EXPLICIT_DENY) {
        let deny = Sentence::own(
            "an explicit deny wins over every allow: look for it in the role's \
            policies, its permissions boundary and the organization's service \
            control policies",
        );
        return vec![
            deny,
            Sentence(
                Sentence::own("if there is no allow either, ")
                    .0
                    .into_iter()
                    .chain(add.0)
                    .collect(),
            ),
        ];
    }
    let mut fixes = vec![add];
    // A statement with a placeholder is no command.
    let named = resource == "*" || cause.resource.is_some() && resource.starts_with("arn:");
    let action = actions.first().copied().unwrap_or_default();
    let command = put_role_policy(cause.role.as_ref(), action, resource, &statement);
    fixes.extend(
        command
            .filter(|_| named && !resource.contains("REGION"))
            .map(|command| Sentence::own("or at once: ").foreign(command)),
    );
    if text.has(RESOURCE_POLICY) {
        fixes.push(Sentence::own(
            "the resource is in another account: allow the role in the resource's \
            own policy, too",
        ));
    }
    fixes
}

fn again() -> Sentence {
    Sentence::own(
        "then run foghorn again; a permission that was granted a moment ago may still be spreading",
    )
}
