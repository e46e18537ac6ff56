//! The `Authorization` header of a signed request.

use crate::service_error::ServiceError;

/// The header, taken apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Authorization {
    /// Whose key it is signed with.
    pub(crate) access_key_id: String,
    /// `20150830`.
    pub(crate) date: String,
    /// The region of the credential scope.
    pub(crate) region: String,
    /// The service of the credential scope, such as `ecs`.
    pub(crate) service: String,
    /// Lower-case names of the headers that are signed, in order.
    pub(crate) signed_headers: Vec<String>,
    /// Lower-case hex.
    pub(crate) signature: String,
}

impl Authorization {
    /// Reads the header's value.
    ///
    /// # Errors
    /// `IncompleteSignatureException` when a part is missing.
    pub(crate) fn parse(header: &str) -> Result<Self, ServiceError> {
        let rest = header
            .strip_prefix("AWS4-HMAC-SHA256 ")
            .ok_or_else(|| incomplete("the algorithm 'AWS4-HMAC-SHA256'"))?;
        let part = |name: &str| {
            rest.split(',')
                .filter_map(|part| part.trim().split_once('='))
                .find(|(key, _)| *key == name)
                .map(|(_, value)| value.to_owned())
                .ok_or_else(|| incomplete(&format!("'{name}' parameter")))
        };
        let credential = part("Credential")?;
        // From the right, because an access key id could hold a slash and the rest cannot.
        let mut scope = credential.rsplitn(5, '/');
        let mut next = || {
            scope
                .next()
                .filter(|text| !text.is_empty())
                .map(str::to_owned)
        };
        let (Some(end), Some(service), Some(region), Some(date), Some(access_key_id)) =
            (next(), next(), next(), next(), next())
        else {
            return Err(incomplete("a full credential scope"));
        };
        if end != "aws4_request" {
            return Err(incomplete("the terminator 'aws4_request'"));
        }
        Ok(Self {
            access_key_id,
            date,
            region,
            service,
            signed_headers: part("SignedHeaders")?
                .split(';')
                .map(str::to_owned)
                .collect(),
            signature: part("Signature")?,
        })
    }
}

fn incomplete(what: &str) -> ServiceError {
    // The header itself is not repeated: it may hold a usable signature.
    ServiceError::new(
        "IncompleteSignatureException",
        format!("Authorization header requires {what}."),
    )
}
