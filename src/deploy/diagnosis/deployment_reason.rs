//! What ECS says of a deployment as a whole.
//!
//! These texts never carry a task's reason: a cause from here is the last resort, and stopped tasks
//! are asked first.

use super::classify::bare;
use super::text::Text;
use crate::cause::{Cause, CauseKind, Class};
use crate::foreign::Foreign;

/// Reads `rolloutStateReason` or `statusReason`. `None` for texts that tell of no failure, and for
/// a deployment that a newer one replaced. Source: ECS developer guide, "service deployment
/// events", "troubleshooting blue/green"; observed.
pub fn deployment_reason(text: &Foreign) -> Option<Cause> {
    let folded = Text::of(text);
    if text.raw().trim().is_empty() {
        return None;
    }
    let because = |kind| Some(bare(kind, Class::Deterministic, text));
    if folded.has("no rollback candidate") {
        return because(CauseKind::RollbackCandidateMissing);
    }
    if folded.has("lifecycle hook") {
        // `… rolled back because [of ]STAGE lifecycle hook(s) failed. DETAIL`
        let stage = folded
            .word_after("because of ")
            .or_else(|| folded.word_after("because "))
            .filter(|word| word.chars().all(|c| c.is_ascii_uppercase() || c == '_'));
        return Some(Cause {
            resource: stage.map(Foreign::new),
            ..bare(CauseKind::LifecycleHookFailed, Class::Deterministic, text)
        });
    }
    if folded.has("invalid networking configuration") {
        return because(CauseKind::NetworkConfigurationInvalid);
    }
    if folded.has("circuit breaker") {
        return because(CauseKind::CircuitBreakerTripped);
    }
    if folded.has("alarm") {
        return because(CauseKind::AlarmTriggered);
    }
    if folded.has("stopservicedeployment") {
        return because(CauseKind::StoppedByUser);
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
