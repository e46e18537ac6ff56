//! The context keys `ecs:cluster` and `ecs:service`.

use serde_json::Value;

use crate::place::Place;
use crate::policy::Context;

/// Adds the cluster that a call of ECS is about, and the service it updates.
pub(super) fn describe(operation: &str, body: &Value, place: &Place, context: &mut Context) {
    let arn_of = |kind: &str, name: &str| {
        if name.starts_with("arn:") {
            name.to_owned()
        } else {
            place.arn("ecs", &format!("{kind}/{name}"))
        }
    };
    let cluster = match operation {
        "CreateService"
        | "UpdateService"
        | "DeleteService"
        | "DescribeServices"
        | "ListServices"
        | "ListTasks"
        | "DescribeTasks"
        | "StopTask"
        | "ListServiceDeployments" => body["cluster"].as_str().unwrap_or("default").to_owned(),
        "StopServiceDeployment" | "ContinueServiceDeployment" => {
            named_in(body["serviceDeploymentArn"].as_str())
        }
        "DescribeServiceDeployments" => named_in(body["serviceDeploymentArns"][0].as_str()),
        "DescribeServiceRevisions" => named_in(body["serviceRevisionArns"][0].as_str()),
        // Operations come from the wire; others are about no cluster.
        _ => return,
    };
    if !cluster.is_empty() {
        context.add("ecs:cluster", arn_of("cluster", &cluster));
    }
}

/// The cluster in `arn:…:service-deployment/CLUSTER/SERVICE/ID`.
fn named_in(arn: Option<&str>) -> String {
    let mut parts = arn.unwrap_or_default().split('/');
    parts.nth(1).unwrap_or_default().to_owned()
}
