//! From the SDK's types to the plain data of `foghorn-deploy`.
//!
//! Pure. What foghorn cannot do without and AWS did not send is an `Err` with the member's name;
//! everything else is `None` or, for AWS's open enums, `Other`.

pub(crate) mod service;
pub(crate) mod service_deployment;
pub(crate) mod task;
pub(crate) mod time;

/// Counts are never negative in AWS's answers, but are signed in its model.
fn count(count: i32) -> u32 {
    count.try_into().unwrap_or(0)
}
