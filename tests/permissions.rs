//! foghorn works with the permissions that `foghorn policy` prints, and with no others: the
//! simulated AWS authorises every call by IAM. Without a required action it stops and names it;
//! without an optional one it goes on; and none is printed that is not used.

mod announced;
mod needed;
mod printed;
mod signed_in;
mod story;
mod table;

pub(crate) use printed::Printed;
pub(crate) use story::{refused, signed_in};
