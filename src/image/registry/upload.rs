//! Puts a blob into a repository: mounted from another one of the same registry where that is
//! allowed, or else sent in one piece, and sent again after a broken connection.

use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use std::time::Duration;

use reqwest::{Response, header};
use tokio_util::io::ReaderStream;

use super::answer::Asked;
use super::blob::{BlobSource, Sink, Tally, Unread};
use super::exchange::{TRIES, pause};
use super::{RegistryClient, RegistryError};
use crate::digest::Digest;

/// Bytes that are handed to HTTP at a time.
const PIECE: usize = 64 * 1024;
/// How long a registry may take nothing before the connection counts as broken.
const SILENCE: Duration = Duration::from_mins(1);
/// How long it may take to file a blob of which it has every byte.
const FILING: Duration = Duration::from_mins(5);

/// How a blob came into the repository.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Placed {
    /// It was sent.
    Sent,
    /// The registry took it from another repository of its own.
    Mounted,
}

/// Which side a blob failed on.
#[derive(Debug)]
pub(crate) enum NotPlaced {
    /// It could not be read where it is.
    Source(RegistryError),
    /// It could not be written where it goes.
    Destination(RegistryError),
}

impl From<RegistryError> for NotPlaced {
    fn from(error: RegistryError) -> Self {
        Self::Destination(error)
    }
}

impl NotPlaced {
    /// Forgets the side, where there is only one registry.
    pub(super) fn into_error(self) -> RegistryError {
        match self {
            Self::Source(error) | Self::Destination(error) => error,
        }
    }
}

/// A blob that is to be put into a repository.
#[derive(Clone, Debug)]
pub(crate) struct Consignment {
    pub(crate) repository: String,
    pub(crate) digest: Digest,
    /// In bytes.
    pub(crate) size: u64,
    /// Another repository of the same registry that has it.
    pub(crate) mount_from: Option<String>,
}

impl RegistryClient {
    /// Tells whether a repository has a blob.
    pub(crate) async fn has_blob(
        &self,
        repository: &str,
        digest: &Digest,
    ) -> Result<bool, RegistryError> {
        let asked = self.asked(repository, format!("the push of blob {digest}"));
        let path = format!("/v2/{repository}/blobs/{digest}");
        let there = self.send(&asked, |http| http.head(self.url(&path))).await?;
        match there.status().as_u16() {
            200 => Ok(true),
            404 => Ok(false),
            _ => Err(Self::refusal(there).await.into_error(asked)),
        }
    }

    /// Puts a blob into a repository that does not have it. Every byte that is sent is counted in
    /// `together`; what an attempt sent in vain is taken off again.
    pub(crate) async fn put_blob(
        &self,
        what: &Consignment,
        source: &impl BlobSource,
        together: &Arc<AtomicU64>,
    ) -> Result<Placed, NotPlaced> {
        let asked = self.asked(
            &what.repository,
            format!("the push of blob {}", what.digest),
        );
        let tally = Arc::new(Tally::new(Arc::clone(together)));
        let mut tries = 1;
        loop {
            let error = match self.put_once(&asked, what, source, &tally).await {
                Err(NotPlaced::Destination(error)) if error.is_passing() => error,
                result => return result,
            };
            if tries == TRIES {
                return Err(error.into());
            }
            pause(tries).await;
            tries += 1;
            // The answer may be all that was lost.
            if self.has_blob(&what.repository, &what.digest).await? {
                return Ok(Placed::Sent);
            }
            tally.restart();
        }
    }

