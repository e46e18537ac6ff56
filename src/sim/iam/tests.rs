//! Whole calls against a world with IAM data, over the wire.

#![allow(clippy::unwrap_used, reason = "a failing test may panic")]

mod starts;

use serde_json::{Value, json};

use crate::client::{Answer, Keys, call};
use crate::{Options, Simulator, World};

const ACCOUNT: &str = "111111111111";
const ECS: &str = "AmazonEC2ContainerServiceV20141113";

fn allow(action: &Value, resource: &Value, condition: &Value) -> Value {
    json!({ "Effect": "Allow", "Action": action, "Resource": resource, "Condition": condition })
}

fn policy(statements: &[Value]) -> Value {
    json!({ "Version": "2012-10-17", "Statement": statements })
}

/// A world whose user `simulated` may do what the statements say, with an execution role.
fn start(statements: &[Value], more: &Value) -> Simulator {
    let trust = policy(&[json!({
        "Effect": "Allow",
        "Principal": { "Service": "ecs-tasks.amazonaws.com" },
        "Action": "sts:AssumeRole",
    })]);
    let read = allow(
        &json!(["ssm:GetParameters", "kms:Decrypt"]),
        &json!(["*:parameter/web/*", "*:key/*"]),
        &json!({ "StringEqualsIfExists": { "kms:ViaService": "ssm.eu-west-1.amazonaws.com" } }),
    );
    let mut iam = json!({
        "users": [{ "account": ACCOUNT, "name": "simulated", "inline": { "ci": policy(statements) } }],
        "roles": [{
            "account": ACCOUNT, "name": "execution", "path": "/tasks/", "trust": trust,
            "inline": { "read": policy(&[read]) },
        }],
    });
    iam.as_object_mut()
        .unwrap()
        .extend(more.as_object().unwrap().clone());
    let world: World = serde_json::from_value(json!({ "iam": iam })).unwrap();
    Simulator::start(world, Options::default()).unwrap()
}

fn ecs(simulator: &Simulator, operation: &str, body: &Value) -> Answer {
    let target = format!("{ECS}.{operation}");
    call(
        simulator,
        Keys::of(ACCOUNT),
        "ecs",
        &target,
        &body.to_string(),
    )
    .unwrap()
}

fn iam(simulator: &Simulator, form: &str) -> Answer {
    let form = format!("Version=2010-05-08&{form}");
    call(simulator, Keys::of(ACCOUNT), "iam", "", &form).unwrap()
}

fn role() -> String {
    format!("arn:aws:iam::{ACCOUNT}:role/tasks/execution")
}

#[test]
fn registering_needs_all_its_permissions() {
    let body = json!({
        "family": "web", "networkMode": "awsvpc", "requiresCompatibilities": ["FARGATE"],
        "cpu": "256", "memory": "512", "executionRoleArn": role(),
        "containerDefinitions": [{ "name": "app", "image": "example.org/web:1" }],
        "tags": [{ "key": "commit", "value": "0a1b" }],
    });
    let register = allow(
        &json!("ecs:RegisterTaskDefinition"),
        &json!("*"),
        &json!({}),
    );
    let to_tasks = |service: &str| {
        let condition = json!({ "StringEquals": { "iam:PassedToService": service } });
        allow(&json!("iam:PassRole"), &json!(role()), &condition)
    };
    let tag = |operation: &str| {
        let condition = json!({ "StringEquals": { "ecs:CreateAction": operation } });
        let revisions = "arn:aws:ecs:eu-west-1:111111111111:task-definition/web:*";
        allow(&json!("ecs:TagResource"), &json!(revisions), &condition)
    };
    let tasks = "ecs-tasks.amazonaws.com";
    let deny = json!({ "Effect": "Deny", "Action": "ecs:*", "Resource": "*" });
    let operation = "RegisterTaskDefinition";
    let user = "User: arn:aws:iam::111111111111:user/simulated is not authorized to perform:";
    let silent = |action: &str, resource: &str| {
        format!(
            "{user} {action} on resource: {resource} because no identity-based policy allows the \
             {action} action"
        )
    };
    let tagging = silent(
        "ecs:TagResource",
        "arn:aws:ecs:eu-west-1:111111111111:task-definition/web:*",
    );
    for (statements, refusal) in [
        (vec![], Some(silent("ecs:RegisterTaskDefinition", "*"))),
        (
            vec![register.clone(), to_tasks(tasks)],
            Some(tagging.clone()),
        ),
        (
            vec![register.clone(), to_tasks(tasks), tag("CreateService")],
            Some(tagging),
        ),
        (
            vec![register.clone(), tag(operation)],
            Some(silent("iam:PassRole", &role())),
        ),
        (
            vec![
                register.clone(),
                tag(operation),
                to_tasks("ec2.amazonaws.com"),
            ],
            Some(silent("iam:PassRole", &role())),
        ),
        (
            vec![register.clone(), tag(operation), to_tasks(tasks), deny],
            Some(format!(
                "{user} ecs:RegisterTaskDefinition on resource: * with an explicit deny in an \
                 identity-based policy"
            )),
        ),
        (vec![register, tag(operation), to_tasks(tasks)], None),
    ] {
        let simulator = start(&statements, &json!({}));
        let answer = ecs(&simulator, operation, &body);
        let answer_body = answer.json();
        assert_eq!(
            answer_body["Message"].as_str().map(str::to_owned),
            refusal,
            "{statements:?}"
        );
        assert_eq!(answer.status == 200, refusal.is_none());
    }
}

