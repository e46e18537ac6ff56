//! DescribeServiceRevisions.

use serde_json::Map;
use serde_json::Value;
use serde_json::json;

use super::error::EcsError;
use super::lookup;
use super::request::Request;
use super::service_deployments::arns;
use super::time;
use crate::engine::Region;
use crate::engine::revision::ServiceRevision;
use crate::engine::service::Service;

pub(super) fn describe(region: &Region, request: &Request<'_>) -> Result<Value, EcsError> {
    let (mut found, mut failures) = (Vec::new(), Vec::new());
    for arn in arns(request, "serviceRevisionArns")? {
        let service = lookup::owner(region, arn);
        let revision = service.and_then(|service| {
            let mut revisions = service.revisions.iter();
            revisions
                .find(|one| one.arn == arn)
                .map(|one| (service, one))
        });
        match revision {
            Some((service, one)) => found.push(shape(region, service, one)),
            None => failures.push(json!({"arn": arn, "reason": "MISSING"})),
        }
    }
    Ok(json!({"serviceRevisions": found, "failures": failures}))
}

/// Source: ECS API model, `ServiceRevision`.
fn shape(region: &Region, service: &Service, revision: &ServiceRevision) -> Value {
    let mut members = Map::new();
    let mut put = |name: &str, value: Value| members.insert(name.to_owned(), value);
    let cluster = format!("cluster/{}", service.cluster);
    put("serviceRevisionArn", json!(revision.arn));
    put("serviceArn", json!(service.arn));
    put("clusterArn", json!(region.backdrop.place.ecs(&cluster)));
    put("taskDefinition", json!(revision.definition));
    put("guardDutyEnabled", json!(false));
    if revision.settings.contains_key("launchType") {
        put("platformVersion", json!("1.4.0"));
        put("platformFamily", json!("Linux"));
    }
    for (name, value) in &revision.settings {
        if name != "platformVersion" && name != "platformFamily" {
            put(name, value.clone());
        }
    }
    let images = revision.images.iter().map(|image| {
        let mut one = json!({"containerName": image.container, "image": image.image});
        if let Some(digest) = &image.digest {
            one["imageDigest"] = json!(digest);
        }
        one
    });
    put("containerImages", images.collect());
    // Source: ECS API model, `ServiceRevision.resolvedConfiguration`.
    if let Some((group, rule)) = &revision.resolved {
        let balancer = json!({"targetGroupArn": group, "productionListenerRule": rule});
        put(
            "resolvedConfiguration",
            json!({"loadBalancers": [balancer]}),
        );
    }
    time::put(&mut members, "createdAt", Some(revision.created_at));
    Value::Object(members)
}
