//! Deployments and comments on GitHub.
//!
//! Owns the calls to GitHub's API and that none of them makes anything twice. Must not decide whether
//! and what to record: that is the binary's.

mod comment;
mod deployment;
mod error;
mod own_environment;
mod repository;
mod sending;

pub use deployment::{DeploymentId, State, Status, Wanted};
pub use error::{Error, Permission};
pub use repository::{Address, Repository, Token};
