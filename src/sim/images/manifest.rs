//! Image manifests and indexes, in Docker's and in OCI's media types.

use std::collections::BTreeMap;

use serde::Deserialize;

/// What the registry needs to know of a manifest. Members it does not look at are kept in the
/// stored bytes, which are never rewritten.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Manifest {
    pub(crate) schema_version: u32,
    pub(crate) media_type: Option<String>,
    /// The configuration blob of an image.
    pub(crate) config: Option<Descriptor>,
    /// The layers of an image.
    #[serde(default)]
    pub(crate) layers: Vec<Descriptor>,
    /// The children of an index.
    pub(crate) manifests: Option<Vec<Descriptor>>,
    /// The manifest this one is about, as with a signature.
    pub(crate) subject: Option<Descriptor>,
    pub(crate) artifact_type: Option<String>,
    #[serde(default)]
    pub(crate) annotations: BTreeMap<String, String>,
}

/// A reference to content.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Descriptor {
    #[serde(default)]
    pub(crate) media_type: String,
    pub(crate) digest: String,
    #[serde(default)]
    pub(crate) size: u64,
    /// Where a layer that is not in the registry lies.
    #[serde(default)]
    pub(crate) urls: Vec<String>,
    pub(crate) platform: Option<Platform>,
}

/// What an image runs on.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Platform {
    #[serde(default)]
    pub(crate) os: String,
    #[serde(default)]
    pub(crate) architecture: String,
}

impl Platform {
    /// `linux/arm64`; nothing for the "unknown" of attestations.
    pub(crate) fn name(&self) -> Option<String> {
        let known = |text: &str| !text.is_empty() && text != "unknown";
        (known(&self.os) && known(&self.architecture))
            .then(|| format!("{}/{}", self.os, self.architecture))
    }
}

impl Manifest {
    /// Reads a manifest of schema version 2 that is either an image or an index.
    pub(crate) fn parse(bytes: &[u8]) -> Option<Self> {
        let manifest: Self = serde_json::from_slice(bytes).ok()?;
        let either = manifest.config.is_some() != manifest.manifests.is_some();
        (manifest.schema_version == 2 && either).then_some(manifest)
    }

    /// The media type: its own, or else `given` with the request, or else OCI's.
    pub(crate) fn media_type(&self, given: Option<&str>) -> String {
        let default = if self.manifests.is_some() {
            "application/vnd.oci.image.index.v1+json"
        } else {
            "application/vnd.oci.image.manifest.v1+json"
        };
        self.media_type
            .as_deref()
            .or(given)
            .unwrap_or(default)
            .to_owned()
    }

    /// The blobs that must be in the repository before the manifest.
    pub(crate) fn blobs(&self) -> impl Iterator<Item = &Descriptor> {
        self.config
            .iter()
            .chain(self.layers.iter().filter(|layer| layer.urls.is_empty()))
    }

    /// The manifests that must be in the repository before the index.
    pub(crate) fn children(&self) -> &[Descriptor] {
        self.manifests.as_deref().unwrap_or_default()
    }
}
