//! Fixes for what must exist before a task can start: parameters, secrets, logs, files.

use super::super::command::word;
use crate::cause::Cause;
use crate::foreign::Sentence;

pub(super) fn parameter(cause: &Cause) -> Vec<Sentence> {
    let names = cause.resource.as_ref().map_or("", |names| names.raw());
    let mut fixes: Vec<Sentence> = names
        .split(", ")
        .take(10)
        .map(|name| {
            let name = crate::foreign::Foreign::new(name);
            let name = word(Some(&name), "NAME").to_owned();
            Sentence::own("create it: ").foreign(format!(
                "aws ssm put-parameter --name {name} --type SecureString --value VALUE"
            ))
        })
        .collect();
    fixes.push(Sentence::own("or correct ").code("valueFrom").then(
        " in the task definition; names are case-sensitive and begin with a \
            slash if they contain one",
    ));
    fixes.push(
        Sentence::own("a parameter of another region or account needs its full ARN in ")
            .code("valueFrom"),
    );
    fixes.push(Sentence::own(
        "if it was there before, look whether an expiration policy deleted it: \
            running tasks do not notice",
    ));
    fixes
}

pub(super) fn secret(cause: &Cause) -> Vec<Sentence> {
    let id = word(cause.resource.as_ref(), "ARN");
    vec![
        Sentence::own("look at it: ").foreign(format!(
            "aws secretsmanager describe-secret --secret-id {id}"
        )),
        Sentence::own("if it exists, give it a value: ").foreign(format!(
            "aws secretsmanager put-secret-value --secret-id {id} --secret-string VALUE"
        )),
        Sentence::own("if it was made anew, correct ")
            .code("valueFrom")
            .then(": the six characters at the end of the ARN are new, too"),
    ]
}

pub(super) fn json_key() -> Vec<Sentence> {
    vec![
        Sentence::own("add the key to the secret's JSON, or correct it in ")
            .code("valueFrom")
            .then(": ")
            .code("SECRET_ARN:KEY:VERSION_STAGE:VERSION_ID")
            .then(" (keys are case-sensitive, unused parts keep their colons)"),
        Sentence::own("if the secret is plain text and no JSON, leave the key out of ")
            .code("valueFrom"),
    ]
}

pub(super) fn unreadable_secrets() -> Vec<Sentence> {
    vec![
        Sentence::own("let the execution role read every secret that the task definition names: ")
            .code("ssm:GetParameters")
            .then(", ")
            .code("secretsmanager:GetSecretValue")
            .then(", and ")
            .code("kms:Decrypt")
            .then(" for keys of your own"),
        Sentence::own("check that each of them exists in this account and region"),
        Sentence::own(
            "check that the subnets reach SSM and Secrets Manager (NAT, public \
            address or VPC endpoints)",
        ),
    ]
}

pub(super) fn log_group(cause: &Cause) -> Vec<Sentence> {
    let group = word(cause.resource.as_ref(), "GROUP");
    vec![
        Sentence::own("create it: ")
            .foreign(format!(
                "aws logs create-log-group --log-group-name {group}"
            ))
            .then(" (its name is ")
            .code("awslogs-group")
            .then(" in the task definition)"),
        Sentence::own("or set ")
            .code("\"awslogs-create-group\": \"true\"")
            .then(" and allow the execution role ")
            .code("logs:CreateLogGroup"),
        Sentence::own("check ")
            .code("awslogs-region")
            .then(": the group must be in that region"),
    ]
}

pub(super) fn log_configuration() -> Vec<Sentence> {
    vec![
        Sentence::own("set ")
            .code("awslogs-group")
            .then(", ")
            .code("awslogs-region")
            .then(" and ")
            .code("awslogs-stream-prefix")
            .then(" in ")
            .code("logConfiguration.options")
            .then("; Fargate needs all three"),
    ]
}

pub(super) fn log_driver() -> Vec<Sentence> {
    vec![
        Sentence::own("check that the log group exists in the region of ").code("awslogs-region"),
        Sentence::own("allow the execution role ")
            .code("logs:CreateLogStream")
            .then(" and ")
            .code("logs:PutLogEvents"),
        Sentence::own("check that the subnets reach CloudWatch Logs"),
    ]
}

pub(super) fn environment_file(cause: &Cause) -> Vec<Sentence> {
    let arn = word(cause.resource.as_ref(), "arn:aws:s3:::BUCKET/FILE.env");
    vec![
        Sentence::own("allow the execution role ")
            .code("s3:GetObject")
            .then(" on ")
            .foreign(arn)
            .then(" and ")
            .code("s3:GetBucketLocation")
            .then(" on its bucket"),
        Sentence::own("check that the file exists and that its name ends in ").code(".env"),
        Sentence::own("check that the subnets reach S3 (gateway endpoint or NAT)"),
    ]
}

pub(super) fn file_system() -> Vec<Sentence> {
    vec![
        Sentence::own("let the file system's security group accept TCP 2049 from the task's"),
        Sentence::own(
            "make a mount target in every availability zone of the service's \
            subnets, and turn DNS on in the VPC",
        ),
        Sentence::own("check access point, path and, with IAM authorization, ")
            .code("elasticfilesystem:ClientMount")
            .then(" of the task role"),
    ]
}