    /// Opens an upload and sends everything in one `PUT`, without any `PATCH`: ECR keeps only the
    /// first `PATCH` of several, and answers as if it had taken all of them.
    /// Source: aws/containers-roadmap issue 2831.
    async fn put_once(
        &self,
        asked: &Asked,
        what: &Consignment,
        source: &impl BlobSource,
        tally: &Arc<Tally>,
    ) -> Result<Placed, NotPlaced> {
        let opened = self.open_upload(asked, what).await?;
        if opened.status().as_u16() == 201 && what.mount_from.is_some() {
            return Ok(Placed::Mounted);
        }
        let location = opened
            .headers()
            .get(header::LOCATION)
            .and_then(|value| value.to_str().ok())
            .and_then(|location| opened.url().join(location).ok());
        let Some(mut url) = location else {
            let what = "it names no Location for the upload".to_owned();
            return Err(Self::protocol(asked, what).into());
        };
        let at_home = url.origin() == opened.url().origin();
        url.query_pairs_mut()
            .append_pair("digest", what.digest.as_str());

        let (sink, content) = Sink::new(Arc::clone(tally));
        let content = ReaderStream::with_capacity(content, PIECE);
        let request = self
            .uploads()
            .put(url)
            .header(header::CONTENT_TYPE, "application/octet-stream")
            .header(header::CONTENT_LENGTH, what.size)
            .body(reqwest::Body::wrap_stream(content));
        // An upload address on another host carries its own signature, and must not see ours.
        let request = if at_home {
            self.authorized(asked, request)
        } else {
            request
        };
        let answer = self
            .exchange(asked, request.send(), source.fill(sink), tally)
            .await?;
        if answer.status().is_success() {
            return Ok(Placed::Sent);
        }
        Err(Self::refusal(answer).await.into_error(asked.clone()).into())
    }

    /// Opens an upload, or has the blob mounted. A mount that is refused becomes an ordinary
    /// upload (202); a registry that does not know mounts at all is asked again without.
    async fn open_upload(
        &self,
        asked: &Asked,
        what: &Consignment,
    ) -> Result<Response, RegistryError> {
        let start = self.url(&format!("/v2/{}/blobs/uploads/", what.repository));
        let open = |url: String| async move {
            let post = |http: &reqwest::Client| http.post(&url).header(header::CONTENT_LENGTH, 0);
            self.send(asked, post).await
        };
        if let Some(from) = &what.mount_from {
            // Neither a digest nor a repository's name has a character that a query must escape.
            let response = open(format!("{start}?mount={}&from={from}", what.digest)).await?;
            if matches!(response.status().as_u16(), 201 | 202) {
                return Ok(response);
            }
        }
        let response = open(start).await?;
        if response.status().is_success() {
            return Ok(response);
        }
        Err(Self::refusal(response).await.into_error(asked.clone()))
    }

    /// Lets the source write and the registry read, until the registry answers. An answer that
    /// comes before the end is a refusal, and nothing more is sent.
    async fn exchange(
        &self,
        asked: &Asked,
        send: impl Future<Output = Result<Response, reqwest::Error>>,
        fill: impl Future<Output = Result<(), Unread>>,
        tally: &Tally,
    ) -> Result<Response, NotPlaced> {
        let (mut send, mut fill) = (std::pin::pin!(send), std::pin::pin!(fill));
        let mut filling = true;
        let mut before = 0;
        loop {
            let patience = if filling { SILENCE } else { FILING };
            tokio::select! {
                filled = &mut fill, if filling => match filled {
                    // When nobody reads any more, the answer says why.
                    Ok(()) | Err(Unread::Closed) => filling = false,
                    Err(Unread::Failed(error)) => return Err(NotPlaced::Source(error)),
                },
                answer = &mut send => {
                    return answer.map_err(|error| Self::unreachable(asked, error).into());
                }
                () = tokio::time::sleep(patience) => {
                    let now = tally.bytes();
                    if now == before || !filling {
                        return Err(RegistryError::Stalled {
                            registry: asked.registry.clone(),
                            request: asked.request.clone(),
                            seconds: patience.as_secs(),
                        }
                        .into());
                    }
                    before = now;
                }
            }
        }
    }
}

#[cfg(test)]
#[path = "upload_tests.rs"]
mod tests;
