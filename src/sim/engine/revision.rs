//! Service revisions: the immutable record of what a service deployment aimed at.

use serde_json::Map;
use serde_json::Value;

use super::Millis;

/// One service revision. Source: ECS API model, `ServiceRevision`.
#[derive(Debug, Clone)]
pub(crate) struct ServiceRevision {
    /// `arn:…:service-revision/CLUSTER/SERVICE/DIGITS`.
    pub(crate) arn: String,
    /// The task definition's ARN.
    pub(crate) definition: String,
    pub(crate) created_at: Millis,
    /// Launch type, network and the like, as the service had them then.
    pub(crate) settings: Map<String, Value>,
    pub(crate) images: Vec<RevisionImage>,
    /// The target group its tasks are registered in, and the listener rule that leads there.
    pub(crate) resolved: Option<(String, String)>,
}

/// The image of one container. The digest is known once the first task has resolved it.
#[derive(Debug, Clone)]
pub(crate) struct RevisionImage {
    pub(crate) container: String,
    pub(crate) image: String,
    pub(crate) digest: Option<String>,
}

/// Returns the digest that a reference names itself, as in `name@sha256:…`.
pub(crate) fn named_digest(image: &str) -> Option<String> {
    image.split_once('@').map(|(_, digest)| digest.to_owned())
}
