//! Layer and configuration blobs, kept in the pieces in which they came over the wire.

use std::sync::Arc;

use bytes::Bytes;
use sha2::{Digest, Sha256};

use crate::identifier::hex;

/// A complete blob. Cloning it copies no data.
#[derive(Debug, Clone)]
pub(crate) struct Blob {
    pieces: Arc<[Bytes]>,
    size: u64,
}

impl Blob {
    /// The data, in order.
    pub(crate) fn pieces(&self) -> &[Bytes] {
        &self.pieces
    }

    /// The number of bytes.
    pub(crate) fn size(&self) -> u64 {
        self.size
    }

    /// The data in one piece, for the small blobs that are looked into.
    pub(crate) fn joined(&self) -> Vec<u8> {
        self.pieces.concat()
    }
}

/// A blob that is still being written.
#[derive(Debug, Default)]
pub(crate) struct BlobWriter {
    pieces: Vec<Bytes>,
    size: u64,
    hash: Sha256,
}

impl BlobWriter {
    /// Appends data.
    pub(crate) fn write(&mut self, piece: Bytes) {
        self.hash.update(&piece);
        self.size += piece.len() as u64;
        self.pieces.push(piece);
    }

    /// The number of bytes written so far.
    pub(crate) fn size(&self) -> u64 {
        self.size
    }

    /// Ends the blob and names it by its content.
    pub(crate) fn finish(self) -> (String, Blob) {
        let digest = format!("sha256:{}", hex(&self.hash.finalize()));
        (
            digest,
            Blob {
                pieces: self.pieces.into(),
                size: self.size,
            },
        )
    }
}

impl From<Bytes> for BlobWriter {
    fn from(data: Bytes) -> Self {
        let mut writer = Self::default();
        writer.write(data);
        writer
    }
}

/// Returns the digest of `data`, as `sha256:…`.
pub(crate) fn digest(data: &[u8]) -> String {
    format!("sha256:{}", hex(&Sha256::digest(data)))
}
