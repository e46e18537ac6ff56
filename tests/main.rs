//! The integration tests: the real binary, as a child process, against the simulated AWS.
//!
//! `harness` sets the scene; every other file is a group of tests. A file that is not declared here
//! is not run, which `architecture` would notice.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stderr,
    reason = "tests may panic, and say why they were skipped"
)]

mod architecture;
mod bad_input;
mod check;
mod ci;
mod docs;
mod harness;
mod honesty;
mod image;
#[path = "matrix/main.rs"]
mod matrix;
mod permissions;
mod plan;
mod promotion;
mod rehearsal;
mod replay;
mod rerun;
mod rollback;
mod scenarios;
mod second_world;
mod secrets;
mod status;
