//! Asks a registry: which image does this tag or digest mean, and make this tag mean that image.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use reqwest::{Method, StatusCode, header};

use super::manifest::{ACCEPT, Image, Manifest, Platform};
use super::{Credentials, Registry, RegistryError};
use crate::digest::Digest;

/// The distribution specification lets registries refuse larger manifests.
pub(super) const MANIFEST_LIMIT: u64 = 4 * 1024 * 1024;

/// A registry with the credentials for it. Cheap to clone.
#[derive(Clone, Debug)]
pub struct RegistryClient {
    pub(super) inner: Arc<Inner>,
}

pub(super) struct Inner {
    pub(super) registry: Registry,
    pub(super) credentials: Option<Credentials>,
    pub(super) http: reqwest::Client,
    /// For uploads, whose silence is watched where they are sent: to `http` a registry that takes
    /// a large blob for longer than the read timeout is a registry that does not answer.
    pub(super) uploads: reqwest::Client,
    /// Bearer tokens by repository.
    pub(super) tokens: Mutex<HashMap<String, String>>,
}

impl std::fmt::Debug for Inner {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("RegistryClient")
            .field("registry", &self.registry)
            .finish_non_exhaustive()
    }
}

impl RegistryClient {
    /// Sets up a client; sends nothing.
    pub fn new(
        registry: Registry,
        credentials: Option<Credentials>,
    ) -> Result<Self, RegistryError> {
        let build = |timeout: Option<Duration>| {
            let builder = reqwest::Client::builder()
                .user_agent(concat!("foghorn/", env!("CARGO_PKG_VERSION")))
                .connect_timeout(Duration::from_secs(10));
            // What is on this machine cannot be reached through a proxy elsewhere.
            let builder = if registry.is_loopback() {
                builder.no_proxy()
            } else {
                builder
            };
            let builder = match timeout {
                Some(timeout) => builder.read_timeout(timeout),
                None => builder,
            };
            builder.build().map_err(|source| RegistryError::Setup {
                registry: registry.address.clone(),
                source,
            })
        };
        // Silence, not length, ends a transfer.
        let http = build(Some(Duration::from_mins(1)))?;
        let uploads = build(None)?;
        let tokens = Mutex::default();
        Ok(Self {
            inner: Arc::new(Inner {
                registry,
                credentials,
                http,
                uploads,
                tokens,
            }),
        })
    }

    /// Gives the registry this client talks to.
    pub fn registry(&self) -> &Registry {
        &self.inner.registry
    }

    /// Finds the image that a tag or digest means; `None` when there is none.
    ///
    /// The digest is computed from the manifest's bytes, and must be the one that was asked for.
    pub async fn resolve(
        &self,
        repository: &str,
        reference: &str,
    ) -> Result<Option<Image>, RegistryError> {
        let Some((bytes, declared)) = self.manifest(repository, reference).await? else {
            return Ok(None);
        };
        let asked = self.asked(
            repository,
            format!("the manifest of {repository}:{reference}"),
        );
        let manifest: Manifest = serde_json::from_slice(&bytes)
            .map_err(|error| Self::protocol(&asked, format!("it is not a manifest ({error})")))?;
        let mut image = manifest.describe(&bytes, declared.as_deref());
        if let Some(config) = &manifest.config
            && image.media_type.contains("manifest")
        {
            image
                .platforms
                .extend(self.platform(repository, &config.digest).await);
        }
        Ok(Some(image))
    }

    /// Makes a tag mean an image that is already in the repository. Moves the tag where the
    /// repository allows it; does nothing when the tag means that image already.
    pub async fn put_tag(
        &self,
        repository: &str,
        digest: &Digest,
        tag: &str,
    ) -> Result<(), RegistryError> {
        let Some((bytes, declared)) = self.manifest(repository, digest.as_str()).await? else {
            return Err(RegistryError::ImageMissing {
                repository: repository.to_owned(),
                digest: digest.clone(),
            });
        };
        let asked = self.asked(repository, format!("the manifest {digest}"));
        let manifest: Manifest = serde_json::from_slice(&bytes)
            .map_err(|error| Self::protocol(&asked, format!("it is not a manifest ({error})")))?;
        let media_type = manifest.describe(&bytes, declared.as_deref()).media_type;
        self.put_manifest(repository, tag, &media_type, bytes).await
    }

    /// Puts a manifest under a tag or its own digest. A tag that holds it already is left alone.
    pub(crate) async fn put_manifest(
        &self,
        repository: &str,
        reference: &str,
        media_type: &str,
        bytes: Vec<u8>,
    ) -> Result<(), RegistryError> {
        let ours = Digest::of(&bytes);
        if self.held(repository, reference).await?.as_ref() == Some(&ours) {
            return Ok(());
        }
        self.store_manifest(repository, reference, media_type, bytes)
            .await
    }

