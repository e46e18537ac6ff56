//! Which resources an operation is authorised on: the ARNs a permission check looks at.
//! Source: Service Authorization Reference; operations not listed are authorised on `*`.

use serde_json::Value;

use crate::place::Place;

/// Returns the resources of one call, never none.
pub(crate) fn resources(
    service: &str,
    operation: &str,
    body: &Value,
    place: &Place,
) -> Vec<String> {
    let found = match service {
        "ecs" => ecs(operation, body, place),
        "ecr" if operation == "DescribeRepositories" && body["repositoryNames"].is_null() => {
            vec![place.arn("ecr", "repository/*")]
        }
        "ecr" => named(body, &["repositoryName"], &["repositoryNames"], |name| {
            let account = body["registryId"].as_str().unwrap_or(&place.account);
            Place::new(account, &place.region).arn("ecr", &format!("repository/{name}"))
        }),
        // Which parameters are listed is not known before. Source: refusals in public logs.
        "ssm" if operation == "DescribeParameters" => vec![place.arn("ssm", "*")],
        "ssm" => named(body, &["Name", "ResourceId"], &["Names"], |name| {
            parameter_arn(place, name)
        }),
        "logs" => vec![log_stream_arn(body, place)],
        "kms" => named(body, &["KeyId"], &[], str::to_owned),
        "sts" => named(body, &["RoleArn"], &[], str::to_owned),
        // Services come from the wire; those without a table are authorised on everything.
        &_ => Vec::new(),
    };
    if found.is_empty() {
        vec!["*".to_owned()]
    } else {
        found
    }
}

/// The ARN of a parameter; a leading slash is not doubled, a selector is not part of it.
pub(crate) fn parameter_arn(place: &Place, name: &str) -> String {
    if name.starts_with("arn:") {
        return name.to_owned();
    }
    let name = name.split(':').next().unwrap_or(name);
    place.arn(
        "ssm",
        &format!("parameter/{}", name.trim_start_matches('/')),
    )
}

/// Calls about a group are authorised on its streams, calls about no group on an empty one.
/// Source: refusals of DescribeLogGroups and FilterLogEvents in public logs.
fn log_stream_arn(body: &Value, place: &Place) -> String {
    let text = |member: &str| body[member].as_str();
    let group = text("logGroupName")
        .or(text("logGroupIdentifier"))
        .unwrap_or_default();
    let stream = text("logStreamName").unwrap_or_default();
    if let Some(arn) = group.strip_prefix("arn:") {
        return format!("arn:{}:log-stream:{stream}", arn.trim_end_matches(":*"));
    }
    place.arn("logs", &format!("log-group:{group}:log-stream:{stream}"))
}

fn ecs(operation: &str, body: &Value, place: &Place) -> Vec<String> {
    let last = |text: &str| text.rsplit('/').next().unwrap_or(text).to_owned();
    let cluster = body["cluster"]
        .as_str()
        .map_or_else(|| "default".to_owned(), last);
    let service = |name: &str| {
        if name.starts_with("arn:") {
            name.to_owned()
        } else {
            place.arn("ecs", &format!("service/{cluster}/{name}"))
        }
    };
    match operation {
        "CreateService" => named(body, &["serviceName"], &[], service),
        "UpdateService" | "DeleteService" | "DescribeServices" | "ListServiceDeployments" => {
            named(body, &["service"], &["services"], service)
        }
        "DescribeServiceDeployments"
        | "DescribeServiceRevisions"
        | "StopServiceDeployment"
        | "ContinueServiceDeployment"
        | "TagResource"
        | "UntagResource"
        | "ListTagsForResource" => named(
            body,
            &["serviceDeploymentArn", "resourceArn"],
            &["serviceDeploymentArns", "serviceRevisionArns"],
            str::to_owned,
        ),
        "DescribeClusters" => named(body, &[], &["clusters"], |name| {
            place.arn("ecs", &format!("cluster/{}", last(name)))
        }),
        "DescribeTasks" | "StopTask" => named(body, &["task"], &["tasks"], |id| {
            place.arn("ecs", &format!("task/{cluster}/{}", last(id)))
        }),
        _ => Vec::new(),
    }
}

/// Collects the names under the given members and turns each into an ARN.
fn named(
    body: &Value,
    single: &[&str],
    lists: &[&str],
    arn: impl Fn(&str) -> String,
) -> Vec<String> {
    let one = single.iter().filter_map(|member| body[*member].as_str());
    let many = lists
        .iter()
        .filter_map(|member| body[*member].as_array())
        .flatten()
        .filter_map(Value::as_str);
    one.chain(many).map(arn).collect()
}
