//! Images, built by real builders and pushed to the simulated registry.
//!
//! A test whose builder is not on this machine says so and is skipped; with `CI=true` it fails.

mod arguments;
mod built;
mod cancelled;
mod copied;
mod credentials;
mod failed;
mod given;
mod leftovers;
mod permitted;
mod printed;
mod stage_registry;
mod workplace;
