//! What the execution role of a task may do decides whether the task starts.

use serde_json::{Value, json};

use super::{allow, policy};
use crate::bench::{ACCOUNT, Bench, CLUSTER, FAMILY, SERVICE};
use crate::scenarios;
use crate::world::World;

const START: i64 = 1_800_000_000_000;

/// Deploys the second revision and returns why its first task stopped, and the service's events.
fn deploy(scenario: &str, world: Value) -> (Option<String>, Vec<String>) {
    let scenario = scenarios::find(scenario).unwrap();
    let world: World = serde_json::from_value(world).unwrap();
    let mut bench = Bench::playing(scenario, world, START).unwrap();
    let ecs = |bench: &mut Bench, operation: &str, input: &Value| {
        let answer = bench.call(&Bench::place(), "ecs", operation, input);
        answer.unwrap_or_else(|failure| panic!("{operation}: {failure}"))
    };
    ecs(
        &mut bench,
        "RegisterTaskDefinition",
        &Bench::definition(scenario),
    );
    let update = json!({ "cluster": CLUSTER, "service": SERVICE, "taskDefinition": FAMILY });
    ecs(&mut bench, "UpdateService", &update);
    bench.pass(3 * 60 * 1000);
    let stopped = json!({ "cluster": CLUSTER, "family": FAMILY, "desiredStatus": "STOPPED" });
    let arns = ecs(&mut bench, "ListTasks", &stopped)["taskArns"].clone();
    let failed = |task: &Value| task["stopCode"] == "TaskFailedToStart";
    let tasks = if arns.as_array().unwrap().is_empty() {
        json!([])
    } else {
        let input = json!({ "cluster": CLUSTER, "tasks": arns });
        ecs(&mut bench, "DescribeTasks", &input)["tasks"].clone()
    };
    let first = tasks
        .as_array()
        .unwrap()
        .iter()
        .find(|task| failed(task))
        .cloned();
    let services = json!({ "cluster": CLUSTER, "services": [SERVICE] });
    let service = ecs(&mut bench, "DescribeServices", &services)["services"][0].take();
    let events = service["events"].as_array().unwrap().iter();
    (
        first.map(|task| task["stoppedReason"].as_str().unwrap().to_owned()),
        events
            .map(|event| event["message"].as_str().unwrap().to_owned())
            .collect(),
    )
}

/// A world whose execution role may do these things, and trusts this service.
fn world(actions: &[&str], service: &str, more: &Value) -> Value {
    let trust = json!({
        "Effect": "Allow", "Principal": { "Service": service }, "Action": "sts:AssumeRole",
    });
    let mut iam = json!({
        "roles": [{
            "account": ACCOUNT, "name": "web-execution", "trust": policy(&[trust]),
            "attached": { "start": policy(&[allow(&json!(actions), &json!("*"), &json!({}))]) },
        }],
        "customer-keys": [{
            "arn": "arn:aws:kms:eu-west-1:111111111111:key/0a1b", "encrypts": ["/web/PASSWORD"],
        }],
    });
    iam.as_object_mut()
        .unwrap()
        .extend(more.as_object().unwrap().clone());
    json!({ "iam": iam })
}

const TASKS: &str = "ecs-tasks.amazonaws.com";
const ALL: [&str; 3] = ["ssm:GetParameters", "kms:Decrypt", "logs:CreateLogStream"];

#[test]
fn what_the_role_lacks_is_in_the_stopped_reason() {
    let parameter = "on resource: arn:aws:ssm:eu-west-1:111111111111:parameter/web/PASSWORD";
    let denied = json!({ "service-control-policies": { ACCOUNT: policy(&[
        allow(&json!("*"), &json!("*"), &json!({})),
        json!({ "Effect": "Deny", "Action": "ssm:*", "Resource": "*" }),
    ]) } });
    // A key policy that names somebody else only.
    let key = json!({ "resource-policies": [{
        "resource": "arn:aws:kms:eu-west-1:111111111111:key/0a1b",
        "policy": policy(&[json!({
            "Effect": "Allow", "Principal": { "AWS": "arn:aws:iam::111111111111:role/other" },
            "Action": "kms:*", "Resource": "*",
        })]),
    }] });
    let none = json!({});
    for (actions, more, part) in [
        (
            &["ssm:GetParameter", "kms:Decrypt", "logs:*"][..],
            &none,
            Some(format!(
                "is not authorized to perform: ssm:GetParameters {parameter} because no \
                 identity-based policy allows the ssm:GetParameters action"
            )),
        ),
        (
            &ALL[..],
            &denied,
            Some(format!(
                "{parameter} with an explicit deny in a service control policy"
            )),
        ),
        (
            &["ssm:*", "logs:*"],
            &none,
            Some("refers to a customer master key".to_owned()),
        ),
        (
            &ALL,
            &key,
            Some("refers to a customer master key".to_owned()),
        ),
        (
            &["ssm:*", "kms:*"],
            &none,
            Some("is not authorized to perform: logs:CreateLogStream".to_owned()),
        ),
        (&ALL, &none, None),
    ] {
        let (reason, _) = deploy("healthy", world(actions, TASKS, more));
        match (reason, part) {
            (Some(reason), Some(part)) => assert!(reason.contains(&part), "{reason}"),
            (reason, part) => assert_eq!(reason, part, "{actions:?}"),
        }
    }
}

/// The statement is missing in the role; the world has nothing else of the story.
#[test]
fn without_the_permission_it_is_the_fargate_illusion() {
    let lacking = world(
        &["ssm:GetParameter", "kms:Decrypt", "logs:*"],
        TASKS,
        &json!({}),
    );
    for (scenario, world) in [("fargate-illusion", json!({})), ("healthy", lacking)] {
        let (reason, events) = deploy(scenario, world);
        let reason = reason.unwrap();
        // Source: observed; session and request id differ from task to task.
        for part in [
            "ResourceInitializationError: unable to pull secrets or registry auth: execution \
             resource retrieval failed: unable to retrieve secrets from ssm: service call has \
             been retried 1 time(s): operation error SSM: GetParameters, https response error \
             StatusCode: 400, RequestID: ",
            "api error AccessDeniedException: User: \
             arn:aws:sts::111111111111:assumed-role/web-execution/",
            " is not authorized to perform: ssm:GetParameters on resource: \
             arn:aws:ssm:eu-west-1:111111111111:parameter/web/PASSWORD because no identity-based \
             policy allows the ssm:GetParameters action",
        ] {
            assert!(reason.contains(part), "{scenario}: {reason}");
        }
        let told = "was unable to place a task. Reason: ResourceInitializationError";
        assert!(
            events.iter().any(|event| event.contains(told)),
            "{events:?}"
        );
    }
}

#[test]
fn a_role_that_ecs_cannot_assume_is_told_in_an_event() {
    for (world, refused) in [
        (world(&ALL, "ec2.amazonaws.com", &json!({})), true),
        (world(&ALL, TASKS, &json!({})), false),
    ] {
        let (reason, events) = deploy("healthy", world);
        assert_eq!(reason, None);
        let told = events.iter().any(|event| {
            event.contains(
                "ECS was unable to assume the role 'arn:aws:iam::111111111111:role/web-execution'",
            )
        });
        assert_eq!(told, refused, "{events:?}");
    }
}
