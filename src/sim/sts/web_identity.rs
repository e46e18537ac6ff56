//! The token of an identity provider, as GitHub and GitLab hand them to jobs. It is read, not
//! verified: there is no provider here to ask.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Deserialize;

use crate::service_error::ServiceError;

/// What a token says about its bearer.
#[derive(Debug, Deserialize)]
pub(super) struct Claims {
    #[serde(rename = "iss", default)]
    pub(super) issuer: String,
    #[serde(rename = "sub", default)]
    pub(super) subject: String,
    /// A text here, though JWT allows a list.
    #[serde(rename = "aud", default)]
    pub(super) audience: String,
}

/// Reads the claims of a JSON Web Token.
pub(super) fn claims(token: &str) -> Result<Claims, ServiceError> {
    let mut parts = token.split('.');
    let (Some(_), Some(payload), Some(_), None) =
        (parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return Err(invalid());
    };
    let bytes = URL_SAFE_NO_PAD
        .decode(payload.trim_end_matches('='))
        .map_err(|_| invalid())?;
    serde_json::from_slice(&bytes).map_err(|_| invalid())
}

fn invalid() -> ServiceError {
    ServiceError::new(
        "InvalidIdentityToken",
        "The ID Token provided is not a valid JWT. (You may see this error if you sent an Access \
         Token)",
    )
}
