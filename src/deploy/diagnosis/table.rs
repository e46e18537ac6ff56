//! The table of patterns, by family. The first row that matches decides, so the order matters:
//! what is specific stands before what is general, and what heals before what does not.
//!
//! Owns the rows and nothing else. "Observed" in a source means: seen in public transcripts of real
//! accounts; AWS does not document it. To change what foghorn does about a text, change its class.

use super::pattern::Pattern;

mod account;
mod container;
mod event;
mod image;
mod logs;
mod network;
mod phrase;
mod registry_login;
mod secrets;
mod storage;

pub(super) use phrase::KILLED_FOR_MEMORY;

/// Rows for a task's and a container's reasons.
pub(super) const TASK: &[&[Pattern]] = &[
    container::HEALTH,
    account::ROLE,
    account::CAPACITY,
    registry_login::ROWS,
    secrets::ROWS,
    logs::ROWS,
    storage::ROWS,
    image::ROWS,
    container::START,
    network::ROWS,
    container::EXIT,
];

/// Rows for a service's events; those that pass on a task's reason go on to [`TASK`].
pub(super) const EVENT: &[Pattern] = event::ROWS;

/// Rows for events that say only that tasks do not start.
pub(super) const EVENT_GENERAL: &[Pattern] = event::GENERAL;

/// Pieces of the reasons of stops that are no failure. Source: observed; ECS developer guide,
/// "stopped task errors". Tasks of a deployment that is being rolled back end with the first, too.
pub(super) const HARMLESS: &[&str] = &[
    "scaling activity initiated by",
    "is performing maintenance on the underlying infrastructure",
    "host ec2 (instance",
    "container instance deregistration",
];
