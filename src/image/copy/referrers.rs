//! What refers to an image at the source, and to what refers to it: a signature may have one.

use serde_json::Value;

use super::error::CopyWarning;
use super::tree::{self, Tree};
use super::{CopyError, QUESTIONS_AT_ONCE, Repository, unread};
use crate::digest::Digest;
use crate::registry::{Descriptor, RegistryError, cosign_tags, each};

/// A bill of materials has a signature; that has nothing any more.
const ROUNDS: usize = 3;

/// Everything that refers to an image.
#[derive(Debug, Default)]
pub(super) struct Attached {
    /// The manifests.
    pub(super) tree: Tree,
    /// What refers to what, as indexes of referrers write it.
    pub(super) entries: Vec<(Digest, Vec<Value>)>,
    /// Tags that name them, as cosign does it.
    pub(super) tags: Vec<(String, Digest)>,
    /// That the source does not let us look.
    pub(super) warning: Option<CopyWarning>,
}

impl Attached {
    /// How many there are, without the images that one of them may list.
    pub(super) fn count(&self) -> usize {
        let listed = self.entries.iter().map(|(_, entries)| entries.len());
        listed.sum::<usize>() + self.tags.len()
    }
}

/// What refers to one manifest.
struct Found {
    subject: Digest,
    entries: Vec<(Descriptor, Value)>,
    tags: Vec<(String, Digest)>,
    denied: Option<String>,
}

/// Finds what refers to any of the manifests.
pub(super) async fn find(source: &Repository, image: &Tree) -> Result<Attached, CopyError> {
    let mut attached = Attached::default();
    let mut subjects: Vec<Digest> = image.nodes.iter().map(|node| node.digest.clone()).collect();
    for _ in 0..ROUNDS {
        let round = each(
            std::mem::take(&mut subjects),
            QUESTIONS_AT_ONCE,
            |subject| to(source.clone(), subject),
            || (),
        )
        .await
        .map_err(unread(source))?;
        let mut tops = Vec::new();
        for found in round {
            if let Some(message) = found.denied {
                attached.warning = Some(CopyWarning::ReferrersDenied {
                    repository: source.to_string(),
                    message,
                });
            }
            tops.extend(found.entries.iter().map(|(entry, _)| entry.digest.clone()));
            tops.extend(found.tags.iter().map(|(_, digest)| digest.clone()));
            if !found.entries.is_empty() {
                let entries = found.entries.into_iter().map(|(_, entry)| entry);
                attached.entries.push((found.subject, entries.collect()));
            }
            attached.tags.extend(found.tags);
        }
        tops.retain(|top| attached.tree.node(top).is_none() && image.node(top).is_none());
        if tops.is_empty() {
            break;
        }
        let new = tree::read(source, tops).await?;
        subjects.extend(new.nodes.iter().map(|node| node.digest.clone()));
        attached.tree = attached.tree.with(&new);
    }
    Ok(attached)
}

/// Finds what refers to one manifest.
async fn to(source: Repository, subject: Digest) -> Result<Found, RegistryError> {
    let Repository { client, name } = source;
    let mut found = Found {
        subject,
        entries: Vec::new(),
        tags: Vec::new(),
        denied: None,
    };
    match client.referrers(&name, &found.subject).await {
        Ok(Some(entries)) => found.entries = entries,
        Ok(None) => found.entries = client.fallback_referrers(&name, &found.subject).await?,
        Err(RegistryError::Denied { message, .. }) => found.denied = Some(message),
        Err(error) => return Err(error),
    }
    for tag in cosign_tags(&found.subject) {
        if let Some((bytes, _)) = client.manifest(&name, &tag).await? {
            found.tags.push((tag, Digest::of(&bytes)));
        }
    }
    Ok(found)
}
