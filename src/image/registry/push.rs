//! Pushes an image from disk: what the registry does not have yet, children before parents, the
//! tag last, so that nobody sees half an image.

use std::collections::BTreeMap;
use std::sync::Arc;

use tokio::io::AsyncReadExt as _;

use super::blob::{BlobSource, Sink, Unread};
use super::manifest::Descriptor;
use super::several::each;
use super::upload::{Consignment, NotPlaced};
use super::{RegistryClient, RegistryError};
use crate::digest::Digest;
use crate::layout::{LayoutError, OciLayout};
use crate::tag::Tag;

/// Blobs under way at once. Six were fastest in a measurement; four leave room for others.
const AT_ONCE: usize = 4;
/// Bytes that are read from disk at a time.
const PIECE: usize = 64 * 1024;

/// What a push did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pushed {
    /// The digest that the tag now means.
    pub digest: Digest,
    /// Blobs that were sent.
    pub sent: usize,
    /// Blobs that were there already.
    pub present: usize,
}

impl RegistryClient {
    /// Pushes the image of a layout under a tag.
    ///
    /// A tag that already holds this very image is a success; one that holds another and is
    /// immutable is [`RegistryError::TagTaken`].
    pub async fn push_layout(
        &self,
        layout: &OciLayout,
        repository: &str,
        tag: &Tag,
    ) -> Result<Pushed, RegistryError> {
        let mut blobs: BTreeMap<Digest, Descriptor> = BTreeMap::new();
        for (_, manifest) in layout.manifests() {
            for part in manifest.blobs() {
                blobs.insert(part.digest.clone(), part.clone());
            }
        }
        let placed = each(
            blobs.into_values(),
            AT_ONCE,
            |blob| {
                let (client, layout) = (self.clone(), layout.clone());
                let repository = repository.to_owned();
                async move { client.push_blob(layout, repository, blob).await }
            },
            || (),
        )
        .await?;
        let sent = placed.iter().filter(|sent| **sent).count();
        let present = placed.len() - sent;
        let top = layout.digest();
        for (descriptor, _) in layout.manifests() {
            let bytes = layout.read(&descriptor.digest).await?;
            let reference = if &descriptor.digest == top {
                tag.as_str()
            } else {
                descriptor.digest.as_str()
            };
            self.put_manifest(repository, reference, &descriptor.media_type, bytes)
                .await?;
        }
        Ok(Pushed {
            digest: top.clone(),
            sent,
            present,
        })
    }

    /// Sends one blob unless it is there; tells whether it was sent.
    async fn push_blob(
        &self,
        layout: OciLayout,
        repository: String,
        blob: Descriptor,
    ) -> Result<bool, RegistryError> {
        if self.has_blob(&repository, &blob.digest).await? {
            return Ok(false);
        }
        let what = Consignment {
            repository,
            digest: blob.digest.clone(),
            size: blob.size,
            mount_from: None,
        };
        let source = LayoutBlob {
            layout,
            digest: blob.digest,
        };
        let sent = self.put_blob(&what, &source, &Arc::default()).await;
        sent.map(|_| true).map_err(NotPlaced::into_error)
    }
}

/// A blob on disk.
struct LayoutBlob {
    layout: OciLayout,
    digest: Digest,
}

impl BlobSource for LayoutBlob {
    async fn fill(&self, mut sink: Sink) -> Result<(), Unread> {
        let (mut file, _) = self
            .layout
            .open_blob(&self.digest)
            .await
            .map_err(RegistryError::from)?;
        let mut piece = vec![0; PIECE];
        loop {
            let read = file.read(&mut piece).await;
            let read = read.map_err(|error| {
                RegistryError::from(LayoutError::read(self.layout.path(), error))
            })?;
            match piece.get(..read) {
                None | Some([]) => return Ok(()),
                Some(bytes) => sink.write(bytes).await?,
            }
        }
    }
}