#[test]
fn a_simulation_has_two_shapes_and_pages() {
    let all = allow(&json!("*"), &json!("*"), &json!({}));
    let form = |more: &str| {
        format!(
            "Action=SimulatePrincipalPolicy&PolicySourceArn={}&ActionNames.member.1=ssm%3AGetParameters\
             &ActionNames.member.2=ssm%3AGetParameter{more}",
            crate::percent::encode(&role())
        )
    };
    let parameters = "&ResourceArns.member.1=arn%3Aaws%3Assm%3Aeu-west-1%3A111111111111%3Aparameter%2Fweb%2Fa\
                      &ResourceArns.member.2=arn%3Aaws%3Assm%3Aeu-west-1%3A111111111111%3Aparameter%2Fother";
    let count = |text: &str, part: &str| text.matches(part).count();
    for (shape, specific, top) in [("per-action", 4, 2), ("per-resource", 0, 4)] {
        let simulator = start(std::slice::from_ref(&all), &json!({ "simulation": shape }));
        let text = iam(&simulator, &form(parameters)).text();
        assert_eq!(count(&text, "<EvalDecision>"), top, "{text}");
        assert_eq!(count(&text, "<EvalResourceDecision>"), specific, "{text}");
        // The condition looks for a key that nobody gave.
        assert!(text.contains("<member>kms:ViaService</member>"), "{text}");
        let first = iam(&simulator, &form(&format!("{parameters}&MaxItems=1"))).text();
        assert!(
            first.contains("<IsTruncated>true</IsTruncated>")
                && first.contains("<Marker>1</Marker>")
        );
        let rest = iam(&simulator, &form(&format!("{parameters}&Marker=1"))).text();
        assert_eq!(count(&rest, "<EvalDecision>"), top - 1);
    }
    let simulator = start(&[all], &json!({}));
    // The most restrictive of all decisions is on top.
    let text = iam(&simulator, &form(parameters)).text();
    assert_eq!(count(&text, "<EvalDecision>implicitDeny"), 2, "{text}");
    assert_eq!(count(&text, "<EvalResourceDecision>allowed"), 1, "{text}");
    for (source, status, code) in [
        (role().replace("execution", "nobody"), 404, "NoSuchEntity"),
        (role().replace("/tasks", ""), 404, "NoSuchEntity"),
        (
            "arn:aws:sts::111111111111:assumed-role/execution/x".to_owned(),
            400,
            "InvalidInput",
        ),
    ] {
        let form = format!(
            "Action=SimulatePrincipalPolicy&ActionNames.member.1=a%3Ab&PolicySourceArn={source}"
        );
        let answer = iam(&simulator, &form);
        assert_eq!(answer.status, status);
        assert!(
            answer.text().contains(&format!("<Code>{code}</Code>")),
            "{source}"
        );
    }
}

