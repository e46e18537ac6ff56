//! What goes wrong between a client and AWS, as data.

use std::num::NonZeroU32;

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
    /// How many calls are hit. Without it: one; all of them when `every` or `for` says which, or
    /// when the fault is [`WireFaultKind::Stale`].
    #[serde(default)]
    pub times: Option<u32>,
    /// Hits only each second, third, … matching call, so that good and bad answers alternate.
    #[serde(default)]
    pub every: Option<NonZeroU32>,
    /// Hits nothing in the first so many seconds of AWS's time.
    #[serde(default)]
    pub from: Option<u32>,
    /// How many seconds of AWS's time it lasts from its first hit; without it, for ever.
    #[serde(default)]
    pub r#for: Option<u32>,
    /// What happens to them.
    #[serde(flatten)]
    pub kind: WireFaultKind,
}

impl WireFault {
    /// How many calls are hit at most.
    pub(crate) fn most(&self) -> u32 {
        let open_ended = self.every.is_some()
            || self.r#for.is_some()
            || matches!(self.kind, WireFaultKind::Stale { .. });
        self.times.unwrap_or(if open_ended { u32::MAX } else { 1 })
    }
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
    /// The connection breaks in the middle of the answer. Only answers of the registry are long
    /// enough for that: for other services it is like [`Self::LostAnswer`].
    CutOff {
        /// How many bytes of the answer's body come through.
        bytes: usize,
    },
    /// A read of ECS or of target health shows what was there a while ago, as reads may while a
    /// change spreads. Other calls are performed as ever.
    /// Source: ECS API reference, RunTask ("eventual consistency model").
    Stale {
        /// How long ago, in seconds of AWS's time.
        by: u32,
    },
}
