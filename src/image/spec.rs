//! What to build: the words of a Dockerfile build as plain data. It owns the shape and the name of
//! each input; checking them against the disk is in [`check`], carrying them out in
//! [`crate::builder`].

pub(crate) mod check;

use std::path::PathBuf;

use crate::sealed::Sealed;

/// Everything that goes into one image build.
#[derive(Clone, Debug, Default)]
pub struct BuildSpec {
    /// The build context, a directory.
    pub context: PathBuf,
    /// The Dockerfile; `None` is `Dockerfile` in the context.
    pub dockerfile: Option<PathBuf>,
    /// The stage of the Dockerfile to build; `None` is the last one.
    pub target: Option<String>,
    /// `ARG` values by name, in the order given. Values are never printed, but they are in the
    /// image's history and on the builder's command line: a real secret belongs in `secrets`.
    pub build_args: Vec<(String, Sealed)>,
    /// Platforms such as `linux/arm64`; empty is the builder's own.
    pub platforms: Vec<String>,
    /// Cache sources, in the builder's own words (`type=registry,ref=...`).
    pub cache_from: Vec<String>,
    /// Cache destinations, in the builder's own words.
    pub cache_to: Vec<String>,
    /// Secrets for `RUN --mount=type=secret`.
    pub secrets: Vec<Secret>,
    /// Labels the user asked for, by name.
    pub labels: Vec<(String, String)>,
    /// Values that may not be shown, besides those of `build_args`: what ended up in a label or the
    /// name of a cache. They are taken out of the builder's output.
    pub conceal: Vec<Sealed>,
    /// Adds a provenance attestation. The pushed digest is then an index, not an image.
    pub provenance: bool,
    /// Adds a software bill of materials. The pushed digest is then an index, not an image.
    pub sbom: bool,
    /// Which builder to use.
    pub builder: Choice,
}

impl BuildSpec {
    /// Gives the Dockerfile to use.
    pub fn dockerfile(&self) -> PathBuf {
        self.dockerfile
            .clone()
            .unwrap_or_else(|| self.context.join("Dockerfile"))
    }
}

/// A secret the build may mount. Its value is read by the builder, never by foghorn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Secret {
    /// The id that `RUN --mount=type=secret,id=ID` names.
    pub id: String,
    /// Where the builder reads the value.
    pub from: SecretFrom,
}

/// Where a build secret's value is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SecretFrom {
    /// In an environment variable of this name.
    Env(String),
    /// In this file.
    File(PathBuf),
}

/// Which builder the user wants.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Choice {
    /// The first that works: buildx, docker, buildah.
    #[default]
    Auto,
    /// `docker buildx build`.
    Buildx,
    /// `docker build` with the CLI's built-in BuildKit client.
    Docker,
    /// `buildah build`.
    Buildah,
    /// No builder: the image comes from elsewhere.
    None,
}
