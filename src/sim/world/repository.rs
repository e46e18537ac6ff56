//! ECR repositories that exist from the start.

use serde::{Deserialize, Serialize};

/// A repository, with images if wanted.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Repository {
    /// The account it is in.
    pub account: String,
    /// The region it is in.
    pub region: String,
    /// Such as `product-api`.
    pub name: String,
    /// Whether a tag may be moved to another image.
    #[serde(default)]
    pub tag_mutability: TagMutability,
    /// Images in it, small but real.
    #[serde(default)]
    pub images: Vec<SeedImage>,
}

/// An image with one small layer, made up from its tag and platform.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct SeedImage {
    /// Its tag.
    pub tag: String,
    /// Such as `linux/arm64`.
    #[serde(default = "amd64")]
    pub platform: String,
    /// Makes it an index, as buildx pushes one: an image for each of these platforms, and an
    /// attestation of each. Empty for a single image.
    #[serde(default)]
    pub index: Vec<String>,
}

fn amd64() -> String {
    "linux/amd64".to_owned()
}

/// Whether tags can be overwritten. Source: ECR API model, `ImageTagMutability`; the two values
/// with exclusion filters are not simulated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, Serialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum TagMutability {
    /// A push moves the tag.
    #[default]
    Mutable,
    /// A push of another image under the same tag is refused.
    Immutable,
}