#[test]
fn roles_are_assumed_by_whom_they_trust() {
    let assume = allow(&json!("sts:AssumeRole"), &json!("*"), &json!({}));
    let user = "arn:aws:iam::111111111111:user/simulated";
    let root = "arn:aws:iam::111111111111:root";
    for (statements, account, trusted, allowed) in [
        (vec![], ACCOUNT, user, true),
        (vec![], ACCOUNT, root, false),
        (vec![assume.clone()], ACCOUNT, root, true),
        (vec![], "222222222222", user, false),
        (vec![assume.clone()], "222222222222", user, true),
        (
            vec![assume.clone()],
            "222222222222",
            "arn:aws:iam::333333333333:root",
            false,
        ),
    ] {
        let trust = policy(&[json!({
            "Effect": "Allow", "Principal": { "AWS": trusted }, "Action": "sts:AssumeRole",
        })]);
        let roles = json!({ "roles": [{ "account": account, "name": "deploy", "trust": trust }] });
        let simulator = start(&statements, &roles);
        let form = format!(
            "Action=AssumeRole&Version=2011-06-15&RoleSessionName=ci\
             &RoleArn=arn%3Aaws%3Aiam%3A%3A{account}%3Arole%2Fdeploy"
        );
        let answer = call(&simulator, Keys::of(ACCOUNT), "sts", "", &form).unwrap();
        assert_eq!(
            answer.status == 200,
            allowed,
            "{account} {trusted} {}",
            answer.text()
        );
    }
}

#[test]
fn a_role_trusts_the_tokens_its_conditions_name() {
    // {"iss":"https://ci.example","sub":"repo:x","aud":"sts.amazonaws.com"}, unsigned.
    let token = "e30.eyJpc3MiOiJodHRwczovL2NpLmV4YW1wbGUiLCJzdWIiOiJyZXBvOngiLCJhdWQiOiJzdHMuYW1hem9uYXdzLmNvbSJ9.x";
    for (subject, status) in [("repo:x", 200), ("repo:*", 200), ("repo:y", 403)] {
        let trust = policy(&[json!({
            "Effect": "Allow",
            "Principal": { "Federated": "arn:aws:iam::111111111111:oidc-provider/ci.example" },
            "Action": "sts:AssumeRoleWithWebIdentity",
            "Condition": {
                "StringEquals": { "ci.example:aud": "sts.amazonaws.com" },
                "StringLike": { "ci.example:sub": subject },
            },
        })]);
        let roles = json!({ "roles": [{ "account": ACCOUNT, "name": "deploy", "trust": trust }] });
        let simulator = start(&[], &roles);
        let form = format!(
            "Action=AssumeRoleWithWebIdentity&Version=2011-06-15&RoleSessionName=ci\
             &RoleArn=arn%3Aaws%3Aiam%3A%3A111111111111%3Arole%2Fdeploy&WebIdentityToken={token}"
        );
        let answer = call(&simulator, Keys::of(ACCOUNT), "sts", "", &form).unwrap();
        assert_eq!(answer.status, status, "{subject}");
    }
}

#[test]
fn roles_that_do_not_exist_are_no_entities() {
    let read = allow(&json!("iam:*"), &json!("*"), &json!({}));
    let simulator = start(
        &[read],
        &json!({ "without-service-linked-role": [ACCOUNT] }),
    );
    for (form, status, part) in [
        (
            "Action=GetRole&RoleName=execution",
            200,
            "<Arn>arn:aws:iam::111111111111:role/tasks/execution",
        ),
        (
            "Action=GetRole&RoleName=execution",
            200,
            "ecs-tasks.amazonaws.com",
        ),
        (
            "Action=GetRole&RoleName=nobody",
            404,
            "The role with name nobody cannot be found.",
        ),
        (
            "Action=GetRole&RoleName=AWSServiceRoleForECS",
            404,
            "NoSuchEntity",
        ),
        (
            "Action=ListRolePolicies&RoleName=execution",
            200,
            "<member>read</member>",
        ),
        (
            "Action=GetRolePolicy&RoleName=execution&PolicyName=read",
            200,
            "GetParameters",
        ),
        (
            "Action=GetRolePolicy&RoleName=execution&PolicyName=none",
            404,
            "NoSuchEntity",
        ),
        (
            "Action=ListAttachedRolePolicies&RoleName=execution",
            200,
            "<IsTruncated>false",
        ),
    ] {
        let answer = iam(&simulator, form);
        assert_eq!(answer.status, status, "{form}");
        assert!(answer.text().contains(part), "{form}: {}", answer.text());
    }
}
