//! Owns what is wrong with a log group: that it is not there, and that nobody will create it.

use super::{About, Finding};
use crate::cause::{Cause, CauseKind};
use crate::foreign::Sentence;

/// Judges a log group. Source: ECS developer guide, "Send Amazon ECS logs to CloudWatch":
/// `awslogs-create-group`.
pub fn judge(about: &About, group: &str, exists: bool, create: bool) -> Finding {
    if exists {
        return about.ok(Sentence::own("exists"));
    }
    if create {
        return about.ok(Sentence::own("the log driver creates it"));
    }
    about.problem_of(&Cause::foreseen(CauseKind::LogGroupMissing).of(group))
}
