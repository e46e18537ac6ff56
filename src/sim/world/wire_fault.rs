//! What goes wrong between a client and AWS, as data.

use serde::Deserialize;

/// One fault that hits matching calls.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct WireFault {
    /// The service's name in signatures (`ecs`, `ecr`, `ssm`, `sts`, `logs`,
    /// `elasticloadbalancing`, `secretsmanager`), `registry` for the registry's data plane, or `*`.
    pub service: String,
    /// The operation, such as `UpdateService`; `*` and `?` are wildcards. Requests to the registry
    /// are named as CloudTrail names them: `InitiateLayerUpload`, `UploadLayerPart`,
    /// `CompleteLayerUpload`, `BatchCheckLayerAvailability`, `PutImage`, `BatchGetImage`,
    /// `GetDownloadUrlForLayer`.
    pub operation: String,
    /// Only in this account.
    #[serde(default)]
    pub account: Option<String>,
    /// How many matching calls pass before the first one is hit.
    #[serde(default)]
    pub after: u32,
    /// How many calls are hit.
    #[serde(default = "once")]
    pub times: u32,
    /// What happens to them.
    #[serde(flatten)]
    pub kind: WireFaultKind,
}

fn once() -> u32 {
    1
}

/// What happens to a call that is hit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum WireFaultKind {
    /// `ThrottlingException`, "Rate exceeded".
    Throttling,
    /// The caller may not do it.
    AccessDenied,
    /// The caller's session has expired.
    ExpiredToken,
    /// Nothing is done, and the connection is closed without an answer.
    Reset,
    /// The call is performed, later.
    Slow {
        /// How much later, in real milliseconds.
        ms: u64,
    },
    /// HTTP 500 with an empty body, as a broken load balancer gives.
    #[serde(rename = "http-500")]
    Http500,
    /// The call is performed, and the connection is closed without an answer.
    LostAnswer,
}
