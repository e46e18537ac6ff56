//! What an event of the service adds to what a task said.
//!
//! The task's text is the better evidence, but AWS cuts it off, and an event that passes the same
//! reason on is cut at another point. Source: observed; ECS developer guide, "task cannot pull image".

use super::service_event::{EventReading, passed_on, service_event};
use super::text::Text;
use crate::cause::{Cause, CauseKind};
use crate::foreign::Foreign;

/// Adds to a cause what an event of the service says about the same thing: the status codes of
/// targets that were gone before they could be read, and the rest of a text that was cut off.
/// Other causes stay as they are.
pub fn with_event(cause: Cause, message: &Foreign) -> Cause {
    if cause.kind == CauseKind::LoadBalancerUnhealthy {
        return with_status_codes(cause, message);
    }
    let EventReading::Failure(event) = service_event(message) else {
        return cause;
    };
    let Some(reason) = passed_on(message).filter(|reason| same_error(&cause.text, reason)) else {
        return cause;
    };
    // Who was denied what comes last in a text: a key's denial, cut off, looks like its secret's.
    let denied = cause.kind.is_access_denied() && event.kind.is_access_denied();
    let says_why = cut_off(cause.kind) && !cut_off(event.kind)
        || denied && cause.resource.is_none() && event.resource.is_some();
    if event.kind != cause.kind && !says_why {
        return cause;
    }
    let names_more =
        |ours: &Option<Foreign>, theirs: &Option<Foreign>| ours.is_none() && theirs.is_some();
    if !says_why
        && !names_more(&cause.role, &event.role)
        && !names_more(&cause.resource, &event.resource)
    {
        return cause;
    }
    Cause {
        kind: event.kind,
        class: event.class,
        role: cause.role.or(event.role),
        action: event.action.or(cause.action),
        resource: cause.resource.or(event.resource),
        text: reason,
        ..cause
    }
}

/// Source of the text: ECS developer guide, "service event messages".
fn with_status_codes(cause: Cause, message: &Foreign) -> Cause {
    if Text::of(&cause.text).has("these codes") {
        return cause;
    }
    let event = Text::of(message);
    let other_group = cause
        .resource
        .as_ref()
        .is_some_and(|group| !message.raw().contains(group.raw()));
    match event.between("due to (reason ", ')') {
        Some(saw) if !other_group && event.has("these codes") => {
            let text = Foreign::new(format!("{}; {saw}", cause.text.raw()));
            Cause { text, ..cause }
        }
        Some(_) | None => cause,
    }
}

/// Kinds of texts that end before they say why.
fn cut_off(kind: CauseKind) -> bool {
    matches!(
        kind,
        CauseKind::SecretsUnreadable
            | CauseKind::ImagePullFailed
            | CauseKind::ImageLayerUnreadable
            | CauseKind::LogDriverFailed
            | CauseKind::EnvironmentFileUnreadable
    )
}

/// Whether two texts begin alike, up to the first colon: `CannotPullContainerError`, `Fetching secret
/// data from SSM Parameter Store in REGION`.
fn same_error(one: &Foreign, other: &Foreign) -> bool {
    let name = |text: &'_ Foreign| text.raw().split_once(':').map(|(name, _)| name.to_owned());
    name(one).is_some_and(|one| Some(one) == name(other))
}
