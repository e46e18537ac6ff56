//! From AWS's texts to causes.
//!
//! Owns the table of patterns and how it is read. Must not decide what to do about a cause: that is
//! `rollout`'s. The words that people read are `cause::wording`'s.

mod classify;
mod container_exit;
mod definition;
pub(crate) mod deployment_reason;
mod event_detail;
mod log;
mod pattern;
mod service_event;
mod stopped_task;
mod table;
mod targets;
pub(crate) mod text;

pub use definition::with_definition;
pub use deployment_reason::deployment_reason;
pub use event_detail::with_event;
pub use log::{from_log, log_is_worth_reading};
pub use service_event::{Concerns, EventReading, event_concerns, service_event};
pub use stopped_task::stopped_task;
pub use targets::{targets, with_targets};

#[cfg(test)]
pub(crate) mod tests;
