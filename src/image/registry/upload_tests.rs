#![expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use super::{Consignment, NotPlaced, Placed};
use crate::digest::Digest;
use crate::registry::RegistryError;
use crate::registry::blob::{BlobSource, Sink, Unread};
use crate::registry::scripted::{Scripted, answer};

const CONTENT: &str = "0123456789";

struct Content;

impl BlobSource for Content {
    async fn fill(&self, mut sink: Sink) -> Result<(), Unread> {
        sink.write(CONTENT.as_bytes()).await
    }
}

/// A source that ends before its end.
struct Unreadable;

impl BlobSource for Unreadable {
    async fn fill(&self, mut sink: Sink) -> Result<(), Unread> {
        sink.write(b"012").await?;
        Err(Unread::Failed(RegistryError::Protocol {
            registry: "source".into(),
            request: "the content".into(),
            what: "it is gone".into(),
        }))
    }
}

fn blob(mount_from: Option<&str>) -> Consignment {
    Consignment {
        repository: "to".into(),
        digest: Digest::of(CONTENT.as_bytes()),
        size: 10,
        mount_from: mount_from.map(str::to_owned),
    }
}

fn opened() -> String {
    answer(
        "202 Accepted",
        &["Location: /v2/to/blobs/uploads/1?state=s"],
        0,
        "",
    )
}

fn created() -> String {
    answer("201 Created", &[], 0, "")
}

/// Puts the blob; gives how that ended, the bytes counted, and the requests in short.
async fn put(
    what: Consignment,
    answers: Vec<String>,
) -> (Result<Placed, NotPlaced>, u64, Vec<String>) {
    let registry = Scripted::start(answers).await;
    let together = Arc::new(AtomicU64::new(0));
    let placed = registry.client().put_blob(&what, &Content, &together).await;
    let digest = what.digest.to_string();
    let short = |line: String| {
        line.replace(&digest.replace(':', "%3A"), "D")
            .replace(&digest, "D")
    };
    let lines = registry.lines().into_iter().map(short).collect();
    (placed, together.load(Ordering::Relaxed), lines)
}

#[tokio::test]
async fn mounted_or_sent_in_one_piece() {
    let dropped = String::new;
    let refused = || answer("405 Method Not Allowed", &[], 0, "");
    let there = || answer("200 OK", &[], 0, "");
    let absent = || answer("404 Not Found", &[], 0, "");
    let open = "POST /v2/to/blobs/uploads/";
    let mount = "POST /v2/to/blobs/uploads/?mount=D&from=from";
    let send = "PUT /v2/to/blobs/uploads/1?state=s&digest=D";
    let look = "HEAD /v2/to/blobs/D";
    for (name, from, answers, how, counted, requests) in [
        (
            "sent",
            None,
            vec![opened(), created()],
            Placed::Sent,
            10,
            vec![open, send],
        ),
        (
            "mounted",
            Some("from"),
            vec![created()],
            Placed::Mounted,
            0,
            vec![mount],
        ),
        (
            "a mount that is refused is an upload already",
            Some("from"),
            vec![opened(), created()],
            Placed::Sent,
            10,
            vec![mount, send],
        ),
        (
            "a registry without mounts",
            Some("from"),
            vec![refused(), opened(), created()],
            Placed::Sent,
            10,
            vec![mount, open, send],
        ),
        (
            "an answer that was lost",
            None,
            vec![opened(), dropped(), there()],
            Placed::Sent,
            10,
            vec![open, send, look],
        ),
        (
            "an upload that was lost",
            None,
            vec![opened(), dropped(), absent(), opened(), created()],
            Placed::Sent,
            10,
            vec![open, send, look, open, send],
        ),
    ] {
        let (placed, bytes, lines) = put(blob(from), answers).await;
        assert_eq!(placed.unwrap(), how, "{name}");
        assert_eq!(
            (bytes, lines),
            (counted, requests.into_iter().map(str::to_owned).collect()),
            "{name}"
        );
    }
}

#[tokio::test]
async fn refusals_are_not_repeated_and_the_side_is_named() {
    let message = r#"{"errors":[{"code":"DENIED","message":"not authorized to perform: ecr:CompleteLayerUpload"}]}"#;
    let denied = answer("403 Forbidden", &[], message.len(), message);
    let (placed, _, lines) = put(blob(None), vec![opened(), denied]).await;
    let Err(NotPlaced::Destination(RegistryError::Denied { message, .. })) = placed else {
        panic!("{placed:?}");
    };
    assert!(message.ends_with("ecr:CompleteLayerUpload"), "{message}");
    assert_eq!(lines.len(), 2);

    let registry = Scripted::start(vec![opened()]).await;
    let placed = registry
        .client()
        .put_blob(&blob(None), &Unreadable, &Arc::default())
        .await;
    assert!(matches!(placed, Err(NotPlaced::Source(_))), "{placed:?}");
}
