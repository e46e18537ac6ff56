//! Pushes an image from disk: what the registry does not have yet, children before parents, the
//! tag last, so that nobody sees half an image.

use std::collections::BTreeMap;

use reqwest::header;
use tokio::task::JoinSet;

use super::exchange::{TRIES, is_passing, pause};
use super::manifest::Descriptor;
use super::{RegistryClient, RegistryError};
use crate::digest::Digest;
use crate::layout::OciLayout;
use crate::tag::Tag;

/// Blobs under way at once. Six were fastest in a measurement; four leave room for others.
const AT_ONCE: usize = 4;

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
            let parts = manifest.config.iter().chain(&manifest.layers);
            for part in parts.filter(|part| part.urls.is_empty()) {
                blobs.insert(part.digest.clone(), part.clone());
            }
        }
        let (mut sent, mut present) = (0, 0);
        let mut under_way = JoinSet::new();
        let mut waiting = blobs.into_values();
        loop {
            while under_way.len() < AT_ONCE
                && let Some(blob) = waiting.next()
            {
                let (client, layout) = (self.clone(), layout.clone());
                let repository = repository.to_owned();
                under_way.spawn(async move { client.push_blob(&layout, &repository, &blob).await });
            }
            match under_way.join_next().await {
                None => break,
                Some(Ok(Ok(true))) => sent += 1,
                Some(Ok(Ok(false))) => present += 1,
                // Dropping the set ends the others.
                Some(Ok(Err(error))) => return Err(error),
                Some(Err(error)) => {
                    let asked = self.asked(repository, "the push of a blob".to_owned());
                    return Err(Self::protocol(&asked, error.to_string()));
                }
            }
        }
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
        layout: &OciLayout,
        repository: &str,
        blob: &Descriptor,
    ) -> Result<bool, RegistryError> {
        let digest = &blob.digest;
        let asked = self.asked(repository, format!("the push of blob {digest}"));
        let path = format!("/v2/{repository}/blobs/{digest}");
        let there = self.send(&asked, |http| http.head(self.url(&path))).await?;
        match there.status().as_u16() {
            200 => return Ok(false),
            404 => {}
            _ => return Err(Self::refusal(there).await.into_error(asked)),
        }
        let mut tries = 1;
        loop {
            let passing = match self.upload(layout, repository, digest).await {
                Ok(()) => return Ok(true),
                Err(error @ RegistryError::Unreachable { .. }) => error,
                Err(RegistryError::Refused {
                    registry,
                    request,
                    status,
                    message,
                }) if reqwest::StatusCode::from_u16(status).is_ok_and(is_passing) => {
                    RegistryError::Refused {
                        registry,
                        request,
                        status,
                        message,
                    }
                }
                Err(error) => return Err(error),
            };
            if tries == TRIES {
                return Err(passing);
            }
            pause(tries).await;
            tries += 1;
        }
    }

    /// Sends one blob: a session, then one `PUT` with all of it, the way containerd pushes to ECR.
    async fn upload(
        &self,
        layout: &OciLayout,
        repository: &str,
        digest: &Digest,
    ) -> Result<(), RegistryError> {
        let asked = self.asked(repository, format!("the push of blob {digest}"));
        let start = self.url(&format!("/v2/{repository}/blobs/uploads/"));
        let response = self
            .send(&asked, |http| {
                http.post(&start).header(header::CONTENT_LENGTH, 0)
            })
            .await?;
        if !response.status().is_success() {
            return Err(Self::refusal(response).await.into_error(asked));
        }
        let location = response
            .headers()
            .get(header::LOCATION)
            .and_then(|value| value.to_str().ok())
            .and_then(|location| response.url().join(location).ok());
        let Some(mut url) = location else {
            return Err(Self::protocol(
                &asked,
                "it names no Location for the upload".to_owned(),
            ));
        };
        let at_home = url.origin() == response.url().origin();
        url.query_pairs_mut().append_pair("digest", digest.as_str());

        let (body, length) = layout.stream(digest).await?;
        let request = self
            .http()
            .put(url)
            .header(header::CONTENT_TYPE, "application/octet-stream")
            .header(header::CONTENT_LENGTH, length)
            .body(reqwest::Body::wrap_stream(body));
        // An upload address on another host carries its own signature, and must not see ours.
        let request = if at_home {
            self.authorized(&asked, request)
        } else {
            request
        };
        let response = request
            .send()
            .await
            .map_err(|error| Self::unreachable(&asked, error))?;
        if response.status().is_success() {
            return Ok(());
        }
        Err(Self::refusal(response).await.into_error(asked))
    }
}
