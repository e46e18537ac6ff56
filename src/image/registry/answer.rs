//! What a registry's refusal means. It owns the mapping of HTTP statuses and the error codes of
//! the distribution specification to [`RegistryError`].

use serde::Deserialize;

use super::RegistryError;
use super::error::NO_MESSAGE;

/// A request in words, for errors.
#[derive(Clone, Debug)]
pub(super) struct Asked {
    pub(super) registry: String,
    pub(super) repository: String,
    /// For example "the push of layer sha256:...".
    pub(super) request: String,
}

/// A refusal: its status, and what the body says.
#[derive(Debug)]
pub(super) struct Refusal {
    pub(super) status: u16,
    pub(super) code: String,
    pub(super) message: String,
}

#[derive(Default, Deserialize)]
struct Body {
    #[serde(default)]
    errors: Vec<Entry>,
}

#[derive(Deserialize)]
struct Entry {
    #[serde(default)]
    code: String,
    #[serde(default)]
    message: String,
}

impl Refusal {
    /// Reads a refusal. A body that is not JSON (a proxy's page) is shortened and kept as message.
    pub(super) fn read(status: u16, body: &[u8]) -> Self {
        let parsed: Body = serde_json::from_slice(body).unwrap_or_default();
        if let Some(first) = parsed.errors.into_iter().next() {
            let message = if first.message.is_empty() {
                first.code.clone()
            } else {
                first.message
            };
            return Self {
                status,
                code: first.code,
                message,
            };
        }
        let text = String::from_utf8_lossy(body);
        let message = match text.trim() {
            "" => NO_MESSAGE.to_owned(),
            text => text.chars().take(300).collect(),
        };
        Self {
            status,
            code: String::new(),
            message,
        }
    }

    /// Tells whether a tag could not be moved because it is immutable.
    ///
    /// ECR answers 400 `TAG_INVALID` with "already exists ... immutable"; others 409 or 412.
    pub(super) fn is_tag_taken(&self) -> bool {
        matches!(self.status, 409 | 412)
            || self.code == "TAG_INVALID"
            || self.message.contains("immutable")
    }

    /// Turns the refusal into an error.
    pub(super) fn into_error(self, asked: Asked) -> RegistryError {
        let Asked {
            registry,
            repository,
            request,
        } = asked;
        let message = self.message;
        match (self.status, self.code.as_str()) {
            (_, "NAME_UNKNOWN") => RegistryError::RepositoryUnknown {
                registry,
                repository,
            },
            (401, _) => RegistryError::Unauthorized {
                registry,
                request,
                message,
            },
            (403, _) => RegistryError::Denied {
                registry,
                request,
                message,
            },
            (status, _) => RegistryError::Refused {
                registry,
                request,
                status,
                message,
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Asked, Refusal};

    #[test]
    fn refusals_are_named() {
        let ecr = br#"{"errors":[{"code":"NAME_UNKNOWN","message":"The repository with name 'r' does not exist"}]}"#;
        let denied = br#"{"errors":[{"code":"DENIED","message":"not authorized to perform: ecr:PutImage"}]}"#;
        for (status, body, want) in [
            (
                404,
                &ecr[..],
                "the repository r does not exist in the registry host",
            ),
            (
                403,
                &denied[..],
                "the registry host denies the push: not authorized to perform: ecr:PutImage",
            ),
            (
                401,
                b"",
                "the registry host does not accept the credentials for the push: no message",
            ),
            (
                502,
                b"<html>Bad Gateway",
                "the registry host refused the push: HTTP 502: <html>Bad Gateway",
            ),
        ] {
            let asked = Asked {
                registry: "host".into(),
                repository: "r".into(),
                request: "the push".into(),
            };
            assert_eq!(
                Refusal::read(status, body).into_error(asked).to_string(),
                want
            );
        }
        let immutable = br#"{"errors":[{"code":"TAG_INVALID","message":"The image tag '1' already exists in the 'r' repository and cannot be overwritten because the tag is immutable."}]}"#;
        assert!(Refusal::read(400, immutable).is_tag_taken());
        assert!(!Refusal::read(400, denied).is_tag_taken());
    }
}
