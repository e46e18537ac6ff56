//! What ECS says of a deployment as a whole.
//!
//! These texts never carry a task's reason: a cause from here is the last resort, and stopped tasks
//! are asked first. What they do tell is who had the deployment rolled back: the kind says it.

use super::classify::{bare, named};
use super::text::Text;
use crate::cause::{Cause, CauseKind, Class};
use crate::foreign::Foreign;

/// Reads `rolloutStateReason` or `statusReason`. `None` for texts that tell of no failure, and for
/// a deployment that a newer one replaced.
///
/// The kind names who rolled back: `CircuitBreakerTripped`, `AlarmTriggered`, `LifecycleHookFailed`,
/// `NetworkConfigurationInvalid` or `StoppedByUser` (StopServiceDeployment). No text of AWS's for an
/// alarm or a person is public: ask the service deployment's `alarms` and status as well.
/// Source: ECS developer guide, "service deployment events", "troubleshooting blue/green"; observed.
pub fn deployment_reason(text: &Foreign) -> Option<Cause> {
    let folded = Text::of(text);
    if text.raw().trim().is_empty() {
        return None;
    }
    let because = |kind| named(kind, Class::Deterministic, &folded, text);
    if folded.has("no rollback candidate") {
        return Some(because(CauseKind::RollbackCandidateMissing));
    }
    if folded.has("lifecycle hook") || folded.has("pause hook") {
        return Some(Cause {
            resource: folded
                .arn_of("lambda")
                .or_else(|| stage(&folded))
                .map(Foreign::new),
            ..because(CauseKind::LifecycleHookFailed)
        });
    }
    if folded.has("invalid networking configuration") {
        return Some(Cause {
            resource: folded.arn_of("elasticloadbalancing").map(Foreign::new),
            ..because(CauseKind::NetworkConfigurationInvalid)
        });
    }
    if folded.has("circuit breaker") {
        return Some(because(CauseKind::CircuitBreakerTripped));
    }
    if folded.has("alarm") {
        return Some(because(CauseKind::AlarmTriggered));
    }
    if folded.has("stopservicedeployment") {
        return Some(because(CauseKind::StoppedByUser));
    }
    let harmless = [
        "in progress",
        "completed",
        "newer service deployment",
        "service was deleted",
    ];
    if harmless.iter().any(|piece| folded.has(piece)) {
        return None;
    }
    Some(bare(CauseKind::Unrecognised, Class::Uncertain, text))
}

/// The stage in `… rolled back because STAGE lifecycle hook(s) failed. DETAIL`.
pub(crate) fn stage(text: &Text) -> Option<String> {
    text.word_after("because of ")
        .or_else(|| text.word_after("because "))
        .filter(|word| word.chars().all(|c| c.is_ascii_uppercase() || c == '_'))
}
