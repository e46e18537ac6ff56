//! What the load balancer says of the targets.
//! Source: ELBv2 API model, `TargetHealth`: states and reason codes.

use super::classify::bare;
use super::text::Text;
use crate::cause::{Cause, CauseKind, Class};
use crate::foreign::Foreign;
use crate::observation::Target;

/// Returns what is wrong with targets that take traffic. A target that is registering or draining
/// is not wrong; one that is unhealthy may be slow to start, so that the cause is transient until
/// ECS stops the task for it.
pub fn targets(targets: &[Target]) -> Option<Cause> {
    if let Some(unused) = targets.iter().find(|t| reason(t) == "Target.NotInUse") {
        return Some(about(
            unused,
            CauseKind::TargetGroupMissing,
            Class::Deterministic,
        ));
    }
    let worst = worst(targets)?;
    Some(about(
        worst,
        CauseKind::LoadBalancerUnhealthy,
        Class::Transient,
    ))
}

/// Adds what the load balancer saw to a task's `Task failed ELB health checks`, which gives neither
/// the status code nor the timeout. Other causes stay as they are.
pub fn with_targets(cause: Cause, targets: &[Target]) -> Cause {
    if cause.kind != CauseKind::LoadBalancerUnhealthy {
        return cause;
    }
    let of_group = |target: &&Target| {
        cause
            .resource
            .as_ref()
            .is_none_or(|group| group.raw() == target.group)
    };
    let relevant: Vec<Target> = targets.iter().filter(of_group).cloned().collect();
    let Some(saw) = worst(&relevant).map(said) else {
        return cause;
    };
    if saw.is_empty() || cause.text.raw().contains(&saw) {
        return cause;
    }
    let text = Foreign::new(format!("{}; {saw}", cause.text.raw()));
    Cause { text, ..cause }
}

/// The unhealthy target that says most: one with a status code, else the first.
fn worst(targets: &[Target]) -> Option<&Target> {
    let unhealthy = || targets.iter().filter(|target| target.state == "unhealthy");
    unhealthy()
        .find(|target| {
            target
                .description
                .as_ref()
                .is_some_and(|d| Text::of(d).has("these codes"))
        })
        .or_else(|| unhealthy().next())
}

fn about(target: &Target, kind: CauseKind, class: Class) -> Cause {
    Cause {
        resource: Some(Foreign::new(target.group.clone())),
        ..bare(kind, class, &Foreign::new(said(target)))
    }
}

fn said(target: &Target) -> String {
    match &target.description {
        Some(description) => description.raw().to_owned(),
        None => reason(target).to_owned(),
    }
}

fn reason(target: &Target) -> &str {
    target.reason.as_deref().unwrap_or_default()
}
