//! The blobs of an image: which ones the destination lacks, and sending those.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use super::tree::{Node, Tree};
use super::{CopyError, CopyProgress, QUESTIONS_AT_ONCE, Repository, not_placed, unwritten};
use crate::registry::{Consignment, Descriptor, NotPlaced, Placed, RemoteBlob, each};

/// Blobs under way at once. Six were fastest in a measurement; four leave room for others.
const BLOBS_AT_ONCE: usize = 4;

/// Finds the blobs of the `missing` manifests that are not there, and counts those that are. A
/// manifest that is there has its blobs: no registry takes one without.
pub(super) async fn absent(
    destination: &Repository,
    all: &Tree,
    missing: &[Node],
) -> Result<(Vec<Descriptor>, usize), CopyError> {
    let candidates = Tree::blobs(missing);
    let in_all = Tree::blobs(&all.nodes).len();
    let looked_up = each(
        candidates,
        QUESTIONS_AT_ONCE,
        |blob| {
            let Repository { client, name } = destination.clone();
            async move {
                let there = client.has_blob(&name, &blob.digest).await?;
                Ok((!there).then_some(blob))
            }
        },
        || (),
    )
    .await
    .map_err(unwritten(destination))?;
    let mut absent: Vec<Descriptor> = looked_up.into_iter().flatten().collect();
    absent.sort_by_key(|blob| std::cmp::Reverse(blob.size));
    let present = in_all - absent.len();
    Ok((absent, present))
}

/// Sends blobs, and says how each came there and how many bytes were sent.
pub(super) async fn send(
    source: &Repository,
    destination: &Repository,
    blobs: Vec<Descriptor>,
    progress: &mut (dyn FnMut(CopyProgress) + Send),
) -> Result<(Vec<Placed>, u64), CopyError> {
    if blobs.is_empty() {
        return Ok((Vec::new(), 0));
    }
    let (sent, mounted) = (Arc::new(AtomicU64::new(0)), Arc::new(AtomicU64::new(0)));
    let of_bytes = blobs.iter().map(|blob| blob.size).sum();
    let mut tell = || {
        let bytes = sent.load(Ordering::Relaxed) + mounted.load(Ordering::Relaxed);
        progress(CopyProgress { bytes, of_bytes });
    };
    tell();
    let beside = source.is_beside(destination);
    let send_one = |blob: Descriptor| {
        let (source, destination) = (source.clone(), destination.clone());
        let (sent, mounted) = (Arc::clone(&sent), Arc::clone(&mounted));
        async move {
            let what = Consignment {
                repository: destination.name,
                digest: blob.digest.clone(),
                size: blob.size,
                mount_from: beside.then(|| source.name.clone()),
            };
            let size = blob.size;
            let content = RemoteBlob {
                client: source.client,
                repository: source.name,
                blob,
            };
            let placed = destination.client.put_blob(&what, &content, &sent).await?;
            if placed == Placed::Mounted {
                mounted.fetch_add(size, Ordering::Relaxed);
            }
            Ok::<Placed, NotPlaced>(placed)
        }
    };
    let placed = each(blobs, BLOBS_AT_ONCE, send_one, &mut tell)
        .await
        .map_err(|error| not_placed(source, destination, error))?;
    tell();
    Ok((placed, sent.load(Ordering::Relaxed)))
}
