//! Manifests as registries and layouts hold them: images, and indexes over images. It owns
//! reading them; the bytes are never written anew, since a digest is over exact bytes.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::digest::Digest;

pub(crate) const OCI_INDEX: &str = "application/vnd.oci.image.index.v1+json";
pub(crate) const OCI_MANIFEST: &str = "application/vnd.oci.image.manifest.v1+json";
const DOCKER_INDEX: &str = "application/vnd.docker.distribution.manifest.list.v2+json";
const DOCKER_MANIFEST: &str = "application/vnd.docker.distribution.manifest.v2+json";

/// Everything we understand. Always all of it: ECR translates an image that is asked for by tag
/// into a type the client accepts, and the translation has another digest.
pub(super) const ACCEPT: [&str; 4] = [OCI_INDEX, OCI_MANIFEST, DOCKER_INDEX, DOCKER_MANIFEST];

/// An image, or an index of images, as the registry confirmed it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Image {
    /// The digest of the manifest, computed here from its bytes.
    pub digest: Digest,
    /// The manifest's media type.
    pub media_type: String,
    /// Bytes of configuration and layers as stored (compressed); for an index 0, since it does not
    /// say.
    pub size: u64,
    /// What it runs on; empty when the registry did not let us read it.
    pub platforms: Vec<Platform>,
    /// Digests of the images of an index; running tasks may show one of these.
    pub images: Vec<Digest>,
}

/// An operating system and processor, as in `linux/arm64`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct Platform {
    /// The operating system, in Go's words (`linux`).
    pub os: String,
    /// The processor, in Go's words (`amd64`, `arm64`).
    pub architecture: String,
    /// The processor's variant (`v8`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub variant: Option<String>,
}

impl Platform {
    /// Attestations are listed in an index as images for this platform, which is none.
    pub(super) fn is_known(&self) -> bool {
        self.os != "unknown" && !self.os.is_empty()
    }
}

impl fmt::Display for Platform {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}/{}", self.os, self.architecture)?;
        match &self.variant {
            Some(variant) => write!(out, "/{variant}"),
            None => Ok(()),
        }
    }
}

/// A reference to content.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Descriptor {
    #[serde(default)]
    pub(crate) media_type: String,
    pub(crate) digest: Digest,
    #[serde(default)]
    pub(crate) size: u64,
    pub(crate) platform: Option<Platform>,
    /// What it is, if that is no image.
    pub(crate) artifact_type: Option<String>,
    /// Where a layer that must not be distributed is found instead.
    #[serde(default)]
    pub(crate) urls: Vec<String>,
    #[serde(default)]
    pub(crate) annotations: std::collections::BTreeMap<String, String>,
}

/// A manifest or an index; which one is told by what is in it.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Manifest {
    pub(crate) media_type: Option<String>,
    #[serde(default)]
    pub(crate) manifests: Vec<Descriptor>,
    pub(crate) config: Option<Descriptor>,
    #[serde(default)]
    pub(crate) layers: Vec<Descriptor>,
    /// What an artifact manifest has instead of layers (an early form of OCI 1.1).
    #[serde(default)]
    blobs: Vec<Descriptor>,
}

impl Manifest {
    /// Lists the blobs that must be in a repository before the manifest. A layer with `urls` lies
    /// elsewhere, and a blob that is listed twice is one blob.
    pub(crate) fn blobs(&self) -> impl Iterator<Item = &Descriptor> {
        let parts = self.config.iter().chain(&self.layers).chain(&self.blobs);
        parts.filter(|part| part.urls.is_empty())
    }

    /// Tells whether this is a manifest at all, and not any other JSON.
    pub(crate) fn is_manifest(&self) -> bool {
        let empty = self.manifests.is_empty() && self.blobs.is_empty();
        self.config.is_some() || !empty || self.media_type.is_some()
    }

    /// Describes the manifest with these bytes. `declared` is the media type that came with it.
    pub(crate) fn describe(&self, bytes: &[u8], declared: Option<&str>) -> Image {
        let own = self.media_type.as_deref();
        let guess = if self.config.is_some() {
            OCI_MANIFEST
        } else {
            OCI_INDEX
        };
        let known = self
            .manifests
            .iter()
            .filter(|entry| entry.platform.as_ref().is_none_or(Platform::is_known));
        Image {
            digest: Digest::of(bytes),
            media_type: own.or(declared).unwrap_or(guess).to_owned(),
            size: self
                .config
                .iter()
                .chain(&self.layers)
                .map(|part| part.size)
                .sum(),
            platforms: known
                .clone()
                .filter_map(|entry| entry.platform.clone())
                .collect(),
            images: known.map(|entry| entry.digest.clone()).collect(),
        }
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]
mod tests {
    use super::{Manifest, OCI_INDEX};

    #[test]
    fn attestations_are_no_images() {
        let (one, two) = ("1".repeat(64), "2".repeat(64));
        let text = format!(
            r#"{{"schemaVersion":2,"manifests":[
              {{"mediaType":"m","digest":"sha256:{one}","size":7,"platform":{{"os":"linux","architecture":"arm64","variant":"v8"}}}},
              {{"mediaType":"m","digest":"sha256:{two}","size":9,"platform":{{"os":"unknown","architecture":"unknown"}}}}]}}"#
        );
        let manifest: Manifest = serde_json::from_str(&text).unwrap();
        let image = manifest.describe(text.as_bytes(), None);
        assert_eq!(image.media_type, OCI_INDEX);
        assert_eq!(image.images.len(), 1);
        assert_eq!(image.platforms[0].to_string(), "linux/arm64/v8");
    }
}
