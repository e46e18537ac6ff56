//! Copies an image by digest from one repository to another, in the same registry or between two.
//!
//! It owns that the copy is the image itself: the same bytes and so the same digests, with every
//! platform and attestation of an index, and with what refers to it (signatures, bills of
//! materials). Nothing that is there is sent again, so that running it again, also after it was
//! killed at any moment, goes on where it was. The tags come last: nobody sees half an image.
//!
//! It must not know what a registry is for; that ECR needs a repository to exist is told in the
//! error, and mended by whoever calls.

mod blobs;
mod error;
mod manifests;
mod pace;
mod referrers;
mod tree;

use std::fmt;

use crate::digest::Digest;
use crate::registry::{NotPlaced, Placed, RegistryClient, RegistryError};
use crate::tag::Tag;

pub use error::{CopyError, CopyWarning};

/// Requests under way at once that carry no content.
const QUESTIONS_AT_ONCE: usize = 8;

/// A repository in a registry.
#[derive(Clone, Debug)]
pub struct Repository {
    /// The registry, with the credentials for it.
    pub client: RegistryClient,
    /// The name in it, such as `team/product-api`.
    pub name: String,
}

impl Repository {
    /// Tells whether `other` is in the same registry, where blobs can be mounted.
    fn is_beside(&self, other: &Self) -> bool {
        self.client.registry() == other.client.registry()
    }
}

impl fmt::Display for Repository {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}/{}", self.client.registry(), self.name)
    }
}

/// How far a copy is. Only what the destination does not have counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CopyProgress {
    /// Bytes of blobs that were sent or mounted.
    pub bytes: u64,
    /// Bytes of blobs that the destination does not have at the start.
    pub of_bytes: u64,
}

/// What a copy did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Copied {
    /// The digest, the same on both sides.
    pub digest: Digest,
    /// Blobs that were sent.
    pub sent: usize,
    /// Blobs that the registry took from the source's repository itself.
    pub mounted: usize,
    /// Blobs that the destination had already, alone or as part of an image.
    pub present: usize,
    /// Bytes that were sent.
    pub bytes: u64,
    /// Manifests that were put.
    pub manifests: usize,
    /// Signatures, bills of materials and the like that are now at the destination.
    pub referrers: usize,
    /// What is not as it should be, although the image is there.
    pub warnings: Vec<CopyWarning>,
}

/// Copies the image `digest` with all that belongs to it, and makes `tags` mean it.
///
/// `progress` is called when the amount to send is known, twice a second while blobs are sent,
/// and at the end; not at all when nothing has to be sent. Dropping the future ends the copy.
pub async fn copy(
    source: &Repository,
    destination: &Repository,
    digest: &Digest,
    tags: &[Tag],
    progress: &mut (dyn FnMut(CopyProgress) + Send),
) -> Result<Copied, CopyError> {
    let image = tree::read(source, [digest.clone()]).await?;
    let mut copied = Copied {
        digest: digest.clone(),
        sent: 0,
        mounted: 0,
        present: 0,
        bytes: 0,
        manifests: 0,
        referrers: 0,
        warnings: Vec::new(),
    };
    // In one and the same repository everything is there but the tags.
    if !source.is_beside(destination) || source.name != destination.name {
        let attached = referrers::find(source, &image).await?;
        copied.warnings.extend(attached.warning.clone());
        copied.referrers = attached.count();
        let all = image.with(&attached.tree);
        let missing = manifests::missing(destination, &all).await?;
        let (absent, present) = blobs::absent(destination, &all, &missing).await?;
        copied.present = present;
        let (placed, bytes) = blobs::send(source, destination, absent, progress).await?;
        copied.bytes = bytes;
        copied.mounted = placed.iter().filter(|how| **how == Placed::Mounted).count();
        copied.sent = placed.len() - copied.mounted;
        copied.manifests = missing.len();
        manifests::put(destination, &missing).await?;
        let kept = manifests::put_referrers(destination, &attached).await?;
        copied.warnings.extend(kept);
    }
    manifests::put_tags(destination, &image, digest, tags).await?;
    Ok(copied)
}

/// The error of a request to the source.
fn unread(source: &Repository) -> impl Fn(RegistryError) -> CopyError + use<> {
    let repository = source.to_string();
    move |error| CopyError::Source {
        repository: repository.clone(),
        source: error,
    }
}

/// The error of a request to the destination.
fn unwritten(destination: &Repository) -> impl Fn(RegistryError) -> CopyError + use<> {
    let repository = destination.to_string();
    move |error| CopyError::Destination {
        repository: repository.clone(),
        source: error,
    }
}

/// The error of a blob, on either side.
fn not_placed(source: &Repository, destination: &Repository, error: NotPlaced) -> CopyError {
    match error {
        NotPlaced::Source(error) => unread(source)(error),
        NotPlaced::Destination(error) => unwritten(destination)(error),
    }
}
