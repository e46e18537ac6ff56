//! The manifests of an image at the destination: which ones it lacks, and putting those, children
//! before parents, what is referred to before what refers to it, tags last.

use serde_json::{Value, json};

use super::error::CopyWarning;
use super::pace::Pace;
use super::referrers::Attached;
use super::tree::{Node, Tree};
use super::{CopyError, QUESTIONS_AT_ONCE, Repository, unwritten};
use crate::digest::Digest;
use crate::registry::{Entries, OCI_INDEX, RegistryError, each, fallback_tag};
use crate::tag::Tag;

/// Finds the manifests that are not there; the order stays.
pub(super) async fn missing(destination: &Repository, all: &Tree) -> Result<Vec<Node>, CopyError> {
    let digests: Vec<Digest> = all.nodes.iter().map(|node| node.digest.clone()).collect();
    let absent = each(
        digests,
        QUESTIONS_AT_ONCE,
        |digest| {
            let Repository { client, name } = destination.clone();
            async move {
                let there = client.has_manifest(&name, &digest).await?;
                Ok((!there).then_some(digest))
            }
        },
        || (),
    )
    .await
    .map_err(unwritten(destination))?;
    let is_absent = |node: &&Node| absent.iter().flatten().any(|digest| *digest == node.digest);
    Ok(all.nodes.iter().filter(is_absent).cloned().collect())
}

/// Puts manifests by their digests, one after the other.
pub(super) async fn put(destination: &Repository, nodes: &[Node]) -> Result<(), CopyError> {
    let mut pace = Pace::default();
    for node in nodes {
        pace.turn().await;
        let Repository { client, name } = destination;
        client
            .store_manifest(
                name,
                node.digest.as_str(),
                &node.media_type,
                node.bytes.clone(),
            )
            .await
            .map_err(unwritten(destination))?;
    }
    Ok(())
}

/// Makes tags mean the image.
pub(super) async fn put_tags(
    destination: &Repository,
    image: &Tree,
    digest: &Digest,
    tags: &[Tag],
) -> Result<(), CopyError> {
    let Some(node) = image.node(digest) else {
        return Ok(());
    };
    for tag in tags {
        put_tag(destination, tag.as_str(), node)
            .await
            .map_err(unwritten(destination))?;
    }
    Ok(())
}

async fn put_tag(destination: &Repository, tag: &str, node: &Node) -> Result<(), RegistryError> {
    let Repository { client, name } = destination;
    client
        .put_manifest(name, tag, &node.media_type, node.bytes.clone())
        .await
}

/// Makes the destination find what refers to the image: by cosign's tags, and, where the registry
/// does not list referrers itself, by the tag that stands in for that.
pub(super) async fn put_referrers(
    destination: &Repository,
    attached: &Attached,
) -> Result<Vec<CopyWarning>, CopyError> {
    let failed = unwritten(destination);
    let mut warnings = Vec::new();
    for (tag, digest) in &attached.tags {
        if let Some(node) = attached.tree.node(digest) {
            let put = put_tag(destination, tag, node).await;
            warnings.extend(kept(destination, put).map_err(&failed)?);
        }
    }
    let Repository { client, name } = destination;
    for (subject, entries) in &attached.entries {
        match client.referrers(name, subject).await {
            // The registry knows them by the `subject` in their manifests.
            Ok(Some(_)) | Err(RegistryError::Denied { .. }) => {}
            Ok(None) => {
                let theirs = client.fallback_referrers(name, subject).await;
                let Some(index) = joined(theirs.map_err(&failed)?, entries) else {
                    continue;
                };
                let tag = fallback_tag(subject);
                let put = client
                    .put_manifest(name, &tag, OCI_INDEX, index.to_string().into_bytes())
                    .await;
                warnings.extend(kept(destination, put).map_err(&failed)?);
            }
            Err(error) => return Err(failed(error)),
        }
    }
    Ok(warnings)
}

/// Adds entries to those that are there; `None` when none is new.
fn joined(theirs: Entries, ours: &[Value]) -> Option<Value> {
    let known = |entry: &&Value| {
        let digest = &entry["digest"];
        !theirs.iter().any(|(_, theirs)| theirs["digest"] == *digest)
    };
    let new: Vec<Value> = ours.iter().filter(known).cloned().collect();
    if new.is_empty() {
        return None;
    }
    let mut manifests: Vec<Value> = theirs.into_iter().map(|(_, entry)| entry).collect();
    manifests.extend(new);
    Some(json!({ "schemaVersion": 2, "mediaType": OCI_INDEX, "manifests": manifests }))
}

/// An immutable tag of a signature is no reason to do without the image.
fn kept(
    destination: &Repository,
    put: Result<(), RegistryError>,
) -> Result<Option<CopyWarning>, RegistryError> {
    match put {
        Ok(()) => Ok(None),
        Err(RegistryError::TagTaken {
            repository: _,
            tag,
            ours,
            theirs,
        }) => Ok(Some(CopyWarning::TagKept {
            repository: destination.to_string(),
            tag,
            ours,
            theirs,
        })),
        Err(error) => Err(error),
    }
}
