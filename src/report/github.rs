//! Reports for GitHub Actions: the log with groups and annotations, the step's outputs and the job's
//! summary.
//!
//! Owns the workflow commands. They are the only lines of the log that start with `::`.

mod annotation;
pub mod log;
pub mod output;
pub mod summary;

pub use log::Log;
pub use output::OutputFile;
pub use summary::SummaryFile;
