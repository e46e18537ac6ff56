//! What travels from where a blob is to where it goes: a small buffer that one side fills and the
//! other empties, so that memory is the same whatever the blob's size, and a count of its bytes.

use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use tokio::io::{AsyncWriteExt as _, DuplexStream};

use super::RegistryError;

/// Bytes between reading and sending. The HTTP libraries keep some more on either side.
const BUFFER: usize = 256 * 1024;

/// Where a blob's content comes from.
pub(crate) trait BlobSource: Send + Sync {
    /// Writes all of the content, from its first byte. Called again when sending it failed.
    fn fill(&self, sink: Sink) -> impl Future<Output = Result<(), Unread>> + Send;
}

/// Why a source did not write everything.
#[derive(Debug)]
pub(crate) enum Unread {
    /// Nobody takes it any more.
    Closed,
    /// It could not be read.
    Failed(RegistryError),
}

impl From<RegistryError> for Unread {
    fn from(error: RegistryError) -> Self {
        Self::Failed(error)
    }
}

/// Bytes that were handed on: of one attempt, and of everything together.
#[derive(Debug)]
pub(crate) struct Tally {
    attempt: AtomicU64,
    together: Arc<AtomicU64>,
}

impl Tally {
    pub(crate) fn new(together: Arc<AtomicU64>) -> Self {
        Self {
            attempt: AtomicU64::new(0),
            together,
        }
    }

    /// Bytes of this attempt.
    pub(crate) fn bytes(&self) -> u64 {
        self.attempt.load(Ordering::Relaxed)
    }

    /// Takes back what an attempt counted that came to nothing.
    pub(crate) fn restart(&self) {
        let lost = self.attempt.swap(0, Ordering::Relaxed);
        self.together.fetch_sub(lost, Ordering::Relaxed);
    }

    fn add(&self, bytes: u64) {
        self.attempt.fetch_add(bytes, Ordering::Relaxed);
        self.together.fetch_add(bytes, Ordering::Relaxed);
    }
}

/// The end that is filled. Dropping it ends the content.
#[derive(Debug)]
pub(crate) struct Sink {
    into: DuplexStream,
    tally: Arc<Tally>,
}

impl Sink {
    /// Makes the two ends.
    pub(crate) fn new(tally: Arc<Tally>) -> (Self, DuplexStream) {
        let (into, out) = tokio::io::duplex(BUFFER);
        (Self { into, tally }, out)
    }

    /// Hands bytes on, as soon as there is room for them.
    pub(crate) async fn write(&mut self, bytes: &[u8]) -> Result<(), Unread> {
        let written = self.into.write_all(bytes).await;
        written.map_err(|_| Unread::Closed)?;
        self.tally.add(bytes.len() as u64);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::{BlobSource, Sink, Unread};
    use crate::digest::Digest;
    use crate::registry::{Consignment, NotPlaced, Placed, RegistryClient};

    struct Bytes<'a>(&'a [u8]);

    impl BlobSource for Bytes<'_> {
        async fn fill(&self, mut sink: Sink) -> Result<(), Unread> {
            sink.write(self.0).await
        }
    }

    impl RegistryClient {
        /// Puts a blob, to have something to copy.
        pub(crate) async fn put_bytes(
            &self,
            repository: &str,
            bytes: &[u8],
        ) -> Result<Placed, NotPlaced> {
            let what = Consignment {
                repository: repository.to_owned(),
                digest: Digest::of(bytes),
                size: bytes.len() as u64,
                mount_from: None,
            };
            self.put_blob(&what, &Bytes(bytes), &std::sync::Arc::default())
                .await
        }
    }
}
