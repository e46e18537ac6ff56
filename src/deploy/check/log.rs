//! Owns what is wrong with a log group: that it is not there, and that nobody will create it.

use super::{About, Finding};
use crate::cause::wording::{fixes, title};
use crate::cause::{Cause, CauseKind, Class};
use crate::foreign::{Foreign, Sentence};

/// Judges a log group. Source: ECS developer guide, "Send Amazon ECS logs to CloudWatch":
/// `awslogs-create-group`.
pub fn judge(about: &About, group: &str, exists: bool, create: bool) -> Finding {
    if exists {
        return about.ok(Sentence::own("exists"));
    }
    if create {
        return about.ok(Sentence::own("the log driver creates it"));
    }
    let cause = Cause {
        kind: CauseKind::LogGroupMissing,
        class: Class::Deterministic,
        role: None,
        action: None,
        resource: Some(Foreign::new(group)),
        container: None,
        exit_code: None,
        text: Foreign::new(""),
    };
    let mut finding = about.problem(title(&cause));
    finding.fix = fixes(&cause);
    finding
}
