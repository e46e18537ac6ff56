//! One repository: its blobs, images and tags.

use std::collections::BTreeMap;

use bytes::Bytes;

use super::blob::{self, Blob};
use super::manifest::{Manifest, Platform};
use super::put::{Put, PutRefused};
use crate::engine::Millis;
use crate::place::Place;
use crate::world::TagMutability;

/// A repository. Blobs belong to it alone, as in ECR.
#[derive(Debug)]
pub(crate) struct Repository {
    pub(crate) name: String,
    pub(crate) tag_mutability: TagMutability,
    pub(crate) created_at: Millis,
    blobs: BTreeMap<String, Blob>,
    images: BTreeMap<String, StoredImage>,
    tags: BTreeMap<String, String>,
}

/// A manifest in the repository.
#[derive(Debug, Clone)]
pub(crate) struct StoredImage {
    /// The bytes, as they were pushed.
    pub(crate) manifest: Bytes,
    pub(crate) media_type: String,
    pub(crate) pushed_at: Millis,
    pub(crate) parsed: Manifest,
}

impl Repository {
    pub(crate) fn new(name: &str, tag_mutability: TagMutability, now: Millis) -> Self {
        Self {
            name: name.to_owned(),
            tag_mutability,
            created_at: now,
            blobs: BTreeMap::new(),
            images: BTreeMap::new(),
            tags: BTreeMap::new(),
        }
    }

    /// The repository's ARN in `place`.
    pub(crate) fn arn(&self, place: &Place) -> String {
        place.arn("ecr", &format!("repository/{}", self.name))
    }

    pub(crate) fn blob(&self, digest: &str) -> Option<&Blob> {
        self.blobs.get(digest)
    }

    pub(crate) fn add_blob(&mut self, digest: String, blob: Blob) {
        self.blobs.insert(digest, blob);
    }

    pub(crate) fn image(&self, digest: &str) -> Option<&StoredImage> {
        self.images.get(digest)
    }

    /// All images by digest.
    pub(crate) fn images(&self) -> impl Iterator<Item = (&String, &StoredImage)> {
        self.images.iter()
    }

    /// All tags with the digest each is on.
    pub(crate) fn tags(&self) -> impl Iterator<Item = (&String, &String)> {
        self.tags.iter()
    }

    /// The tags of one image.
    pub(crate) fn tags_of(&self, digest: &str) -> Vec<&str> {
        self.tags
            .iter()
            .filter(|(_, at)| *at == digest)
            .map(|(tag, _)| tag.as_str())
            .collect()
    }

    /// Finds the digest of an image by its tag or digest.
    pub(crate) fn resolve(&self, reference: &str) -> Option<String> {
        if reference.contains(':') {
            self.images
                .contains_key(reference)
                .then(|| reference.to_owned())
        } else {
            self.tags.get(reference).cloned()
        }
    }

    /// Puts a manifest, under a tag if one is given. `digest`, if given, is what its content must
    /// hash to. Nothing is changed when it is refused.
    pub(crate) fn put(
        &mut self,
        manifest: Bytes,
        media_type: Option<&str>,
        tag: Option<&str>,
        digest: Option<&str>,
        now: Millis,
    ) -> Result<Put, PutRefused> {
        let parsed = Manifest::parse(&manifest).ok_or(PutRefused::NotAManifest)?;
        let actual = blob::digest(&manifest);
        if digest.is_some_and(|expected| expected != actual) {
            return Err(PutRefused::DigestMismatch { actual });
        }
        let missing_blobs = absent(parsed.blobs(), |digest| self.blobs.contains_key(digest));
        if !missing_blobs.is_empty() {
            return Err(PutRefused::BlobsMissing(missing_blobs));
        }
        let children = parsed.children().iter();
        let missing_children = absent(children, |digest| self.images.contains_key(digest));
        if !missing_children.is_empty() {
            return Err(PutRefused::ChildrenMissing(missing_children));
        }
        let tagged = tag.and_then(|tag| self.tags.get(tag));
        // Even for the image that has the tag already. Source: aws/containers-roadmap issue 2179.
        if tagged.is_some() && self.tag_mutability == TagMutability::Immutable {
            return Err(PutRefused::TagTaken);
        }
        let new_tag = tag.is_some() && tagged.is_none_or(|at| *at != actual);
        let new_image = !self.images.contains_key(&actual);
        if new_image {
            let media_type = parsed.media_type(media_type);
            let image = StoredImage {
                manifest,
                media_type,
                pushed_at: now,
                parsed,
            };
            self.images.insert(actual.clone(), image);
        }
        if let Some(tag) = tag {
            self.tags.insert(tag.to_owned(), actual.clone());
        }
        Ok(Put {
            digest: actual,
            changed: new_image || new_tag,
        })
    }

    /// Tells whether this is the digest of an index.
    pub(crate) fn is_index(&self, digest: &str) -> bool {
        let image = self.images.get(digest);
        image.is_some_and(|image| image.parsed.manifests.is_some())
    }

    /// The image that an index lists for a platform.
    pub(crate) fn child_for(&self, index: &str, platform: &str) -> Option<String> {
        let children = self.images.get(index)?.parsed.children().iter();
        let mut wanted = children.filter(|child| {
            let own = child.platform.as_ref().and_then(Platform::name);
            own.as_deref() == Some(platform)
        });
        wanted.next().map(|child| child.digest.clone())
    }

    /// The size of an image: its blobs together, or the largest child of an index.
    /// Source: ECR API model, `ImageDetail.imageSizeInBytes`.
    pub(crate) fn size(&self, digest: &str) -> u64 {
        let Some(image) = self.images.get(digest) else {
            return 0;
        };
        let own = image.parsed.blobs().map(|blob| blob.size).sum::<u64>();
        let child = image
            .parsed
            .children()
            .iter()
            .filter(|child| child.digest != digest);
        child
            .map(|child| self.size(&child.digest))
            .max()
            .unwrap_or(0)
            .max(own)
    }

    /// The platforms an image runs on, from its configuration or those of its children.
    pub(crate) fn platforms(&self, digest: &str) -> Vec<String> {
        let Some(image) = self.images.get(digest) else {
            return Vec::new();
        };
        let own = image
            .parsed
            .config
            .as_ref()
            .and_then(|config| self.blobs.get(&config.digest))
            .and_then(|blob| serde_json::from_slice::<Platform>(&blob.joined()).ok())
            .and_then(|platform| platform.name());
        let children = image.parsed.children().iter().flat_map(|child| {
            match child.platform.as_ref().map(Platform::name) {
                Some(name) => name.into_iter().collect(),
                None => self.platforms(&child.digest),
            }
        });
        own.into_iter().chain(children).collect()
    }
}

/// The digests of those that are not there.
fn absent<'a>(
    wanted: impl Iterator<Item = &'a super::manifest::Descriptor>,
    there: impl Fn(&str) -> bool,
) -> Vec<String> {
    wanted
        .filter(|one| !there(&one.digest))
        .map(|one| one.digest.clone())
        .collect()
}
