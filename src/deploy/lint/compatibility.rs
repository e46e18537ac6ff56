//! Owns what the definition says of where its tasks run: `requiresCompatibilities`.

use super::task::{Target, Task, warning};
use crate::problem::Problems;

/// Source: ECS API model, `RegisterTaskDefinitionRequest.requiresCompatibilities`: ECS validates
/// against what is named there; without it, against EC2 only.
pub(super) fn check(task: &Task<'_>, problems: &mut Problems) {
    let place = || task.root.place_for("requiresCompatibilities");
    match task.target {
        Target::Fargate | Target::Instances => {}
        Target::LikelyFargate => warning(
            problems,
            place(),
            "`requiresCompatibilities` is missing, so ECS does not check the definition for Fargate",
            "add `\"requiresCompatibilities\": [\"FARGATE\"]`",
        ),
        Target::Unsaid => warning(
            problems,
            place(),
            "the definition does not say where it runs, so ECS takes it for EC2, and it is checked for that",
            "add `\"requiresCompatibilities\": [\"FARGATE\"]`, or `[\"EC2\"]`",
        ),
    }
}
