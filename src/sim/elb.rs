//! Elastic Load Balancing v2: target groups and the health of their targets, from the engine,
//! behind one load balancer per target group.

use serde_json::{Value, json};

use crate::engine::{Region, Target, TargetGroup};
use crate::place::Place;
use crate::request::Request;
use crate::service::unknown_operation;
use crate::service_error::ServiceError;

/// Performs one operation.
pub(crate) fn call(request: &Request<'_>, region: &Region) -> Result<Value, ServiceError> {
    match request.operation {
        "DescribeTargetGroups" => target_groups(request, region),
        "DescribeTargetHealth" => target_health(request, region),
        "DescribeLoadBalancers" => {
            let wanted = listed(request, "LoadBalancerArns");
            let all = region
                .target_groups()
                .iter()
                .map(|group| balancer(group, request.place));
            let chosen = only(all, "LoadBalancerArn", &wanted, "LoadBalancerNotFound")?;
            Ok(json!({ "LoadBalancers": chosen }))
        }
        "DescribeListeners" => {
            let all = region
                .target_groups()
                .iter()
                .map(|group| listener(group, request.place));
            let chosen = if let Some(arn) = request.body["LoadBalancerArn"].as_str() {
                let wanted = [arn.to_owned()];
                only(all, "LoadBalancerArn", &wanted, "LoadBalancerNotFound")?
            } else {
                let wanted = listed(request, "ListenerArns");
                only(all, "ListenerArn", &wanted, "ListenerNotFound")?
            };
            Ok(json!({ "Listeners": chosen }))
        }
        _ => Err(unknown_operation(request.operation)),
    }
}

fn target_groups(request: &Request<'_>, region: &Region) -> Result<Value, ServiceError> {
    let all = || {
        region
            .target_groups()
            .iter()
            .map(|group| target_group(group, request.place))
    };
    let not_found = "TargetGroupNotFound";
    let arns = listed(request, "TargetGroupArns");
    let names = listed(request, "Names");
    let chosen = if names.is_empty() {
        only(all(), "TargetGroupArn", &arns, not_found)?
    } else {
        only(all(), "TargetGroupName", &names, not_found)?
    };
    Ok(json!({ "TargetGroups": chosen }))
}

fn target_health(request: &Request<'_>, region: &Region) -> Result<Value, ServiceError> {
    let arn = request.body["TargetGroupArn"].as_str().ok_or_else(|| {
        ServiceError::new(
            "ValidationError",
            "1 validation error detected: Value null at 'targetGroupArn' failed to satisfy \
             constraint: Member must not be null",
        )
    })?;
    let targets = region
        .target_health(arn)
        .ok_or_else(|| missing("TargetGroupNotFound"))?;
    let shown: Vec<Value> = targets.iter().map(target).collect();
    Ok(json!({ "TargetHealthDescriptions": shown }))
}

/// Source: ELBv2 API model, `TargetHealthDescription`.
fn target(target: &Target) -> Value {
    let health = &target.health;
    json!({
        "Target": {
            "Id": target.ip,
            "Port": target.port,
            "AvailabilityZone": target.zone,
        },
        "HealthCheckPort": target.port.to_string(),
        "TargetHealth": {
            "State": health.state.as_str(),
            "Reason": health.reason,
            "Description": health.description,
        },
    })
}

fn target_group(group: &TargetGroup, place: &Place) -> Value {
    json!({
        "TargetGroupArn": group.arn,
        "TargetGroupName": group.name,
        "Protocol": "HTTP",
        "Port": group.port,
        "VpcId": "vpc-0123456789abcdef0",
        "HealthCheckProtocol": "HTTP",
        "HealthCheckPort": "traffic-port",
        "HealthCheckEnabled": true,
        "HealthCheckIntervalSeconds": 30,
        "HealthCheckTimeoutSeconds": 5,
        "HealthyThresholdCount": 5,
        "UnhealthyThresholdCount": 2,
        "HealthCheckPath": group.health_check_path,
        "Matcher": { "HttpCode": group.matcher },
        "LoadBalancerArns": [balancer_arn(group, place)],
        "TargetType": group.target_type.as_str(),
        "ProtocolVersion": "HTTP1",
        "IpAddressType": "ipv4",
    })
}

fn balancer(group: &TargetGroup, place: &Place) -> Value {
    let Place { region, .. } = place;
    json!({
        "LoadBalancerArn": balancer_arn(group, place),
        "DNSName": format!("{}-1.{region}.elb.amazonaws.com", group.name),
        "LoadBalancerName": group.name,
        "Scheme": "internet-facing",
        "VpcId": "vpc-0123456789abcdef0",
        "State": { "Code": "active" },
        "Type": "application",
        "IpAddressType": "ipv4",
    })
}

fn listener(group: &TargetGroup, place: &Place) -> Value {
    let balancer = balancer_arn(group, place);
    let listener = balancer.replace(":loadbalancer/", ":listener/");
    json!({
        "ListenerArn": format!("{listener}/0123456789abcdef"),
        "LoadBalancerArn": balancer,
        "Port": 80,
        "Protocol": "HTTP",
        "DefaultActions": [{ "Type": "forward", "TargetGroupArn": group.arn, "Order": 1 }],
    })
}

fn balancer_arn(group: &TargetGroup, place: &Place) -> String {
    let id = group.arn.rsplit('/').next().unwrap_or_default();
    place.arn(
        "elasticloadbalancing",
        &format!("loadbalancer/app/{}/{id}", group.name),
    )
}

/// A list of strings of the request.
fn listed(request: &Request<'_>, member: &str) -> Vec<String> {
    let items = request.body[member].as_array().into_iter().flatten();
    items.filter_map(Value::as_str).map(str::to_owned).collect()
}

/// Chooses those whose `member` is among `wanted`, or all when nothing is. Each one wanted must
/// exist.
fn only(
    all: impl Iterator<Item = Value>,
    member: &str,
    wanted: &[String],
    not_found: &'static str,
) -> Result<Vec<Value>, ServiceError> {
    let is = |value: &Value, name: &String| value[member].as_str() == Some(name);
    let chosen: Vec<Value> = all
        .filter(|value| wanted.is_empty() || wanted.iter().any(|name| is(value, name)))
        .collect();
    let complete = wanted
        .iter()
        .all(|name| chosen.iter().any(|value| is(value, name)));
    if complete {
        Ok(chosen)
    } else {
        Err(missing(not_found))
    }
}

fn missing(code: &'static str) -> ServiceError {
    let message = match code {
        "TargetGroupNotFound" => "One or more target groups not found",
        "ListenerNotFound" => "One or more listeners not found",
        _ => "One or more load balancers not found",
    };
    ServiceError::new(code, message)
}
