//! SimulatePrincipalPolicy.
//!
//! As on AWS, the policies of resources take no part: the caller gives one as `ResourcePolicy` or
//! none, and for roles not even that. Not simulated: `ResourcePolicy`, `CallerArn`,
//! `PolicyExclusionList`, which are refused rather than ignored.
//! Source: IAM API model, `SimulatePrincipalPolicyRequest`.

mod outcome;
mod shape;

use serde_json::Value;

use super::no_such_entity;
use super::page::page;
use crate::permission::Permissions;
use crate::policy::{Context, Policy};
use crate::principal::Principal;
use crate::request::Request;
use crate::service_error::ServiceError;
use crate::world::SimulationShape;
use outcome::{Simulated, outcome};

/// Performs it.
pub(super) fn simulate(
    request: &Request<'_>,
    permissions: &Permissions,
) -> Result<Value, ServiceError> {
    for member in ["ResourcePolicy", "CallerArn", "PolicyExclusionList"] {
        if !request.body[member].is_null() {
            return Err(invalid(&format!("{member} is not simulated here")));
        }
    }
    let actions = texts(&request.body["ActionNames"]);
    if actions.is_empty() {
        request.required("ActionNames")?;
    }
    if let Some(wrong) = actions.iter().find(|action| !action.contains(':')) {
        return Err(invalid(&format!("Invalid action: {wrong}")));
    }
    let resources = texts(&request.body["ResourceArns"]);
    let everything = vec!["*".to_owned()];
    let named = !resources.is_empty() && resources != everything;
    let resources = if named { resources } else { everything };
    let simulated = source(request, permissions)?;
    let context = context(request);
    let mut results = Vec::new();
    for action in &actions {
        let outcomes: Vec<_> = resources
            .iter()
            .map(|resource| outcome(&simulated, action, resource, &context))
            .collect();
        match permissions.identities.simulation() {
            SimulationShape::PerAction => results.push(shape::per_action(action, named, &outcomes)),
            SimulationShape::PerResource => {
                results.extend(outcomes.iter().map(|one| shape::per_resource(action, one)));
            }
        }
    }
    page(request, "EvaluationResults", results)
}

/// Whose policies are simulated, and with which others.
fn source<'p>(
    request: &Request<'_>,
    permissions: &'p Permissions,
) -> Result<Simulated<'p>, ServiceError> {
    let arn = request.required("PolicySourceArn")?;
    let own = format!("arn:aws:iam::{}:", request.place.account);
    let kind_and_name = arn.strip_prefix(&own).and_then(|rest| rest.split_once('/'));
    let (kind, path) = kind_and_name.ok_or_else(|| {
        // A session's ARN (`sts`) is none of an identity, and another account's are unknown.
        invalid(&format!(
            "Invalid Entity Arn: {arn} does not clearly define entity type and name."
        ))
    })?;
    let name = path.rsplit('/').next().unwrap_or(path);
    let account = &request.place.account;
    let principal = match kind {
        "role" => {
            let role = permissions.identities.role(account, name);
            if role.is_none_or(|role| role.arn() != arn && permissions.identities.given()) {
                return Err(no_such_entity("role", name));
            }
            Principal::session(account, name, "simulation", "")
        }
        "user" => Principal::user(account, name, ""),
        _ => return Err(no_such_entity(kind, name)),
    };
    let mut has = permissions
        .identities
        .entitlement(&principal)
        .ok_or_else(|| no_such_entity(kind, name))?;
    for (number, document) in (1..).zip(policies(&request.body["PolicyInputList"])?) {
        has.inline
            .insert(format!("PolicyInputList.{number}"), document);
    }
    if let Some(boundary) = policies(&request.body["PermissionsBoundaryPolicyInputList"])?.pop() {
        has.boundary = Some(boundary);
    }
    Ok(Simulated {
        permissions,
        principal,
        kind: if kind == "user" { "user" } else { "role" },
        has,
    })
}

fn context(request: &Request<'_>) -> Context {
    let mut context = Context::default();
    for entry in request.body["ContextEntries"]
        .as_array()
        .into_iter()
        .flatten()
    {
        let key = entry["ContextKeyName"].as_str().unwrap_or_default();
        for value in texts(&entry["ContextKeyValues"]) {
            context.add(key, value);
        }
    }
    context
}

fn policies(list: &Value) -> Result<Vec<Policy>, ServiceError> {
    let documents = texts(list);
    documents
        .iter()
        .map(|text| {
            let document: Value =
                serde_json::from_str(text).map_err(|_| invalid("Syntax errors in policy."))?;
            Policy::try_from(document).map_err(|error| invalid(&error.to_string()))
        })
        .collect()
}

fn texts(list: &Value) -> Vec<String> {
    let items = list.as_array().into_iter().flatten();
    items.filter_map(Value::as_str).map(str::to_owned).collect()
}

fn invalid(message: &str) -> ServiceError {
    ServiceError::new("InvalidInput", message)
}
