//! The policies of a role, as lists and one by one.

use serde_json::{Value, json};

use super::page::page;
use super::role::{encoded, find};
use super::{Identities, no_such_entity};
use crate::request::Request;
use crate::service_error::ServiceError;

/// ListRolePolicies: the names of the inline ones.
pub(super) fn inline_names(
    request: &Request<'_>,
    identities: &Identities,
) -> Result<Value, ServiceError> {
    let role = find(request, identities)?;
    let names = role.inline.keys().map(|name| json!(name)).collect();
    page(request, "PolicyNames", names)
}

/// GetRolePolicy.
pub(super) fn get_inline(
    request: &Request<'_>,
    identities: &Identities,
) -> Result<Value, ServiceError> {
    let role = find(request, identities)?;
    let name = request.required("PolicyName")?;
    let policy = role
        .inline
        .get(name)
        .ok_or_else(|| no_such_entity("role policy", name))?;
    Ok(json!({
        "RoleName": role.name,
        "PolicyName": name,
        "PolicyDocument": encoded(policy),
    }))
}

/// ListAttachedRolePolicies.
pub(super) fn attached(
    request: &Request<'_>,
    identities: &Identities,
) -> Result<Value, ServiceError> {
    let role = find(request, identities)?;
    let account = &role.account;
    let shown = role.attached.keys().map(|name| {
        let short = name.rsplit('/').next().unwrap_or(name);
        // A policy may be given by its ARN, as AWS's own are.
        let arn = if name.starts_with("arn:") {
            name.clone()
        } else {
            format!("arn:aws:iam::{account}:policy/{name}")
        };
        json!({ "PolicyName": short, "PolicyArn": arn })
    });
    page(request, "AttachedPolicies", shown.collect())
}
