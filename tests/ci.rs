//! At home in GitHub Actions and GitLab CI: what foghorn tells them, and their own tools fed with it.

mod act;
mod comment;
mod container;
mod deployments;
mod docker;
mod fake_github;
mod files;
mod gitlab;
mod image_index;
mod install;
mod npm;
mod picture;
mod prism;
mod release;
mod watched;
