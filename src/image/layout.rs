//! An image on disk: an OCI image layout as a directory, or the same in a tar archive
//! (`oci-archive`, `docker buildx build -o type=oci`, `docker save` of Docker 25 and later). It
//! owns finding out, before anything is sent, that the image is complete.
//!
//! Source: OCI image specification, "Image Layout".

mod error;
mod store;

use std::path::Path;
use std::sync::Arc;

use tokio::io::{AsyncReadExt as _, Take};

pub use error::LayoutError;
use store::Store;

use crate::digest::Digest;
use crate::registry::{Descriptor, Manifest};

/// Indexes inside indexes are allowed; more than this deep nobody makes.
const DEPTH: usize = 4;
/// Manifests are small; a larger one is not a manifest.
const MANIFEST_LIMIT: u64 = 4 * 1024 * 1024;

/// A complete image on disk. Cheap to clone.
#[derive(Clone, Debug)]
pub struct OciLayout {
    store: Arc<Store>,
    /// Children before parents; the last is the image itself.
    manifests: Arc<Vec<(Descriptor, Manifest)>>,
    digest: Digest,
}

impl OciLayout {
    /// Opens a layout and checks that everything the image refers to is there in full length.
    /// Manifests are also checked against their digests; for layers, the registry does that.
    pub fn open(path: &Path) -> Result<Self, LayoutError> {
        let store = Store::open(path)?;
        let index = store.read("index.json", MANIFEST_LIMIT)?;
        let index: Manifest = parse(path, "index.json", &index)?;
        let top = match index.manifests.as_slice() {
            [] => {
                return Err(LayoutError::Empty {
                    path: path.to_owned(),
                });
            }
            [one] => one.clone(),
            several => {
                let names = several.iter().map(name_of).collect();
                return Err(LayoutError::Several {
                    path: path.to_owned(),
                    names,
                });
            }
        };
        let mut manifests = Vec::new();
        collect(&store, &top, DEPTH, &mut manifests)?;
        Ok(Self {
            store: Arc::new(store),
            manifests: Arc::new(manifests),
            digest: top.digest,
        })
    }

    /// Gives the digest of the image (or index).
    pub fn digest(&self) -> &Digest {
        &self.digest
    }

    /// Gives the path that the user named.
    pub(crate) fn path(&self) -> &Path {
        self.store.path()
    }

    pub(crate) fn manifests(&self) -> &[(Descriptor, Manifest)] {
        &self.manifests
    }

    /// Reads a manifest's bytes.
    pub(crate) async fn read(&self, digest: &Digest) -> Result<Vec<u8>, LayoutError> {
        let (mut file, length) = self.open_blob(digest).await?;
        let mut bytes = Vec::with_capacity(usize::try_from(length).unwrap_or_default());
        let path = self.store.path();
        file.read_to_end(&mut bytes)
            .await
            .map_err(|source| LayoutError::read(path, source))?;
        Ok(bytes)
    }

    /// Opens a manifest or blob; gives its length in bytes, too.
    pub(crate) async fn open_blob(
        &self,
        digest: &Digest,
    ) -> Result<(Take<tokio::fs::File>, u64), LayoutError> {
        use tokio::io::AsyncSeekExt as _;
        let place = self.store.place(&blob_name(digest))?;
        let failed = |source| LayoutError::read(&place.path, source);
        let mut file = tokio::fs::File::open(&place.path).await.map_err(failed)?;
        file.seek(std::io::SeekFrom::Start(place.offset))
            .await
            .map_err(failed)?;
        Ok((file.take(place.length), place.length))
    }
}

/// Adds a manifest and everything below it, children first.
fn collect(
    store: &Store,
    descriptor: &Descriptor,
    depth: usize,
    manifests: &mut Vec<(Descriptor, Manifest)>,
) -> Result<(), LayoutError> {
    if manifests
        .iter()
        .any(|(known, _)| known.digest == descriptor.digest)
    {
        return Ok(());
    }
    let path = store.path();
    let name = blob_name(&descriptor.digest);
    let missing = |error| match error {
        LayoutError::FileMissing { .. } => LayoutError::BlobMissing {
            path: path.to_owned(),
            digest: descriptor.digest.clone(),
            platform: descriptor.platform.as_ref().map(ToString::to_string),
        },
        other => other,
    };
    let bytes = store.read(&name, MANIFEST_LIMIT).map_err(missing)?;
    let got = Digest::of(&bytes);
    if got != descriptor.digest {
        let want = descriptor.digest.clone();
        return Err(LayoutError::Damaged {
            path: path.to_owned(),
            want,
            got,
        });
    }
    let manifest: Manifest = parse(path, &name, &bytes)?;
    if depth == 0 || (manifest.config.is_none() && manifest.manifests.is_empty()) {
        return Err(LayoutError::NotManifest {
            path: path.to_owned(),
            name,
        });
    }
    for child in &manifest.manifests {
        collect(store, child, depth - 1, manifests)?;
    }
    for part in manifest.blobs() {
        let place =
            store
                .place(&blob_name(&part.digest))
                .map_err(|_| LayoutError::BlobMissing {
                    path: path.to_owned(),
                    digest: part.digest.clone(),
                    platform: descriptor.platform.as_ref().map(ToString::to_string),
                })?;
        if place.length != part.size {
            return Err(LayoutError::Length {
                path: path.to_owned(),
                digest: part.digest.clone(),
                want: part.size,
                got: place.length,
            });
        }
    }
    manifests.push((descriptor.clone(), manifest));
    Ok(())
}

fn parse(path: &Path, name: &str, bytes: &[u8]) -> Result<Manifest, LayoutError> {
    serde_json::from_slice(bytes).map_err(|source| LayoutError::Json {
        path: path.to_owned(),
        name: name.to_owned(),
        source,
    })
}

fn blob_name(digest: &Digest) -> String {
    format!("blobs/sha256/{}", digest.hex())
}

fn name_of(descriptor: &Descriptor) -> String {
    [
        "io.containerd.image.name",
        "org.opencontainers.image.ref.name",
    ]
    .iter()
    .find_map(|key| descriptor.annotations.get(*key))
    .cloned()
    .unwrap_or_else(|| descriptor.digest.to_string())
}

#[cfg(test)]
pub(crate) mod tests;
