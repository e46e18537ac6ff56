//! Who may come in: ECR wants the token of GetAuthorizationToken as a Basic password on every
//! request. There is no exchange for a bearer token.
//! Source: ECR User Guide, "Private registry authentication".

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::Visit;
use super::error::RegistryError;
use super::route::Route;
use crate::place::Place;

/// Checks the token, then the permission, then that the repository exists.
pub(super) fn admit(visit: &Visit<'_>, route: &Route) -> Result<(), RegistryError> {
    let password = password(visit).ok_or_else(RegistryError::unauthorized)?;
    let state = visit.shared.state();
    let token = state
        .stores
        .authority
        .token(&password)
        .ok_or_else(RegistryError::invalid_token)?;
    if token.region != visit.place.region {
        return Err(RegistryError::invalid_token());
    }
    if visit.shared.clock.now() >= token.expires {
        return Err(RegistryError::expired());
    }
    let Some(name) = route.repository() else {
        return Ok(());
    };
    let action = format!("ecr:{}", route.operation());
    let resources = [route.resource(visit.place)];
    state
        .stores
        .permissions
        .check(&token.principal, &action, &resources)
        .map_err(|refusal| RegistryError::denied(refusal.message))?;
    known(
        visit.place,
        name,
        state.stores.repositories.get(visit.place, name).is_some(),
    )
}

fn known(place: &Place, name: &str, exists: bool) -> Result<(), RegistryError> {
    if exists {
        Ok(())
    } else {
        Err(RegistryError::name_unknown(name, place))
    }
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
