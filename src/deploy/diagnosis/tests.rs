//! AWS's own texts, row by row, and what foghorn makes of them.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

mod containers;
mod definition;
mod event;
mod hostile;
mod reason;
pub(crate) mod rows;
mod stopped;
mod targets;

use crate::cause::Cause;
use crate::foreign::Foreign;
use crate::name::RevisionArn;
use crate::observation::{Container, Health, Task};

/// A stopped task with this reason.
pub(crate) fn task(stop_code: &str, reason: &str) -> Task {
    Task {
        id: "11112222333344445555666677778888".to_owned(),
        started_by: Some("ecs-svc/1234567890123456789".to_owned()),
        task_definition: RevisionArn::new(
            "arn:aws:ecs:eu-west-1:111111111111:task-definition/api:8",
        ),
        last_status: "STOPPED".to_owned(),
        stopping: true,
        health: Health::Unknown,
        stop_code: (!stop_code.is_empty()).then(|| stop_code.to_owned()),
        stopped_reason: Some(Foreign::new(reason)),
        created_at: None,
        started_at: None,
        stopped_at: None,
        containers: Vec::new(),
    }
}

pub(crate) fn container(name: &str, exit_code: Option<i32>, reason: &str) -> Container {
    Container {
        name: name.to_owned(),
        exit_code,
        reason: (!reason.is_empty()).then(|| Foreign::new(reason)),
        health: Health::Unknown,
        image_digest: None,
    }
}

fn raw(text: Option<&Foreign>) -> Option<&str> {
    text.map(Foreign::raw)
}

/// Checks a cause against a row; all differences of a table are told at once.
fn differs(cause: Option<&Cause>, row: &rows::Row) -> Option<String> {
    let Some(cause) = cause else {
        return Some(format!("no cause for: {}", row.text));
    };
    let found = (
        cause.kind,
        cause.class,
        raw(cause.role.as_ref()),
        raw(cause.action.as_ref()),
        raw(cause.resource.as_ref()),
    );
    let wanted = (row.kind, row.class, row.role, row.action, row.resource);
    (found != wanted).then(|| format!("{}\n  found  {found:?}\n  wanted {wanted:?}", row.text))
}
