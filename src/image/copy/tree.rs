//! An image as manifests: what an index lists, down to the images and their blobs.

use std::collections::{BTreeMap, BTreeSet};

use super::{CopyError, QUESTIONS_AT_ONCE, Repository, unread};
use crate::digest::Digest;
use crate::registry::{Descriptor, Manifest, RegistryError, each};

/// Indexes inside indexes are allowed; more than this deep nobody makes.
const DEPTH: usize = 5;
/// An index for every platform with attestations has some forty.
const MOST_MANIFESTS: usize = 1000;
/// They are kept in memory, so that this bounds it.
const MOST_BYTES: usize = 32 * 1024 * 1024;

/// A manifest with its exact bytes.
#[derive(Clone, Debug)]
pub(super) struct Node {
    pub(super) digest: Digest,
    pub(super) media_type: String,
    pub(super) bytes: Vec<u8>,
    pub(super) manifest: Manifest,
}

/// Manifests, children before parents.
#[derive(Clone, Debug, Default)]
pub(super) struct Tree {
    pub(super) nodes: Vec<Node>,
}

impl Tree {
    pub(super) fn node(&self, digest: &Digest) -> Option<&Node> {
        self.nodes.iter().find(|node| node.digest == *digest)
    }

    /// Both together, each manifest once.
    pub(super) fn with(&self, other: &Self) -> Self {
        let mut all = self.clone();
        let new = other.nodes.iter();
        all.nodes.extend(
            new.filter(|node| self.node(&node.digest).is_none())
                .cloned(),
        );
        all
    }

    /// The blobs of all of them, each once, the largest first: it takes longest.
    pub(super) fn blobs<'a>(nodes: impl IntoIterator<Item = &'a Node>) -> Vec<Descriptor> {
        let parts = nodes.into_iter().flat_map(|node| node.manifest.blobs());
        let blobs: BTreeMap<&Digest, &Descriptor> =
            parts.map(|part| (&part.digest, part)).collect();
        let mut blobs: Vec<Descriptor> = blobs.into_values().cloned().collect();
        blobs.sort_by_key(|blob| std::cmp::Reverse(blob.size));
        blobs
    }
}

/// Reads manifests and everything that they list, each checked against its digest.
pub(super) async fn read(
    source: &Repository,
    tops: impl IntoIterator<Item = Digest>,
) -> Result<Tree, CopyError> {
    let tops: Vec<Digest> = tops.into_iter().collect();
    let mut found: BTreeMap<Digest, Node> = BTreeMap::new();
    let mut level: BTreeSet<Digest> = tops.iter().cloned().collect();
    let mut weight = 0;
    for depth in 0.. {
        level.retain(|digest| !found.contains_key(digest));
        if level.is_empty() {
            break;
        }
        if depth == DEPTH || found.len() + level.len() > MOST_MANIFESTS {
            return Err(too_large(source, &tops));
        }
        let nodes = each(
            std::mem::take(&mut level),
            QUESTIONS_AT_ONCE,
            |digest| node(source.clone(), digest),
            || (),
        )
        .await
        .map_err(unread(source))?;
        for node in nodes {
            weight += node.bytes.len();
            if weight > MOST_BYTES {
                return Err(too_large(source, &tops));
            }
            let children = node.manifest.manifests.iter();
            level.extend(children.map(|child| child.digest.clone()));
            found.insert(node.digest.clone(), node);
        }
    }
    let mut nodes = Vec::new();
    for top in &tops {
        take_in_order(top, &mut found, &mut nodes);
    }
    Ok(Tree { nodes })
}

/// Moves a manifest behind everything it lists. A digest cannot be in what it is made from, so
/// this ends.
fn take_in_order(digest: &Digest, found: &mut BTreeMap<Digest, Node>, nodes: &mut Vec<Node>) {
    let Some(node) = found.remove(digest) else {
        return;
    };
    for child in &node.manifest.manifests {
        take_in_order(&child.digest, found, nodes);
    }
    nodes.push(node);
}

async fn node(source: Repository, digest: Digest) -> Result<Node, RegistryError> {
    let Some((bytes, declared)) = source
        .client
        .manifest(&source.name, digest.as_str())
        .await?
    else {
        return Err(RegistryError::ImageMissing {
            repository: source.name,
            digest,
        });
    };
    let wrong = |what: String| RegistryError::Protocol {
        registry: source.client.registry().to_string(),
        request: format!("the manifest {digest}"),
        what,
    };
    let manifest: Manifest = serde_json::from_slice(&bytes)
        .map_err(|error| wrong(format!("it is not a manifest ({error})")))?;
    if !manifest.is_manifest() {
        return Err(wrong("it is neither an image nor an index".to_owned()));
    }
    let media_type = manifest.describe(&bytes, declared.as_deref()).media_type;
    Ok(Node {
        digest,
        media_type,
        bytes,
        manifest,
    })
}

fn too_large(source: &Repository, tops: &[Digest]) -> CopyError {
    let top = tops.first().map_or_else(String::new, ToString::to_string);
    unread(source)(RegistryError::Protocol {
        registry: source.client.registry().to_string(),
        request: format!("the manifest {top}"),
        what: format!(
            "it lists more than {MOST_MANIFESTS} manifests, or {MOST_BYTES} bytes of them, or is \
             {DEPTH} deep"
        ),
    })
}
