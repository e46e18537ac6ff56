//! The builders: `docker buildx`, `docker build` with BuildKit, `buildah`. It owns finding one,
//! running it, and learning the digest of what it pushed. It does not decide whether to build.

mod argv;
mod child;
mod error;
mod find;
mod line;
mod mask;
mod probe;
mod run;
mod support;
mod watchdog;

use std::fmt;

pub use error::{BuildError, NoBuilder, Step, Tried};
pub use line::{Line, Stream};
pub use run::{Built, Job};

/// A builder that works here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Builder {
    /// `docker buildx build`.
    Buildx {
        /// The plugin's version.
        version: String,
        /// The daemon's version.
        engine: String,
    },
    /// `docker build` with the BuildKit client that Docker CLIs before 23 have built in.
    Docker {
        /// The CLI's version.
        version: String,
        /// The daemon's version.
        engine: String,
    },
    /// `buildah build`.
    Buildah {
        /// Its version.
        version: String,
        /// How it stores and isolates here.
        mode: BuildahMode,
    },
}

/// How buildah stores layers and isolates `RUN`; `None` leaves it to buildah.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BuildahMode {
    /// `--storage-driver`. An environment variable would not do: storage.conf overrides it.
    pub storage_driver: Option<String>,
    /// `--isolation`.
    pub isolation: Option<String>,
}

impl Builder {
    /// Gives the name as in the configuration.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Buildx { .. } => "buildx",
            Self::Docker { .. } => "docker",
            Self::Buildah { .. } => "buildah",
        }
    }
}

impl fmt::Display for Builder {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Buildx { version, engine } => {
                write!(out, "docker buildx {version} (Docker Engine {engine})")
            }
            Self::Docker { version, engine } => {
                write!(
                    out,
                    "docker {version} with BuildKit (Docker Engine {engine})"
                )
            }
            Self::Buildah { version, .. } => write!(out, "buildah {version}"),
        }
    }
}
