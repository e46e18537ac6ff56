//! Which images an index lists, and what each of them runs on.

use super::manifest::{Descriptor, Manifest, Platform};
use crate::digest::Digest;

/// An image of an index.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// The digest of its manifest.
    pub digest: Digest,
    /// What it runs on, if the index says.
    pub platform: Option<Platform>,
}

/// Source: OCI image specification, "Image Configuration" and Docker's "Image Manifest V 2": what
/// the `artifactType` of an entry is when it is an image.
const IMAGES: [&str; 2] = [
    "application/vnd.oci.image.config.v1+json",
    "application/vnd.docker.container.image.v1+json",
];

/// Reads which images an index lists, without attestations and other artifacts; `None` if this is
/// the manifest of an image, which lists none.
pub fn images_of(manifest: &str) -> Result<Option<Vec<Listed>>, serde_json::Error> {
    let manifest: Manifest = serde_json::from_str(manifest)?;
    if manifest.config.is_some() {
        return Ok(None);
    }
    let images = manifest.manifests.into_iter().filter(is_image);
    let listed = images.map(|entry| Listed {
        digest: entry.digest,
        platform: entry.platform,
    });
    Ok(Some(listed.collect()))
}

fn is_image(entry: &Descriptor) -> bool {
    let known = entry.platform.as_ref().is_none_or(Platform::is_known);
    let artifact = entry.artifact_type.as_deref();
    known && artifact.is_none_or(|kind| IMAGES.contains(&kind))
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]
mod tests {
    use super::images_of;
    use serde_json::json;

    #[test]
    fn images_and_no_attestations() {
        let entry = |number: u8, more: serde_json::Value| {
            let digest = format!("sha256:{}", number.to_string().repeat(64));
            let mut entry = json!({ "mediaType": "m", "digest": digest, "size": 7 });
            entry
                .as_object_mut()
                .unwrap()
                .extend(more.as_object().unwrap().clone());
            entry
        };
        let platform =
            |os, architecture| json!({ "platform": { "os": os, "architecture": architecture } });
        let index = json!({ "schemaVersion": 2, "manifests": [
            entry(1, platform("linux", "amd64")),
            entry(2, platform("unknown", "unknown")),
            entry(3, json!({})),
            entry(4, json!({ "artifactType": "application/vnd.amazon.soci.index.v2+json" })),
        ]});
        let images = images_of(&index.to_string()).unwrap().unwrap();
        let found = images.iter().map(|image| {
            let platform = image.platform.as_ref().map(ToString::to_string);
            (image.digest.hex().starts_with('1'), platform)
        });
        let found: Vec<_> = found.collect();
        assert_eq!(
            found,
            [(true, Some("linux/amd64".to_owned())), (false, None)]
        );
        let digest = format!("sha256:{}", "5".repeat(64));
        let image = json!({ "schemaVersion": 2, "config": { "digest": digest }, "layers": [] });
        assert_eq!(images_of(&image.to_string()).unwrap(), None);
        assert!(images_of("<html>").is_err());
    }
}