    /// Puts a manifest that is not there, or not under this tag.
    pub(crate) async fn store_manifest(
        &self,
        repository: &str,
        reference: &str,
        media_type: &str,
        bytes: Vec<u8>,
    ) -> Result<(), RegistryError> {
        let asked = self.asked(repository, format!("the push of {repository}:{reference}"));
        let path = format!("/v2/{repository}/manifests/{reference}");
        let response = self
            .send(&asked, |http| {
                http.request(Method::PUT, self.url(&path))
                    .header(header::CONTENT_TYPE, media_type)
                    .body(bytes.clone())
            })
            .await?;
        if response.status().is_success() {
            return Ok(());
        }
        let refusal = Self::refusal(response).await;
        if !refusal.is_tag_taken() {
            return Err(refusal.into_error(asked));
        }
        // ECR refuses an immutable tag also for the image that it holds already, as after an
        // answer that was lost. Source: aws/containers-roadmap issue 2179.
        let ours = Digest::of(&bytes);
        match self.held(repository, reference).await? {
            Some(theirs) if theirs == ours => Ok(()),
            Some(theirs) => Err(RegistryError::TagTaken {
                repository: repository.to_owned(),
                tag: reference.to_owned(),
                ours,
                theirs,
            }),
            None => Err(refusal.into_error(asked)),
        }
    }

    /// Finds the digest of what a tag or digest means now.
    async fn held(
        &self,
        repository: &str,
        reference: &str,
    ) -> Result<Option<Digest>, RegistryError> {
        match self.manifest(repository, reference).await {
            Ok(found) => Ok(found.map(|(bytes, _)| Digest::of(&bytes))),
            // Registries that create repositories on push do not know this one yet.
            Err(error) if error.is_repository_unknown() => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Tells whether a manifest is in a repository.
    pub(crate) async fn has_manifest(
        &self,
        repository: &str,
        digest: &Digest,
    ) -> Result<bool, RegistryError> {
        let asked = self.asked(repository, format!("the manifest of {repository}@{digest}"));
        let path = format!("/v2/{repository}/manifests/{digest}");
        let there = self
            .send(&asked, |http| {
                http.head(self.url(&path))
                    .header(header::ACCEPT, ACCEPT.join(", "))
            })
            .await?;
        match there.status().as_u16() {
            200 => Ok(true),
            404 => Ok(false),
            _ => Err(Self::refusal(there).await.into_error(asked)),
        }
    }

    /// Reads a manifest's bytes and media type.
    pub(crate) async fn manifest(
        &self,
        repository: &str,
        reference: &str,
    ) -> Result<Option<(Vec<u8>, Option<String>)>, RegistryError> {
        let asked = self.asked(
            repository,
            format!("the manifest of {repository}:{reference}"),
        );
        let path = format!("/v2/{repository}/manifests/{reference}");
        let response = self
            .send(&asked, |http| {
                http.get(self.url(&path))
                    .header(header::ACCEPT, ACCEPT.join(", "))
            })
            .await?;
        let status = response.status();
        if !status.is_success() {
            let refusal = Self::refusal(response).await;
            if status == StatusCode::NOT_FOUND && refusal.code != "NAME_UNKNOWN" {
                return Ok(None);
            }
            return Err(refusal.into_error(asked));
        }
        let text = |name| {
            response
                .headers()
                .get(name)
                .and_then(|value| value.to_str().ok())
                .map(str::to_owned)
        };
        let declared = text("content-type");
        let promised = match text("docker-content-digest") {
            _ if reference.starts_with("sha256:") => Some(reference.to_owned()),
            header => header,
        };
        let bytes = self.body(response, &asked, MANIFEST_LIMIT).await?;
        let got = Digest::of(&bytes);
        match promised.map(|text| text.parse::<Digest>()) {
            Some(Ok(want)) if want != got => Err(RegistryError::DigestMismatch {
                registry: asked.registry,
                request: asked.request,
                want,
                got,
            }),
            Some(Err(error)) => Err(Self::protocol(&asked, error.to_string())),
            Some(Ok(_)) | None => Ok(Some((bytes, declared))),
        }
    }

    /// Reads the platform of an image from its configuration. A role that may only push is often
    /// not allowed to read it; then it is simply not known.
    async fn platform(&self, repository: &str, config: &Digest) -> Option<Platform> {
        let asked = self.asked(repository, "the image configuration".to_owned());
        let path = format!("/v2/{repository}/blobs/{config}");
        let response = self
            .send(&asked, |http| http.get(self.url(&path)))
            .await
            .ok()?;
        if !response.status().is_success() {
            return None;
        }
        let bytes = self.body(response, &asked, MANIFEST_LIMIT).await.ok()?;
        serde_json::from_slice(&bytes).ok()
    }
}

#[cfg(test)]
#[path = "client_tests.rs"]
mod tests;
