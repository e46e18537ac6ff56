//! The only crate that names the AWS SDK: single reads and single writes, as plain data.
//!
//! It turns what AWS answers into the data of `foghorn-deploy` and carries out one call at a time.
//! It decides nothing, never waits in a loop, prints nothing, and knows no clock but its timeouts.
//! No type of the SDK appears in a public signature.

pub mod connector;
pub mod environment;
pub mod error;
mod pace;
mod reading;
pub mod schema;
pub mod session;
mod wire;

#[cfg(test)]
mod scripted_server;

pub use connector::{Connector, Role, Target};
pub use error::{Error, Kind, Missing};
pub use session::Session;
