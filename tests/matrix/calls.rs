//! What `src/drive` does for a rollout, without threads: carries out acts and readings.

use super::bridge;
use super::client::{Client, Repeat};
use foghorn_deploy::cause::LogTail;
use foghorn_deploy::foreign::Foreign;
use foghorn_deploy::name::RevisionArn;
use foghorn_deploy::observation::{Observation, Service};
use foghorn_deploy::rollout::{Act, Input, Look};
use foghorn_deploy::time::AwsTime;
use foghorn_sim::CallFailure;
use foghorn_sim::bench::{CLUSTER, SERVICE};
use serde_json::{Value, json};
use std::collections::HashSet;

/// Tasks in one DescribeTasks. Source: ECS API model, `DescribeTasksRequest`.
const BATCH: usize = 100;
/// How long `src/drive/act.rs` waits for lines to appear, milliseconds.
const LOG_DELAY: i64 = 1500;

/// Carries out one act.
pub(super) fn act(client: &mut Client, definition: &Value, act: &Act) -> Input {
    match act {
        Act::Register => {
            let register = "RegisterTaskDefinition";
            match client.call("ecs", register, definition, Repeat::OnlyIfRefused) {
                Ok(answer) => Input::Registered {
                    revision: revision(&answer),
                    not_echoed: Vec::new(),
                },
                Err(failure) => failed(&failure),
            }
        }
        Act::SearchRevision => {
            let family = json!({ "taskDefinition": definition["family"] });
            match client.read("DescribeTaskDefinition", &family) {
                Ok(answer) => {
                    let found = &answer["taskDefinition"]["containerDefinitions"];
                    let equal =
                        environment(found) == environment(&definition["containerDefinitions"]);
                    Input::RevisionSearched(equal.then(|| revision(&answer)))
                }
                Err(failure) => failed(&failure),
            }
        }
        Act::Update { revision, force } => {
            let mut input = json!({
                "cluster": CLUSTER, "service": SERVICE, "taskDefinition": revision.as_str(),
            });
            if *force {
                input["forceNewDeployment"] = json!(true);
            }
            match client.call("ecs", "UpdateService", &input, Repeat::OnlyIfRefused) {
                Ok(answer) => Input::Updated(Box::new(bridge::service(&answer["service"]))),
                Err(failure) => failed(&failure),
            }
        }
        Act::StopDeployment { service_deployment } => {
            let input = json!({
                "serviceDeploymentArn": service_deployment.as_str(), "stopType": "ROLLBACK",
            });
            match client.call("ecs", "StopServiceDeployment", &input, Repeat::Freely) {
                Ok(_) => Input::StopAccepted,
                Err(failure) => failed(&failure),
            }
        }
        Act::ReadRegistrant { revision } => {
            let input = json!({ "taskDefinition": revision.as_str() });
            let answer = client.read("DescribeTaskDefinition", &input).ok();
            let by = answer.and_then(|one| {
                one["taskDefinition"]["registeredBy"]
                    .as_str()
                    .map(Foreign::new)
            });
            Input::RegistrantRead(by)
        }
        Act::ReadLog {
            task,
            container,
            fresh,
        } => {
            let reads = if *fresh { 2 } else { 1 };
            Input::LogRead(Some(log(client, definition, (task, container), reads)))
        }
    }
}

fn revision(answer: &Value) -> RevisionArn {
    RevisionArn::new(bridge::text(&answer["taskDefinition"]["taskDefinitionArn"]))
}

/// What tells one run's document from another's here.
pub(super) fn environment(containers: &Value) -> Value {
    containers[0]["environment"].clone()
}

fn failed(failure: &CallFailure) -> Input {
    let error = Foreign::new(failure.to_string());
    if failure.unclear() {
        Input::AnswerLost { error }
    } else {
        let hints = Vec::new();
        Input::Refused { error, hints }
    }
}

fn log(
    client: &mut Client,
    definition: &Value,
    (task, container): (&str, &str),
    reads: u32,
) -> LogTail {
    let options = &definition["containerDefinitions"][0]["logConfiguration"]["options"];
    let group = bridge::text(&options["awslogs-group"]);
    let prefix = bridge::text(&options["awslogs-stream-prefix"]);
    let stream = format!("{prefix}/{container}/{task}");
    let input = json!({ "logGroupName": group, "logStreamName": stream, "limit": 20 });
    let mut lines = Ok(Vec::new());
    for read in 0..reads {
        if read > 0 {
            client.bench.pass(LOG_DELAY);
        }
        lines = match client.call("logs", "GetLogEvents", &input, Repeat::Freely) {
            Ok(answer) => Ok(bridge::list(&answer["events"])
                .iter()
                .map(|event| Foreign::new(bridge::text(&event["message"])))
                .collect()),
            Err(CallFailure::Refused { code, .. }) if code == "ResourceNotFoundException" => {
                Ok(Vec::new())
            }
            Err(failure) => Err(failure.to_string()),
        };
        if !matches!(&lines, Ok(lines) if lines.is_empty()) {
            break;
        }
    }
    LogTail {
        group,
        stream,
        lines,
    }
}

