//! Makes the small images a world can start with.

use bytes::Bytes;
use serde_json::json;

use super::blob::BlobWriter;
use super::repository::Repository;
use crate::engine::Millis;
use crate::world::SeedImage;

/// Adds an image with one layer. Its content is made up of the tag and the platform, so that
/// different tags are different images, and the same seed always gives the same digest.
pub(super) fn add(repository: &mut Repository, image: &SeedImage, now: Millis) {
    let layer = format!("{}:{} for {}", repository.name, image.tag, image.platform);
    let (layer_digest, layer) = BlobWriter::from(Bytes::from(layer)).finish();
    let (os, architecture) = image
        .platform
        .split_once('/')
        .unwrap_or(("linux", image.platform.as_str()));
    let config = json!({
        "os": os,
        "architecture": architecture,
        "config": {},
        "rootfs": { "type": "layers", "diff_ids": [layer_digest] },
    });
    let (config_digest, config) = BlobWriter::from(Bytes::from(config.to_string())).finish();
    let manifest = json!({
        "schemaVersion": 2,
        "mediaType": "application/vnd.oci.image.manifest.v1+json",
        "config": {
            "mediaType": "application/vnd.oci.image.config.v1+json",
            "digest": config_digest,
            "size": config.size(),
        },
        "layers": [{
            "mediaType": "application/vnd.oci.image.layer.v1.tar",
            "digest": layer_digest,
            "size": layer.size(),
        }],
    });
    repository.add_blob(layer_digest, layer);
    repository.add_blob(config_digest, config);
    // Its blobs were just added; only a tag seeded twice in an immutable repository is refused,
    // and then the first one stays.
    let _ = repository.put(
        manifest.to_string().into(),
        None,
        Some(&image.tag),
        None,
        now,
    );
}
