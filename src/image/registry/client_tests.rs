#![expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;

use crate::digest::Digest;
use crate::registry::{RegistryClient, RegistryError};

const OURS: &str = r#"{"config":{"digest":"sha256:0000000000000000000000000000000000000000000000000000000000000000"}}"#;
const THEIRS: &str = r#"{"manifests":[]}"#;

/// Answers one connection after the other with these status lines and bodies, and notes the first
/// lines of the requests. An empty status closes the connection without an answer.
async fn registry(
    answers: Vec<(&'static str, String)>,
) -> (RegistryClient, tokio::task::JoinHandle<Vec<String>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let served = tokio::spawn(async move {
        let mut asked = Vec::new();
        for (status, body) in answers {
            let (mut stream, _) = listener.accept().await.unwrap();
            let mut request = vec![0; 65536];
            let count = stream.read(&mut request).await.unwrap();
            let request = String::from_utf8_lossy(&request[..count]).into_owned();
            asked.push(request.lines().next().unwrap_or_default().to_owned());
            if !status.is_empty() {
                let length = body.len();
                let head = format!(
                    "HTTP/1.1 {status}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n"
                );
                stream.write_all((head + &body).as_bytes()).await.unwrap();
            }
        }
        asked
    });
    (
        RegistryClient::new(address.parse().unwrap(), None).unwrap(),
        served,
    )
}

fn error(code: &str, message: &str) -> String {
    format!(r#"{{"errors":[{{"code":"{code}","message":"{message}"}}]}}"#)
}

#[tokio::test]
async fn an_immutable_tag_with_another_image_is_named() {
    let (ours, theirs) = (Digest::of(OURS.as_bytes()), Digest::of(THEIRS.as_bytes()));
    let taken = error(
        "TAG_INVALID",
        "cannot be overwritten because the repository is immutable.",
    );
    let (client, _served) = registry(vec![
        ("200 OK", OURS.into()),
        ("200 OK", THEIRS.into()),
        ("400 Bad Request", taken),
        ("200 OK", THEIRS.into()),
    ])
    .await;
    match client.put_tag("r", &ours, "v1").await.unwrap_err() {
        RegistryError::TagTaken {
            tag,
            ours: a,
            theirs: b,
            ..
        } => {
            assert_eq!((tag.as_str(), a, b), ("v1", ours, theirs));
        }
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn an_immutable_tag_that_came_to_hold_the_image_is_fine() {
    let ours = Digest::of(OURS.as_bytes());
    let taken = error("TAG_INVALID", "the tag is immutable.");
    let (client, served) = registry(vec![
        ("200 OK", OURS.into()),
        ("404 Not Found", error("MANIFEST_UNKNOWN", "no such image")),
        // Stored, and the answer is lost; then it is stored already.
        ("", String::new()),
        ("400 Bad Request", taken),
        ("200 OK", OURS.into()),
    ])
    .await;
    client.put_tag("r", &ours, "v1").await.unwrap();
    assert_eq!(served.await.unwrap().len(), 5);
}

#[tokio::test]
async fn a_tag_that_holds_the_image_is_left_alone() {
    let ours = Digest::of(OURS.as_bytes());
    let (client, served) = registry(vec![("200 OK", OURS.into()), ("200 OK", OURS.into())]).await;
    client.put_tag("r", &ours, "v1").await.unwrap();
    assert!(
        served
            .await
            .unwrap()
            .iter()
            .all(|asked| asked.starts_with("GET "))
    );
}

#[tokio::test]
async fn ecrs_answer_without_location_is_fine() {
    let ours = Digest::of(OURS.as_bytes());
    let unknown = error("MANIFEST_UNKNOWN", "no such image");
    let (client, served) = registry(vec![
        ("200 OK", OURS.into()),
        ("404 Not Found", unknown),
        ("201 Created", String::new()),
    ])
    .await;
    client.put_tag("r", &ours, "v1").await.unwrap();
    assert_eq!(served.await.unwrap()[2], "PUT /v2/r/manifests/v1 HTTP/1.1");
}

#[tokio::test]
async fn answers_are_checked() {
    let ours = Digest::of(OURS.as_bytes());
    let (client, _served) = registry(vec![("200 OK", THEIRS.into())]).await;
    let got = client.resolve("r", ours.as_str()).await;
    assert!(
        matches!(got, Err(RegistryError::DigestMismatch { .. })),
        "{got:?}"
    );
    let unknown = error("NAME_UNKNOWN", "The repository does not exist");
    let (client, _served) = registry(vec![("404 Not Found", unknown)]).await;
    assert!(
        client
            .resolve("r", "v1")
            .await
            .unwrap_err()
            .is_repository_unknown()
    );
}

#[tokio::test]
async fn a_closed_connection_is_tried_again_then_named() {
    let closed = || ("", String::new());
    let (client, _served) = registry(vec![closed(), ("200 OK", THEIRS.into())]).await;
    let image = client.resolve("r", "v1").await.unwrap().unwrap();
    assert_eq!(image.digest, Digest::of(THEIRS.as_bytes()));
    let (client, served) = registry(vec![closed(), closed(), closed()]).await;
    let error = client.resolve("r", "v1").await.unwrap_err();
    assert!(
        matches!(error, RegistryError::Unreachable { .. }),
        "{error:?}"
    );
    assert!(error.hint().unwrap().contains("run this step again"));
    assert_eq!(served.await.unwrap().len(), 3);
}