/// Reads the service, unless it is known from a moment ago, and what is wanted besides.
pub(super) fn observe(
    client: &mut Client,
    look: &Look,
    known: Option<(AwsTime, Service)>,
) -> Result<Observation, CallFailure> {
    let (at, service) = match known {
        Some((at, service)) => (at, Some(service)),
        None => {
            let input = json!({ "cluster": CLUSTER, "services": [SERVICE] });
            let answer = client.read("DescribeServices", &input)?;
            let found = answer["services"].as_array().and_then(|all| all.first());
            // The `Date` header knows whole seconds.
            let at = AwsTime(client.now() / 1000 * 1000);
            (at, found.map(bridge::service))
        }
    };
    let mut statuses = Vec::new();
    statuses.extend(look.running_tasks.then_some("RUNNING"));
    statuses.extend(look.stopped_tasks.as_ref().map(|_| "STOPPED"));
    let tasks = if statuses.is_empty() {
        None
    } else {
        let known = look.stopped_tasks.as_deref();
        Some(permitted(tasks(client, &statuses, known))?.unwrap_or_default())
    };
    let targets = if look.targets.is_empty() {
        None
    } else {
        permitted(targets(client, &look.targets))?
    };
    let service_deployment = match &look.service_deployment {
        Some(arn) => {
            let input = json!({ "serviceDeploymentArns": [arn.as_str()] });
            permitted(client.read("DescribeServiceDeployments", &input))?.and_then(|answer| {
                let all = bridge::list(&answer["serviceDeployments"]);
                all.last().map(bridge::service_deployment)
            })
        }
        None => None,
    };
    Ok(Observation {
        at,
        service,
        service_deployment,
        tasks,
        targets,
    })
}

fn tasks(
    client: &mut Client,
    statuses: &[&str],
    known: Option<&HashSet<String>>,
) -> Result<Vec<foghorn_deploy::observation::Task>, CallFailure> {
    let mut arns: Vec<Value> = Vec::new();
    for status in statuses {
        let mut input =
            json!({ "cluster": CLUSTER, "serviceName": SERVICE, "desiredStatus": status });
        loop {
            let page = client.read("ListTasks", &input)?;
            let new = |arn: &&Value| known.is_none_or(|known| !known.contains(id(arn)));
            arns.extend(bridge::list(&page["taskArns"]).iter().filter(new).cloned());
            match page["nextToken"].as_str() {
                Some(token) => input["nextToken"] = json!(token),
                None => break,
            }
        }
    }
    let mut tasks = Vec::new();
    for batch in arns.chunks(BATCH) {
        let input = json!({ "cluster": CLUSTER, "tasks": batch });
        let answer = client.read("DescribeTasks", &input)?;
        tasks.extend(bridge::list(&answer["tasks"]).iter().map(bridge::task));
    }
    Ok(tasks)
}

/// Returns the id of a task, which ends its ARN.
fn id(arn: &Value) -> &str {
    let arn = arn.as_str().unwrap_or_default();
    arn.rsplit('/').next().unwrap_or(arn)
}

fn targets(
    client: &mut Client,
    groups: &[String],
) -> Result<Vec<foghorn_deploy::observation::Target>, CallFailure> {
    let mut targets = Vec::new();
    for group in groups {
        let input = json!({ "TargetGroupArn": group });
        let call = "DescribeTargetHealth";
        let answer = client.call("elasticloadbalancing", call, &input, Repeat::Freely)?;
        let described = bridge::list(&answer["TargetHealthDescriptions"]);
        targets.extend(described.iter().map(|one| bridge::target(group, one)));
    }
    Ok(targets)
}

/// What foghorn may not read is left out.
fn permitted<T>(answer: Result<T, CallFailure>) -> Result<Option<T>, CallFailure> {
    match answer {
        Ok(answer) => Ok(Some(answer)),
        Err(CallFailure::Refused { code, .. }) if code == "AccessDeniedException" => Ok(None),
        Err(CallFailure::Refused { code, .. }) if code == "AccessDenied" => Ok(None),
        Err(failure) => Err(failure),
    }
}
