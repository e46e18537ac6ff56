#![allow(clippy::unwrap_used, reason = "a failing test may panic")]

use serde_json::{Value, json};

use super::{Caller, Context, Decision, Policy, PolicyError, Question, Trusted, decide};

fn policy(statement: &Value) -> Policy {
    Policy::try_from(json!({ "Version": "2012-10-17", "Statement": statement })).unwrap()
}

const ROLE: &str = "arn:aws:iam::111111111111:role/web-execution";
const PARAMETER: &str = "arn:aws:ssm:eu-west-1:111111111111:parameter/web/password";

#[test]
fn effects_actions_and_resources() {
    let allow = json!({ "Effect": "Allow", "Action": "*", "Resource": "*" });
    for (statement, action, resource, expected) in [
        (
            json!([allow]),
            "ssm:GetParameters",
            PARAMETER,
            Decision::Allowed,
        ),
        (
            json!([]),
            "ssm:GetParameters",
            PARAMETER,
            Decision::ImplicitDeny,
        ),
        (
            json!([allow, { "Effect": "Deny", "Action": "ssm:Get*", "Resource": "*/password" }]),
            "ssm:GetParameters",
            PARAMETER,
            Decision::ExplicitDeny,
        ),
        (
            // "The Fargate Illusion": each read is a permission of its own.
            json!({ "Effect": "Allow", "Action": ["ssm:GetParameter"], "Resource": "*" }),
            "ssm:GetParameters",
            PARAMETER,
            Decision::ImplicitDeny,
        ),
        (
            json!({ "Effect": "Allow", "Action": "SSM:getparameter?", "Resource": [PARAMETER] }),
            "ssm:GetParameters",
            PARAMETER,
            Decision::Allowed,
        ),
        (
            json!({ "Effect": "Allow", "Action": "ssm:*", "Resource": PARAMETER.to_uppercase() }),
            "ssm:GetParameters",
            PARAMETER,
            Decision::ImplicitDeny,
        ),
        (
            json!({ "Effect": "Allow", "NotAction": "iam:*", "Resource": "*" }),
            "ssm:GetParameters",
            PARAMETER,
            Decision::Allowed,
        ),
        (
            json!({ "Effect": "Allow", "NotAction": "iam:*", "Resource": "*" }),
            "iam:PassRole",
            ROLE,
            Decision::ImplicitDeny,
        ),
        (
            json!([allow, { "Effect": "Deny", "Action": "*", "NotResource": PARAMETER }]),
            "iam:PassRole",
            ROLE,
            Decision::ExplicitDeny,
        ),
    ] {
        let context = Context::default();
        let question = Question {
            action,
            resource,
            context: &context,
        };
        assert_eq!(
            decide([&policy(&statement)], &question),
            expected,
            "{statement}"
        );
    }
}

#[test]
fn conditions() {
    let context = Context::default()
        .with("iam:PassedToService", "ecs-tasks.amazonaws.com")
        .with(
            "ecs:cluster",
            "arn:aws:ecs:eu-west-1:111111111111:cluster/prod",
        )
        .with("aws:TagKeys", "team")
        .with("aws:TagKeys", "commit")
        .with("aws:SecureTransport", "true");
    for (condition, holds) in [
        (
            json!({ "StringEquals": { "iam:PassedToService": "ecs-tasks.amazonaws.com" } }),
            true,
        ),
        (
            json!({ "StringEquals": { "IAM:passedtoservice": ["x", "ecs-tasks.amazonaws.com"] } }),
            true,
        ),
        (
            json!({ "StringEquals": { "iam:PassedToService": "ecs*" } }),
            false,
        ),
        (
            json!({ "StringLike": { "iam:PassedToService": "ecs*" } }),
            true,
        ),
        (
            json!({ "StringNotEquals": { "iam:PassedToService": "ecs-tasks.amazonaws.com" } }),
            false,
        ),
        (
            json!({ "StringNotLike": { "iam:PassedToService": "lambda*" } }),
            true,
        ),
        (
            json!({ "StringEqualsIgnoreCase": { "iam:PassedToService": "ECS-tasks.amazonaws.com" } }),
            true,
        ),
        (
            json!({ "ArnEquals": { "ecs:cluster": "arn:aws:ecs:eu-west-1:111111111111:cluster/prod" } }),
            true,
        ),
        (
            json!({ "ArnLike": { "ecs:cluster": "arn:aws:ecs:*:*:cluster/prod" } }),
            true,
        ),
        (
            json!({ "ArnNotEquals": { "ecs:cluster": "arn:aws:ecs:*:*:cluster/prod" } }),
            false,
        ),
        (
            json!({ "StringEquals": { "aws:SourceVpce": "vpce-1" } }),
            false,
        ),
        (
            json!({ "StringEqualsIfExists": { "aws:SourceVpce": "vpce-1" } }),
            true,
        ),
        (
            json!({ "StringNotEquals": { "aws:SourceVpce": "vpce-1" } }),
            true,
        ),
        (json!({ "Null": { "aws:SourceVpce": "true" } }), true),
        (json!({ "Null": { "aws:SourceVpce": false } }), false),
        (json!({ "Bool": { "aws:SecureTransport": true } }), true),
        (json!({ "Bool": { "aws:SecureTransport": "false" } }), false),
        (
            json!({ "BoolIfExists": { "aws:MultiFactorAuthPresent": "true" } }),
            true,
        ),
        (
            json!({ "ForAnyValue:StringEquals": { "aws:TagKeys": ["team"] } }),
            true,
        ),
        (
            json!({ "ForAllValues:StringEquals": { "aws:TagKeys": ["team"] } }),
            false,
        ),
        (
            json!({ "ForAllValues:StringEquals": { "aws:TagKeys": ["team", "commit"] } }),
            true,
        ),
        (
            // Both have to hold.
            json!({ "StringLike": { "iam:PassedToService": "ecs*", "ecs:cluster": "x" } }),
            false,
        ),
    ] {
        let statement =
            json!({ "Effect": "Allow", "Action": "*", "Resource": "*", "Condition": condition });
        let question = Question {
            action: "iam:PassRole",
            resource: ROLE,
            context: &context,
        };
        let decision = decide([&policy(&statement)], &question);
        assert_eq!(decision == Decision::Allowed, holds, "{condition}");
    }
}

