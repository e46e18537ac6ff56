//! Reads a blob: verified while it streams, and resumed where the connection broke.

use reqwest::{Response, StatusCode, header};
use sha2::{Digest as _, Sha256};

use super::answer::Asked;
use super::blob::{BlobSource, Sink, Unread};
use super::exchange::{TRIES, pause};
use super::manifest::Descriptor;
use super::{RegistryClient, RegistryError};
use crate::digest::{Digest, hex};

/// A blob in a registry.
#[derive(Clone, Debug)]
pub(crate) struct RemoteBlob {
    pub(crate) client: RegistryClient,
    pub(crate) repository: String,
    pub(crate) blob: Descriptor,
}

impl BlobSource for RemoteBlob {
    async fn fill(&self, mut sink: Sink) -> Result<(), Unread> {
        self.client
            .read_blob(&self.repository, &self.blob, &mut sink)
            .await
    }
}

impl RegistryClient {
    /// Writes a blob into `sink`. The last piece is held back until the digest of all of it is
    /// known to be right: whoever takes it never has a complete blob with wrong content.
    ///
    /// ECR, like most, answers with the address of a storage elsewhere, which is followed without
    /// our credentials: that storage refuses a request with two proofs of who asks.
    async fn read_blob(
        &self,
        repository: &str,
        blob: &Descriptor,
        sink: &mut Sink,
    ) -> Result<(), Unread> {
        let digest = &blob.digest;
        let asked = self.asked(repository, format!("the content of blob {digest}"));
        let mut hash = Sha256::new();
        let mut held = None;
        let (mut at, mut tries) = (0_u64, 1);
        loop {
            let (mut response, mut skip) = self.open_blob(&asked, repository, digest, at).await?;
            let broken = loop {
                match response.chunk().await {
                    Ok(Some(mut piece)) => {
                        // What a registry without ranges sends once more is passed over.
                        let known = skip.min(piece.len() as u64);
                        skip -= known;
                        let piece = piece.split_off(usize::try_from(known).unwrap_or(piece.len()));
                        if piece.is_empty() {
                            continue;
                        }
                        at += piece.len() as u64;
                        if at > blob.size {
                            return Err(length(&asked, blob, "more").into());
                        }
                        hash.update(&piece);
                        if let Some(before) = held.replace(piece) {
                            sink.write(&before).await?;
                        }
                        // A connection that brings something is worth another one.
                        tries = 1;
                    }
                    Ok(None) => break None,
                    Err(error) => break Some(error),
                }
            };
            let Some(error) = broken else { break };
            if tries == TRIES {
                return Err(Self::unreachable(&asked, error).into());
            }
            pause(tries).await;
            tries += 1;
        }
        if at < blob.size {
            return Err(length(&asked, blob, "fewer").into());
        }
        let got = hex(&hash.finalize());
        if got != digest.hex() {
            return Err(RegistryError::DigestMismatch {
                registry: asked.registry,
                request: asked.request,
                want: digest.clone(),
                got: Digest::from_hex(&got),
            }
            .into());
        }
        match held {
            Some(last) => sink.write(&last).await,
            None => Ok(()),
        }
    }

    /// Asks for a blob from the byte `at` on. Gives the answer, and how many bytes of it are known.
    async fn open_blob(
        &self,
        asked: &Asked,
        repository: &str,
        digest: &Digest,
        at: u64,
    ) -> Result<(Response, u64), RegistryError> {
        let path = format!("/v2/{repository}/blobs/{digest}");
        let response = self
            .send(asked, |http| {
                let request = http.get(self.url(&path));
                if at == 0 {
                    request
                } else {
                    request.header(header::RANGE, format!("bytes={at}-"))
                }
            })
            .await?;
        match response.status() {
            StatusCode::PARTIAL_CONTENT if at > 0 => {
                let range = response.headers().get(header::CONTENT_RANGE);
                let begins = range
                    .and_then(|range| range.to_str().ok())
                    .is_some_and(|range| range.starts_with(&format!("bytes {at}-")));
                if begins {
                    Ok((response, 0))
                } else {
                    Err(Self::protocol(
                        asked,
                        format!("it was asked for the bytes from {at} on and sends others"),
                    ))
                }
            }
            status if status.is_success() => Ok((response, at)),
            _ => Err(Self::refusal(response).await.into_error(asked.clone())),
        }
    }
}

fn length(asked: &Asked, blob: &Descriptor, than: &str) -> RegistryError {
    RegistryClient::protocol(
        asked,
        format!(
            "it has {than} bytes than the {} that the manifest says",
            blob.size
        ),
    )
}

#[cfg(test)]
#[path = "download_tests.rs"]
mod tests;
