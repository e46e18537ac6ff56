//! Turns events into what people and machines read.
//!
//! Owns every sentence about an event, its layout, and the escaping of foreign text for each sink.
//! Must not decide anything: the verdict and the exit code are made in `foghorn-deploy`. Nothing here
//! reads a clock or the environment; writers, paths and options come from the caller.

pub mod columns;
pub mod escape;
pub mod github;
pub mod gitlab;
mod history;
pub mod json;
pub mod markdown;
pub mod outputs;
pub mod replay;
pub mod reporter;
pub mod reporters;
pub mod sentence;
pub mod span;
pub mod terminal;

#[cfg(test)]
mod golden;

pub use reporter::Reporter;
pub use reporters::Reporters;
