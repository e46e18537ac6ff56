//! Errors of the registry protocol, in ECR's words.
//! Source: OCI Distribution Specification 1.1, "Error Codes"; the texts for a repository that was
//! not created, an immutable tag, missing children, and tokens were observed in public logs. The
//! other texts are background knowledge.

use hyper::Response;
use hyper::header::HeaderValue;
use serde_json::json;

use crate::place::Place;
use crate::wire::body::Body;
use crate::wire::protocol::response;

/// One error.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct RegistryError {
    status: u16,
    /// Such as `NAME_UNKNOWN`.
    pub(super) code: &'static str,
    message: String,
}

impl RegistryError {
    fn new(status: u16, code: &'static str, message: impl Into<String>) -> Self {
        Self {
            status,
            code,
            message: message.into(),
        }
    }

    /// No credentials.
    pub(super) fn unauthorized() -> Self {
        Self::new(401, "UNAUTHORIZED", "Not Authorized")
    }

    /// The token is none of ours. Source: answers observed in public code.
    pub(super) fn invalid_token() -> Self {
        Self::new(400, "DENIED", "Your Authorization Token is invalid.")
    }

    /// The token is for another region. The status is AWS's, the text is background knowledge.
    /// Source: ECR User Guide, "Troubleshooting Docker commands" (403).
    pub(super) fn wrong_region() -> Self {
        Self::denied("Your Authorization Token is invalid.".to_owned())
    }

    pub(super) fn expired() -> Self {
        Self::new(
            403,
            "DENIED",
            "Your authorization token has expired. Reauthenticate and try again.",
        )
    }

    /// A permission is missing.
    pub(super) fn denied(message: String) -> Self {
        Self::new(403, "DENIED", message)
    }

    pub(super) fn throttled() -> Self {
        Self::new(429, "TOOMANYREQUESTS", "Rate exceeded")
    }

    pub(super) fn broken() -> Self {
        Self::new(500, "UNKNOWN", "")
    }

    pub(super) fn unsupported() -> Self {
        Self::new(405, "UNSUPPORTED", "The operation is unsupported.")
    }

    pub(super) fn name_unknown(name: &str, place: &Place) -> Self {
        Self::new(
            404,
            "NAME_UNKNOWN",
            format!(
                "The repository with name '{name}' does not exist in the registry with id '{}'",
                place.account
            ),
        )
    }

    pub(super) fn manifest_unknown() -> Self {
        Self::new(404, "MANIFEST_UNKNOWN", "Requested image not found")
    }

    pub(super) fn blob_unknown() -> Self {
        Self::new(404, "BLOB_UNKNOWN", "blob unknown to registry")
    }

    pub(super) fn upload_unknown() -> Self {
        Self::new(
            404,
            "BLOB_UPLOAD_UNKNOWN",
            "blob upload unknown to registry",
        )
    }

    pub(super) fn digest_invalid(message: impl Into<String>) -> Self {
        Self::new(400, "DIGEST_INVALID", message)
    }

    pub(super) fn manifest_invalid(message: impl Into<String>) -> Self {
        Self::new(400, "MANIFEST_INVALID", message)
    }

    /// Blobs or children that a manifest names are not in the repository.
    pub(super) fn manifest_blob_unknown(message: String) -> Self {
        Self::new(404, "MANIFEST_BLOB_UNKNOWN", message)
    }

    pub(super) fn tag_invalid(message: String) -> Self {
        Self::new(400, "TAG_INVALID", message)
    }

    /// The answer on the wire.
    pub(super) fn response(&self, place: &Place) -> Response<Body> {
        let body = if self.status == 500 {
            String::new()
        } else {
            json!({ "errors": [{ "code": self.code, "message": self.message }] }).to_string()
        };
        let mut response = response(self.status, "application/json; charset=utf-8", body.into());
        if self.status == 401 {
            let Place { account, region } = place;
            let challenge = format!(
                "Basic realm=\"https://{account}.dkr.ecr.{region}.amazonaws.com/\",\
                 service=\"ecr.amazonaws.com\""
            );
            if let Ok(challenge) = HeaderValue::from_str(&challenge) {
                response.headers_mut().insert("www-authenticate", challenge);
            }
        }
        response
    }
}
