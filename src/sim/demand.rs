//! What a call must be allowed: IAM's name of its action, the resources, the context keys, and the
//! further actions it stands for. Whether it is allowed is [`crate::permission`]'s.
//! Source: Service Authorization Reference.

mod cluster;
pub(crate) mod tags;

use serde_json::Value;

use crate::engine::Region;
use crate::permission::Permissions;
use crate::policy::Context;
use crate::principal::Principal;
use crate::request::Request;
use crate::resource;
use crate::secrets::SecretStore;

/// The service that tasks' roles are passed to.
const TASKS: &str = "ecs-tasks.amazonaws.com";

/// One action on some resources.
#[derive(Debug, Clone)]
pub(crate) struct Demand {
    /// Such as `ecs:UpdateService`.
    pub(crate) action: String,
    /// ARNs or `*`.
    pub(crate) resources: Vec<String>,
    /// What is known of the request.
    pub(crate) context: Context,
}

impl Demand {
    /// One action on one resource, with what every request has.
    pub(crate) fn one(principal: &Principal, action: String, resource: String) -> Self {
        Self {
            action,
            resources: vec![resource],
            context: Context::of(principal),
        }
    }
}

/// What stands around a call.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Around<'a> {
    pub(crate) permissions: &'a Permissions,
    pub(crate) secrets: &'a SecretStore,
}

/// The demands of one call, its own first. `passed` are the roles it hands on to tasks.
pub(crate) fn of(
    service: &str,
    request: &Request<'_>,
    passed: Vec<String>,
    around: Around<'_>,
) -> Vec<Demand> {
    let Request {
        operation,
        body,
        place,
        principal,
        ..
    } = *request;
    let given = around.permissions.identities.given();
    // GetCallerIdentity needs no permission and cannot be denied. Source: STS API model.
    if operation == "GetCallerIdentity" {
        return Vec::new();
    }
    // Whether a role may be assumed depends on its trust policy, too: `sts` looks at both, or at it alone.
    if given && operation.starts_with("AssumeRole") {
        return Vec::new();
    }
    let mut context = Context::of(principal).with("aws:RequestedRegion", &place.region);
    tags::describe(body, &mut context);
    if service == "ecs" {
        cluster::describe(operation, body, place, &mut context);
    }
    let resources = match service {
        "iam" => identity(request, around.permissions),
        "secretsmanager" => secret(request, around.secrets),
        // All other services say by themselves what a request is about.
        &_ => resource::resources(service, operation, body, place),
    };
    let mut demands = vec![Demand {
        // All services here have the same name in signatures and in IAM actions.
        action: format!("{service}:{operation}"),
        resources,
        context: context.clone(),
    }];
    demands.extend(tags::demand(service, request, &context));
    if !passed.is_empty() {
        demands.push(Demand {
            action: "iam:PassRole".to_owned(),
            resources: passed,
            context: context.with("iam:PassedToService", TASKS),
        });
    }
    demands
}

/// The roles a call hands on to tasks, each of which needs `iam:PassRole`. An update hands on
/// those of the task definition it names.
/// Source: ECS Developer Guide, "Task execution IAM role"; refusals of RegisterTaskDefinition and
/// UpdateService observed in public issues.
pub(crate) fn passed_roles(operation: &str, body: &Value, region: &Region) -> Vec<String> {
    let members = ["taskRoleArn", "executionRoleArn"];
    let found: Vec<String> = match operation {
        "RegisterTaskDefinition" => members
            .iter()
            .filter_map(|member| body[*member].as_str().map(str::to_owned))
            .collect(),
        "UpdateService" | "CreateService" => body["taskDefinition"]
            .as_str()
            .and_then(|reference| region.backdrop.definitions.find(reference))
            .into_iter()
            .flat_map(|definition| members.map(|member| definition.text(member).map(str::to_owned)))
            .flatten()
            .collect(),
        // Operations come from the wire; all others pass no role.
        _ => Vec::new(),
    };
    // Registering takes a role's bare name, too.
    let account = region.account();
    let arn = |role: String| {
        if role.starts_with("arn:") {
            role
        } else {
            format!("arn:aws:iam::{account}:role/{role}")
        }
    };
    found.into_iter().map(arn).collect()
}

/// The ARN of the role or user that a call of IAM is about.
fn identity(request: &Request<'_>, permissions: &Permissions) -> Vec<String> {
    let account = &request.place.account;
    let body = request.body;
    if let Some(arn) = body["PolicySourceArn"].as_str() {
        return vec![arn.to_owned()];
    }
    let arn = body["RoleName"].as_str().map(|name| {
        let role = permissions.identities.role(account, name);
        role.map_or_else(
            || format!("arn:aws:iam::{account}:role/{name}"),
            |role| role.arn(),
        )
    });
    vec![arn.unwrap_or_else(|| "*".to_owned())]
}

/// The whole ARN of a secret, whichever way it is named.
fn secret(request: &Request<'_>, secrets: &SecretStore) -> Vec<String> {
    let id = request.body["SecretId"].as_str().unwrap_or("*");
    // A name that does not exist is refused by that name. Source: texts observed in public logs.
    let arn = secrets.arn_of(request.place, id);
    vec![arn.unwrap_or_else(|| id.to_owned())]
}