#[test]
fn what_is_no_policy_or_not_simulated_is_refused() {
    let element = |element| PolicyError::Element { number: 1, element };
    for (document, expected) in [
        (json!({}), PolicyError::NoStatement),
        (
            json!({ "Statement": [{ "Effect": "allow" }] }),
            element("Effect"),
        ),
        (
            json!({ "Statement": [{ "Effect": "Allow", "Resource": "*" }] }),
            element("Action"),
        ),
        (
            json!({ "Statement": [{ "Effect": "Allow", "Action": "*" }] }),
            element("Resource"),
        ),
        (
            json!({ "Statement": { "Effect": "Allow", "Action": "*", "Resource": "*",
                "Condition": { "IpAddress": { "aws:SourceIp": "10.0.0.0/8" } } } }),
            PolicyError::Operator {
                number: 1,
                operator: "IpAddress".to_owned(),
            },
        ),
    ] {
        assert_eq!(Policy::try_from(document), Err(expected));
    }
}

#[test]
fn principals_of_trust_policies() {
    let arns = vec![
        "arn:aws:sts::111111111111:assumed-role/ci/run".to_owned(),
        "arn:aws:iam::111111111111:role/ci".to_owned(),
    ];
    let session = Caller::Identity {
        account: "111111111111",
        arns,
    };
    let tasks = Caller::Service("ecs-tasks.amazonaws.com");
    let provider = "arn:aws:iam::111111111111:oidc-provider/gitlab.com";
    let federated = Caller::Federated(provider.to_owned());
    let aws = |name: &str| json!({ "AWS": name });
    for (effect, principal, caller, expected) in [
        (
            "Allow",
            aws("arn:aws:iam::111111111111:role/ci"),
            &session,
            Trusted::Directly,
        ),
        (
            "Allow",
            aws("arn:aws:iam::111111111111:root"),
            &session,
            Trusted::Account,
        ),
        ("Allow", aws("111111111111"), &session, Trusted::Account),
        ("Allow", aws("222222222222"), &session, Trusted::No),
        ("Allow", json!("*"), &session, Trusted::Directly),
        ("Deny", aws("*"), &session, Trusted::Denied),
        (
            "Allow",
            json!({ "Service": ["ecs-tasks.amazonaws.com"] }),
            &tasks,
            Trusted::Directly,
        ),
        (
            "Allow",
            json!({ "Service": "ecs.amazonaws.com" }),
            &tasks,
            Trusted::No,
        ),
        (
            "Allow",
            json!({ "Federated": provider }),
            &federated,
            Trusted::Directly,
        ),
        (
            "Allow",
            json!({ "Service": "ecs-tasks.amazonaws.com" }),
            &session,
            Trusted::No,
        ),
    ] {
        let statement =
            json!({ "Effect": effect, "Principal": principal, "Action": "sts:AssumeRole" });
        let context = Context::default();
        let question = Question {
            action: "sts:AssumeRole",
            resource: ROLE,
            context: &context,
        };
        assert_eq!(
            policy(&statement).trusts(caller, &question),
            expected,
            "{statement}"
        );
    }
}
