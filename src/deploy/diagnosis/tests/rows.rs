//! The literal texts of AWS that foghorn was taught, and what each means.
//!
//! Owns the table as the tests read it, by family. Account, region and names are examples; the rest
//! is as AWS writes it. A text that AWS is not known to write does not belong here.

use crate::cause::{CauseKind, Class};

/// Texts begin with these, all but the oldest.
macro_rules! pull_secrets {
    ($($rest:tt)*) => {
        concat!("ResourceInitializationError: unable to pull secrets or registry auth: ", $($rest)*)
    };
}
/// And most of them go on with this.
macro_rules! retrieval {
    ($($rest:tt)*) => {
        pull_secrets!("execution resource retrieval failed: ", $($rest)*)
    };
}
/// What every service of AWS says to a role without a permission.
macro_rules! denied {
    ($action:literal, $resource:literal) => {
        concat!(
            "AccessDeniedException: User: arn:aws:sts::111111111111:assumed-role/api-execution/11112222 \
             is not authorized to perform: ", $action, " on resource: ", $resource,
            " because no identity-based policy allows the ", $action, " action",
        )
    };
}

mod account;
mod container;
mod event;
mod image;
mod logs;
mod network;
mod registry_login;
mod secrets;
mod storage;

/// A text, and what is read from it.
pub(crate) struct Row {
    pub(crate) text: &'static str,
    pub(crate) kind: CauseKind,
    pub(crate) class: Class,
    pub(crate) role: Option<&'static str>,
    pub(crate) action: Option<&'static str>,
    pub(crate) resource: Option<&'static str>,
}

const fn row(text: &'static str, kind: CauseKind, class: Class) -> Row {
    Row {
        text,
        kind,
        class,
        role: None,
        action: None,
        resource: None,
    }
}

impl Row {
    const fn role(mut self, role: &'static str) -> Self {
        self.role = Some(role);
        self
    }
    const fn action(mut self, action: &'static str) -> Self {
        self.action = Some(action);
        self
    }
    const fn on(mut self, resource: &'static str) -> Self {
        self.resource = Some(resource);
        self
    }
    /// The role of [`denied`], and what it may not do.
    const fn denied(self, action: &'static str, resource: &'static str) -> Self {
        self.role("api-execution").action(action).on(resource)
    }
}

/// Reasons of stopped tasks and of their containers.
pub(crate) fn stopped() -> impl Iterator<Item = &'static Row> {
    [
        secrets::ROWS,
        registry_login::ROWS,
        logs::ROWS,
        storage::ROWS,
        image::ROWS,
        container::ROWS,
        network::ROWS,
        account::ROWS,
    ]
    .into_iter()
    .flatten()
}

/// Events of a service that tell of a failure, without ECS's prefix.
pub(crate) fn events() -> impl Iterator<Item = &'static Row> {
    event::ROWS.iter()
}
