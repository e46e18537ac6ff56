//! Registry credentials for a build, without a file that holds them. While a builder runs, foghorn
//! is its Docker credential helper: the builder finds `docker-credential-foghorn` first in its
//! `PATH`, which is a link to foghorn itself, and that asks the running foghorn over a Unix socket
//! in a directory only this user can enter, with a key made for this one build.
//!
//! The user's other logins go on working: the child's Docker configuration is the user's, with our
//! helper added for the registry of the image. When the [`Guard`] goes, socket, key, link and
//! configuration go.
//!
//! Source: docker/docker-credential-helpers, "Development"; Docker CLI, `credHelpers` in
//! `config.json`; containers-auth.json(5) for buildah.

mod client;
mod config;
mod serve;

use std::path::{Path, PathBuf};

pub use client::client;
pub use serve::{Guard, serve};

use crate::registry::Credentials;

/// The name of the helper in `credHelpers`.
const NAME: &str = "foghorn";
/// The name builders run the helper under: `main` must call [`client`] when its `argv[0]` ends in
/// this.
pub const PROGRAM: &str = "docker-credential-foghorn";
const SOCKET: &str = "FOGHORN_CREDENTIAL_SOCKET";
const KEY: &str = "FOGHORN_CREDENTIAL_KEY";

/// Credentials for one registry.
#[derive(Clone, Debug)]
pub struct Login {
    /// The registry's address, `host` or `host:port`.
    pub registry: String,
    /// User and password.
    pub credentials: Credentials,
}

/// Why the credentials cannot be handed to a builder.
#[derive(Debug, thiserror::Error)]
pub enum HelperError {
    /// A temporary file, link or socket cannot be made.
    #[error("cannot make {what} in {}", path.display())]
    Io {
        /// What.
        what: &'static str,
        /// Where.
        path: PathBuf,
        /// The reason.
        source: std::io::Error,
    },
    /// The user's own configuration is unreadable.
    #[error("cannot read the Docker configuration {}", path.display())]
    Config {
        /// The file.
        path: PathBuf,
        /// The reason.
        source: std::io::Error,
    },
}

impl HelperError {
    fn io(what: &'static str, path: &Path, source: std::io::Error) -> Self {
        Self::Io {
            what,
            path: path.to_owned(),
            source,
        }
    }

    /// Says what to do about it.
    pub fn hint(&self) -> Option<String> {
        Some(match self {
            Self::Io { source, .. } if source.kind() == std::io::ErrorKind::StorageFull => {
                "free space for temporary files, or set TMPDIR to a directory with space".to_owned()
            }
            Self::Io { .. } => {
                "set TMPDIR to a directory you can write to, with a short path".to_owned()
            }
            Self::Config { path, .. } => {
                format!(
                    "repair {} or set DOCKER_CONFIG to another directory",
                    path.display()
                )
            }
        })
    }
}

/// Cuts what builders call a "server URL" down to `host[:port]`.
fn host(server: &str) -> &str {
    let server = server.trim();
    let rest = server.split_once("://").map_or(server, |(_, rest)| rest);
    match rest.split('/').next().unwrap_or(rest) {
        "index.docker.io" | "registry-1.docker.io" => "docker.io",
        host => host,
    }
}
