//! Makes the small images a world can start with.

use bytes::Bytes;
use serde_json::{Value, json};

use super::blob::{self, BlobWriter};
use super::repository::Repository;
use crate::engine::Millis;
use crate::world::SeedImage;

const INDEX: &str = "application/vnd.oci.image.index.v1+json";
const MANIFEST: &str = "application/vnd.oci.image.manifest.v1+json";
const LAYER: &str = "application/vnd.oci.image.layer.v1.tar";
/// What an attestation has for a layer. Source: BuildKit, "Image Attestation Storage".
const STATEMENT: &str = "application/vnd.in-toto+json";

/// Adds an image with one layer, or an index of such. Its content is made up of the tag and the
/// platform, so that different tags are different images, and the same seed always gives the same
/// digest.
///
/// The blobs and children of all of them were just added; only a tag seeded twice in an immutable
/// repository is refused, and then the first one stays.
pub(super) fn add(repository: &mut Repository, image: &SeedImage, now: Millis) {
    let put = |repository: &mut Repository, manifest: &Value, tag: Option<&str>| {
        let text = manifest.to_string();
        let _ = repository.put(text.clone().into(), None, tag, None, now);
        descriptor(MANIFEST, &text)
    };
    if image.index.is_empty() {
        let manifest = image_for(repository, image, &image.platform);
        put(repository, &manifest, Some(&image.tag));
        return;
    }
    let mut images = Vec::new();
    let mut attestations = Vec::new();
    for platform in &image.index {
        let manifest = image_for(repository, image, platform);
        let mut entry = put(repository, &manifest, None);
        let digest = entry["digest"].clone();
        let (os, architecture) = split(platform);
        entry["platform"] = json!({ "os": os, "architecture": architecture });
        images.push(entry);
        let manifest = attestation(repository, &digest);
        let mut entry = put(repository, &manifest, None);
        entry["platform"] = json!({ "os": "unknown", "architecture": "unknown" });
        entry["annotations"] = json!({
            "vnd.docker.reference.digest": digest,
            "vnd.docker.reference.type": "attestation-manifest",
        });
        attestations.push(entry);
    }
    images.extend(attestations);
    let index = json!({ "schemaVersion": 2, "mediaType": INDEX, "manifests": images });
    put(repository, &index, Some(&image.tag));
}

fn image_for(repository: &mut Repository, image: &SeedImage, platform: &str) -> Value {
    let text = format!("{}:{} for {platform}", repository.name, image.tag);
    let layer = blob(repository, LAYER, &text);
    let (os, architecture) = split(platform);
    let config = json!({
        "os": os,
        "architecture": architecture,
        "config": {},
        "rootfs": { "type": "layers", "diff_ids": [layer["digest"]] },
    });
    manifest(repository, &config, &layer)
}

fn attestation(repository: &mut Repository, of: &Value) -> Value {
    let statement = json!({ "_type": "https://in-toto.io/Statement/v0.1", "subject": of });
    let layer = blob(repository, STATEMENT, &statement.to_string());
    let config = json!({
        "os": "unknown",
        "architecture": "unknown",
        "config": {},
        "rootfs": { "type": "layers", "diff_ids": [layer["digest"]] },
    });
    manifest(repository, &config, &layer)
}

fn manifest(repository: &mut Repository, config: &Value, layer: &Value) -> Value {
    let media_type = "application/vnd.oci.image.config.v1+json";
    let config = blob(repository, media_type, &config.to_string());
    json!({ "schemaVersion": 2, "mediaType": MANIFEST, "config": config, "layers": [layer] })
}

/// Adds a blob, and returns what refers to it.
fn blob(repository: &mut Repository, media_type: &str, text: &str) -> Value {
    let (digest, blob) = BlobWriter::from(Bytes::from(text.to_owned())).finish();
    repository.add_blob(digest, blob);
    descriptor(media_type, text)
}

fn descriptor(media_type: &str, text: &str) -> Value {
    let digest = blob::digest(text.as_bytes());
    json!({ "mediaType": media_type, "digest": digest, "size": text.len() })
}

fn split(platform: &str) -> (&str, &str) {
    platform.split_once('/').unwrap_or(("linux", platform))
}
