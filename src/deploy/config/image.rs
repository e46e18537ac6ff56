//! Owns `Image`: what to build and where it goes, as meant.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::substitution::Template;

/// One image to build and push.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Image {
    /// The name under `images:`, or [`super::ONLY_IMAGE`].
    pub name: String,
    /// Where the image is pushed.
    pub repository: Repository,
    /// The account and region of the ECR registry, where they are not those of the first stage.
    pub registry: Registry,
    /// The address to reach the registry at, instead of its own: for emulators and proxies.
    pub registry_endpoint: Option<String>,
    /// Whether a repository that does not exist is created.
    pub create_repository: bool,
    /// The build context, relative to the configuration.
    pub context: String,
    /// The Dockerfile, relative to the configuration.
    pub dockerfile: String,
    /// The build stage of the Dockerfile to stop at.
    pub target: Option<String>,
    /// Build arguments. Only git and environment can be substituted.
    pub build_args: BTreeMap<String, Template>,
    /// Platforms such as `linux/arm64`; empty for that of the builder.
    pub platforms: Vec<String>,
    /// Where the builder looks for cached layers.
    pub cache_from: Vec<Template>,
    /// Where the builder leaves cached layers.
    pub cache_to: Vec<Template>,
    /// Secrets for the time of the build.
    pub secrets: Vec<BuildSecret>,
    /// Labels beside those that foghorn adds.
    pub labels: BTreeMap<String, Template>,
    /// Which builder to use.
    pub builder: Builder,
    /// Whether the builder attaches provenance.
    pub provenance: bool,
    /// Whether the builder attaches a bill of materials.
    pub sbom: bool,
}

/// Where an image is pushed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Repository {
    /// A repository in ECR, by its name.
    Ecr(String),
    /// A repository anywhere, by its address, such as `ghcr.io/example/product-api`.
    Uri(String),
}

/// The account and region of an ECR registry.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Registry {
    /// The account, 12 digits.
    pub account: Option<String>,
    /// The region.
    pub region: Option<String>,
}

/// A secret for the time of a build, as in `docker build --secret`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BuildSecret {
    /// The name by which the Dockerfile mounts it.
    pub id: String,
    /// Where the builder finds it.
    pub source: SecretSource,
}

/// Where a builder finds a secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SecretSource {
    /// In the environment variable of this name.
    Environment(String),
    /// In this file, relative to the configuration.
    File(String),
}

/// Which program builds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Builder {
    /// The first of buildx, docker and buildah that works.
    #[default]
    Auto,
    /// `docker buildx build`.
    Buildx,
    /// `docker build`, with BuildKit.
    Docker,
    /// `buildah build`.
    Buildah,
}
