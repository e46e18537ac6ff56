//! The outcome of putting a manifest.

/// A manifest that is now in the repository.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Put {
    /// Its digest.
    pub(crate) digest: String,
    /// Whether anything changed: a new manifest, or a tag that is new or moved.
    pub(crate) changed: bool,
}

/// Why a manifest was not taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum PutRefused {
    /// It is not a manifest of an image or an index.
    NotAManifest,
    /// Its content has another digest than was said.
    DigestMismatch {
        /// The digest of its content.
        actual: String,
    },
    /// Blobs of it are not in the repository.
    BlobsMissing(Vec<String>),
    /// Children of it are not in the repository.
    ChildrenMissing(Vec<String>),
    /// The tag is in use, and tags of the repository cannot be overwritten.
    TagTaken,
}
