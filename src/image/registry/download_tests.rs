#![expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use std::sync::Arc;

use tokio::io::AsyncReadExt as _;

use super::{Descriptor, RemoteBlob};
use crate::digest::Digest;
use crate::registry::RegistryError;
use crate::registry::blob::{BlobSource as _, Sink, Tally, Unread};
use crate::registry::scripted::{Scripted, answer};

const CONTENT: &str = "0123456789";

/// Reads the blob of [`CONTENT`], and gives what came out of the sink, too.
async fn read(registry: &Scripted) -> (Result<(), Unread>, String) {
    let blob = format!(
        r#"{{"digest":"{}","size":{}}}"#,
        Digest::of(CONTENT.as_bytes()),
        CONTENT.len()
    );
    let blob: Descriptor = serde_json::from_str(&blob).unwrap();
    let remote = RemoteBlob {
        client: registry.client(),
        repository: "r".into(),
        blob,
    };
    let (sink, mut out) = Sink::new(Arc::new(Tally::new(Arc::default())));
    let mut taken = String::new();
    let (filled, read) = tokio::join!(remote.fill(sink), out.read_to_string(&mut taken));
    read.unwrap();
    (filled, taken)
}

fn whole() -> String {
    answer("200 OK", &[], 10, CONTENT)
}

fn broken() -> String {
    answer("200 OK", &[], 10, "012345")
}

#[tokio::test]
async fn a_broken_connection_is_resumed_where_it_broke() {
    let rest = answer(
        "206 Partial Content",
        &["Content-Range: bytes 6-9/10"],
        4,
        "6789",
    );
    // With ranges, and from a registry that knows none and sends everything again.
    for second in [rest, whole()] {
        let registry = Scripted::start(vec![broken(), second]).await;
        let (filled, taken) = read(&registry).await;
        filled.unwrap();
        assert_eq!(taken, CONTENT);
        let requests = registry.requests();
        assert!(!requests[0].contains("range:"), "{requests:?}");
        assert!(requests[1].contains("range: bytes=6-\r\n"), "{requests:?}");
    }
}

#[tokio::test]
async fn a_connection_that_brings_nothing_any_more_is_given_up() {
    let nothing = || {
        answer(
            "206 Partial Content",
            &["Content-Range: bytes 6-9/10"],
            4,
            "",
        )
    };
    let registry = Scripted::start(vec![broken(), nothing(), nothing(), nothing()]).await;
    let (filled, _) = read(&registry).await;
    let Err(Unread::Failed(RegistryError::Unreachable { request, .. })) = filled else {
        panic!("{filled:?}");
    };
    assert!(
        request.starts_with("the content of blob sha256:"),
        "{request}"
    );
}

#[tokio::test]
async fn content_that_is_not_as_promised_never_becomes_complete() {
    for (body, want) in [
        ("0123456780", "with content of digest"),
        ("01234567890", "it has more bytes than the 10"),
        ("012345678", "it has fewer bytes than the 10"),
    ] {
        let registry = Scripted::start(vec![answer("200 OK", &[], body.len(), body)]).await;
        let (filled, taken) = read(&registry).await;
        let Err(Unread::Failed(error)) = filled else {
            panic!("{filled:?}");
        };
        assert!(error.to_string().contains(want), "{error}");
        assert!(taken.len() < CONTENT.len(), "{taken}");
    }
    let other = answer(
        "206 Partial Content",
        &["Content-Range: bytes 0-9/10"],
        10,
        CONTENT,
    );
    let registry = Scripted::start(vec![broken(), other]).await;
    let (filled, _) = read(&registry).await;
    assert!(
        matches!(filled, Err(Unread::Failed(RegistryError::Protocol { .. }))),
        "{filled:?}"
    );
}

#[tokio::test]
async fn the_storage_behind_never_sees_our_credentials() {
    let storage = Scripted::start(vec![whole()]).await;
    let location = format!("Location: http://{}/layer?signature=1", storage.address);
    let moved = answer("307 Temporary Redirect", &[&location], 0, "");
    let registry = Scripted::start(vec![moved]).await;
    let (filled, taken) = read(&registry).await;
    filled.unwrap();
    assert_eq!(taken, CONTENT);
    let asked = |scripted: &Scripted| scripted.requests()[0].contains("authorization: Basic");
    assert!(asked(&registry));
    assert!(!asked(&storage));
}
