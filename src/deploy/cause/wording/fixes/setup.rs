//! Fixes for what must exist before a task can start: parameters, secrets, logs, files.

use super::super::command::{word, words};
use crate::cause::Cause;
use crate::foreign::{Foreign, Sentence};

pub(super) fn parameter(cause: &Cause) -> Vec<Sentence> {
    let mut fixes: Vec<Sentence> = words(cause.resource.as_ref(), "NAME")
        .into_iter()
        .map(|name| {
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
        Sentence::own("if it has a `DeletedDate`, bring it back: ").foreign(format!(
            "aws secretsmanager restore-secret --secret-id {id}"
        )),
        Sentence::own("if it exists, give it a value: ").foreign(format!(
            "aws secretsmanager put-secret-value --secret-id {id} --secret-string VALUE"
        )),
        Sentence::own("if it was made anew, correct ")
            .code("valueFrom")
            .then(": the six characters at the end of the ARN are new, too"),
    ]
}

pub(super) fn json_key(cause: &Cause) -> Vec<Sentence> {
    // `ARN:KEY::`, where the text names the secret.
    let secret = cause
        .resource
        .as_ref()
        .map(Foreign::raw)
        .filter(|raw| raw.starts_with("arn:"));
    let arn = secret.map(|raw| raw.splitn(8, ':').take(7).collect::<Vec<_>>().join(":"));
    let id = arn.map(Foreign::new);
    vec![
        Sentence::own("look which keys it has: ").foreign(format!(
            "aws secretsmanager get-secret-value --secret-id {} --query SecretString --output text \
            | jq keys",
            word(id.as_ref(), "ARN")
        )),
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
    let mut fixes: Vec<Sentence> = words(cause.resource.as_ref(), "GROUP")
        .into_iter()
        .map(|group| {
            Sentence::own("create it: ").foreign(format!(
                "aws logs create-log-group --log-group-name {group}"
            ))
        })
        .collect();
    fixes.push(
        Sentence::own("or set ")
            .code("\"awslogs-create-group\": \"true\"")
            .then(" and allow the execution role ")
            .code("logs:CreateLogGroup"),
    );
    fixes.push(
        Sentence::own("check ")
            .code("awslogs-group")
            .then(" and ")
            .code("awslogs-region")
            .then(" in the task definition: the group must be in that region"),
    );
    fixes
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

pub(super) fn file_system(cause: &Cause) -> Vec<Sentence> {
    let id = word(cause.resource.as_ref(), "FILE_SYSTEM");
    vec![
        Sentence::own(
            "look for a mount target in every availability zone of the service's subnets: ",
        )
        .foreign(format!(
            "aws efs describe-mount-targets --file-system-id {id}"
        )),
        Sentence::own("let the mount targets' security group accept TCP 2049 from the task's"),
        Sentence::own("turn DNS support and DNS hostnames on in the VPC"),
        Sentence::own("check access point, path and, with IAM authorization, ")
            .code("elasticfilesystem:ClientMount")
            .then(" of the task role"),
    ]
}
