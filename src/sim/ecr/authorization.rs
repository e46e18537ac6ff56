//! Passwords for the registry.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use crate::request::Request;
use crate::state::Stores;
use crate::timestamp::epoch_seconds;

/// GetAuthorizationToken. The proxy endpoint is the loopback address of the registry, where AWS
/// has `https://A.dkr.ecr.R.amazonaws.com`, so that a docker client can log in to it.
pub(super) fn token(request: &Request<'_>, stores: &mut Stores) -> Value {
    let token = stores.authority.issue_token(
        request.principal,
        &request.place.region,
        request.now,
        &mut stores.identifiers,
    );
    let endpoint = stores
        .registries
        .get(request.place)
        .map(|address| format!("http://{address}"))
        .unwrap_or_default();
    json!({
        "authorizationData": [{
            "authorizationToken": STANDARD.encode(format!("AWS:{}", token.password.reveal())),
            "expiresAt": epoch_seconds(token.expires),
            "proxyEndpoint": endpoint,
        }],
    })
}
