//! Tags of a request: what they add to its context, and the permission to tag what it creates.

use serde_json::Value;

use super::Demand;
use crate::policy::Context;
use crate::request::Request;
use crate::resource;

/// Adds `aws:TagKeys` and `aws:RequestTag/…`. Source: IAM User Guide, "Controlling access to AWS
/// resources using tags".
pub(crate) fn describe(body: &Value, context: &mut Context) {
    for (key, value) in tags(body) {
        context.add("aws:TagKeys", key);
        context.add(&format!("aws:RequestTag/{key}"), value);
    }
}

/// The demand to tag what a call creates. Source: ECS Developer Guide, "Grant permission to tag
/// resources on creation"; for SSM and ECR, Service Authorization Reference.
pub(super) fn demand(service: &str, request: &Request<'_>, context: &Context) -> Option<Demand> {
    tags(request.body).next()?;
    let Request {
        operation,
        body,
        place,
        ..
    } = *request;
    let name = |member: &str| body[member].as_str().unwrap_or_default();
    let (action, resource) = match (service, operation) {
        // The revision is not known yet, when this is asked (inferred).
        ("ecs", "RegisterTaskDefinition") => {
            let family = name("family");
            (
                "ecs:TagResource",
                place.arn("ecs", &format!("task-definition/{family}:*")),
            )
        }
        ("ecs", "CreateCluster") => {
            let cluster = name("clusterName");
            (
                "ecs:TagResource",
                place.arn("ecs", &format!("cluster/{cluster}")),
            )
        }
        ("ecs", "CreateService") | ("ecr", "CreateRepository") | ("ssm", "PutParameter") => {
            let action = match service {
                "ssm" => "ssm:AddTagsToResource",
                "ecr" => "ecr:TagResource",
                _ => "ecs:TagResource",
            };
            let mut resources = resource::resources(service, operation, body, place);
            (action, resources.pop()?)
        }
        // Operations come from the wire; the rest tag nothing new.
        (_, _) => return None,
    };
    let context = context.clone();
    Some(Demand {
        action: action.to_owned(),
        resources: vec![resource],
        context: match service {
            "ecs" => context.with("ecs:CreateAction", operation),
            _ => context,
        },
    })
}

/// Keys and values; ECS writes the members in lower case, the others with a capital.
fn tags(body: &Value) -> impl Iterator<Item = (&str, &str)> {
    let lists = ["tags", "Tags"].into_iter();
    lists
        .filter_map(|member| body[member].as_array())
        .flatten()
        .filter_map(|tag| {
            let text = |lower: &str, upper: &str| tag[lower].as_str().or(tag[upper].as_str());
            Some((
                text("key", "Key")?,
                text("value", "Value").unwrap_or_default(),
            ))
        })
}
