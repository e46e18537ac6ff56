//! GetRole.

use std::borrow::Cow;

use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::{Identities, no_such_entity};
use crate::engine::Millis;
use crate::identifier::hex;
use crate::percent;
use crate::request::Request;
use crate::service_error::ServiceError;
use crate::timestamp;
use crate::world::{IamRole, Policy};

/// When every role was made: 1 January 2024.
const CREATED: Millis = 1_704_067_200_000;

/// Finds the role that a request names.
pub(super) fn find<'i>(
    request: &Request<'_>,
    identities: &'i Identities,
) -> Result<Cow<'i, IamRole>, ServiceError> {
    let name = request.required("RoleName")?;
    identities
        .role(&request.place.account, name)
        .ok_or_else(|| no_such_entity("role", name))
}

/// GetRole. Source: IAM API model, `Role`.
pub(super) fn get(request: &Request<'_>, identities: &Identities) -> Result<Value, ServiceError> {
    let role = find(request, identities)?;
    let id = hex(&Sha256::digest(role.arn()))[..17].to_uppercase();
    let mut shown = json!({
        "Path": role.path,
        "RoleName": role.name,
        "RoleId": format!("AROA{id}"),
        "Arn": role.arn(),
        "CreateDate": timestamp::iso8601(CREATED),
        "AssumeRolePolicyDocument": encoded(&role.trust),
        "MaxSessionDuration": 3600,
        "RoleLastUsed": {},
    });
    if role.permissions_boundary.is_some() {
        let account = &role.account;
        shown["PermissionsBoundary"] = json!({
            // Source: IAM API model, `PermissionsBoundaryAttachmentType`; its documentation says
            // `Policy`.
            "PermissionsBoundaryType": "PermissionsBoundaryPolicy",
            "PermissionsBoundaryArn": format!("arn:aws:iam::{account}:policy/boundary"),
        });
    }
    Ok(json!({ "Role": shown }))
}

/// Documents come percent-encoded. Source: IAM API reference, GetRole.
pub(super) fn encoded(policy: &Policy) -> String {
    percent::encode(&policy.document().to_string())
}
