//! Reports for GitLab CI: the log with sections, and the files that a job hands in as reports.
//!
//! Owns the names and limits of those files. `workflows/gitlab/` says which of them a job hands in.

mod annotations;
mod dotenv;
mod junit;
pub mod log;

pub use annotations::Annotations;
pub use dotenv::Dotenv;
pub use junit::Junit;
pub use log::Log;
