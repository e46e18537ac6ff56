//! Reports for GitHub Actions: the log with groups and annotations, and the step's outputs.
//!
//! Owns the workflow commands. They are the only lines of the log that start with `::`.

mod annotation;
pub mod log;
pub mod output;

pub use log::Log;
pub use output::OutputFile;
