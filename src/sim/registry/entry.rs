//! Who may come in: ECR wants the token of GetAuthorizationToken as a Basic password on every
//! request. There is no exchange for a bearer token.
//! Source: ECR User Guide, "Private registry authentication".

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::Visit;
use super::error::RegistryError;
use super::route::Route;
use crate::demand::Demand;
use crate::permission;
use crate::principal::Principal;

/// Finds out from the token who is asking.
pub(super) fn visitor(visit: &Visit<'_>) -> Result<Principal, RegistryError> {
    let password = password(visit).ok_or_else(RegistryError::unauthorized)?;
    let state = visit.shared.state();
    let token = state
        .stores
        .authority
        .token(&password)
        .ok_or_else(RegistryError::invalid_token)?;
    if token.region != visit.place.region {
        return Err(RegistryError::wrong_region());
    }
    if visit.shared.clock.now() >= token.expires {
        return Err(RegistryError::expired());
    }
    Ok(token.principal.clone())
}

/// Checks that the visitor has the permission, and that the repository exists.
pub(super) fn admit(
    visit: &Visit<'_>,
    route: &Route,
    visitor: &Principal,
) -> Result<(), RegistryError> {
    let Some(name) = route.repository() else {
        return Ok(());
    };
    let resource = route.resource(visit.place);
    let stores = &visit.shared.state().stores;
    let demand = Demand::one(visitor, action(route), resource);
    stores
        .permissions
        .check(visitor, &demand)
        .map_err(|refusal| RegistryError::denied(refusal.message))?;
    if stores.repositories.get(visit.place, name).is_none() {
        return Err(RegistryError::name_unknown(name, visit.place));
    }
    Ok(())
}

/// The refusal of a visitor who lacks the permission. Nobody is known by name to the storage.
pub(super) fn refused(
    visit: &Visit<'_>,
    route: &Route,
    visitor: Option<&Principal>,
) -> RegistryError {
    match visitor {
        Some(visitor) => {
            let resource = route.resource(visit.place);
            let refusal = permission::denied(visitor, &action(route), &resource);
            RegistryError::denied(refusal.message)
        }
        None => RegistryError::denied("Access Denied".to_owned()),
    }
}

fn action(route: &Route) -> String {
    format!("ecr:{}", route.operation())
}

/// The password of the user `AWS`.
fn password(visit: &Visit<'_>) -> Option<String> {
    let header = visit.head.headers.get("authorization")?.to_str().ok()?;
    let decoded = STANDARD
        .decode(header.strip_prefix("Basic ")?.trim())
        .ok()?;
    String::from_utf8(decoded)
        .ok()?
        .strip_prefix("AWS:")
        .map(str::to_owned)
}
