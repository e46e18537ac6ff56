//! What the task definition adds to what AWS's texts leave out.
//!
//! AWS does not name the log group that does not exist, and cuts other texts off before they name
//! a role or an image. Must not show what is sealed.

use crate::cause::{Cause, CauseKind};
use crate::foreign::Foreign;
use crate::sealed::MASK;
use crate::task_definition::TaskDefinition;
use serde_json::Value;

/// Adds the log group, the image, the platform or the execution role that a cause is about, where
/// AWS's text names none and the task definition of the task that stopped does. What is sealed
/// there stays unnamed.
pub fn with_definition(cause: Cause, definition: &TaskDefinition) -> Cause {
    let shown = definition.redacted();
    let resource = cause
        .resource
        .clone()
        .or_else(|| resource(&cause, &shown).map(Foreign::new));
    let role = cause.role.clone().or_else(|| {
        let arn = uses_execution_role(cause.kind).then(|| text(&shown["executionRoleArn"]))??;
        Some(Foreign::new(
            arn.rsplit_once('/').map_or(arn, |(_, name)| name),
        ))
    });
    Cause {
        role,
        resource,
        ..cause
    }
}

fn resource(cause: &Cause, shown: &Value) -> Option<String> {
    if cause.kind == CauseKind::LogGroupMissing {
        return named(cause, shown, "/logConfiguration/options/awslogs-group");
    }
    if cause.kind == CauseKind::ImageWrongPlatform {
        return platform(&shown["runtimePlatform"]);
    }
    is_about_an_image(cause.kind)
        .then(|| only(cause, shown, "/image"))
        .flatten()
}

fn is_about_an_image(kind: CauseKind) -> bool {
    matches!(
        kind,
        CauseKind::ImageNotFound
            | CauseKind::ImagePullFailed
            | CauseKind::ImagePullThrottled
            | CauseKind::RegistryCredentialsRejected
    )
}

/// The value in the container that the cause is about, or in every container, each once.
fn named(cause: &Cause, shown: &Value, pointer: &str) -> Option<String> {
    let mut values: Vec<&str> = Vec::new();
    let of_container = |c: &&Value| {
        let name = cause.container.as_deref();
        name.is_none_or(|name| c["name"] == name)
    };
    for found in containers(shown)
        .filter(of_container)
        .filter_map(|c| text(c.pointer(pointer)?))
    {
        if !values.contains(&found) {
            values.push(found);
        }
    }
    (!values.is_empty()).then(|| values.join(", "))
}

/// The same, unless there are several.
fn only(cause: &Cause, shown: &Value, pointer: &str) -> Option<String> {
    named(cause, shown, pointer).filter(|values| !values.contains(", "))
}

fn containers(shown: &Value) -> impl Iterator<Item = &Value> {
    shown["containerDefinitions"]
        .as_array()
        .into_iter()
        .flatten()
}

/// As Docker writes it; what is left out is X86_64 and LINUX.
/// Source: ECS API model, `RuntimePlatform`.
fn platform(of: &Value) -> Option<String> {
    if text(&of["operatingSystemFamily"]).is_some_and(|system| system != "LINUX") {
        return None;
    }
    match text(&of["cpuArchitecture"]) {
        None | Some("X86_64") => Some("linux/amd64".to_owned()),
        Some("ARM64") => Some("linux/arm64".to_owned()),
        Some(_) => None,
    }
}

/// A text that may be shown.
fn text(value: &Value) -> Option<&str> {
    value
        .as_str()
        .filter(|text| !text.is_empty() && !text.contains(MASK))
}

/// Whether it is the execution role that lacks something. Source: ECS developer guide, "task
/// execution IAM role".
fn uses_execution_role(kind: CauseKind) -> bool {
    matches!(
        kind,
        CauseKind::ParameterAccessDenied
            | CauseKind::KeyAccessDenied
            | CauseKind::SecretAccessDenied
            | CauseKind::SecretsUnreadable
            | CauseKind::RegistryTokenDenied
            | CauseKind::ImagePullDenied
            | CauseKind::LogAccessDenied
            | CauseKind::EnvironmentFileUnreadable
    )
}
