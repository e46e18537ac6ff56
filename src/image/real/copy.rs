//! Copies between real registries: Debian's `docker-registry`, which has no referrers API, so that
//! signatures are found by the tag that stands in for it.

use std::process::Command;

use serde_json::{Value, json};

use super::registry::{PASSWORD, Running};
use super::{helper, need};
use crate::{Copied, CopyError, CopyProgress, Digest, RegistryError, Repository, Tag, copy};

const IMAGE: &str = "application/vnd.oci.image.manifest.v1+json";
const INDEX: &str = "application/vnd.oci.image.index.v1+json";

/// What is put into a registry to be copied: an index of two platforms with an attestation, and
/// signatures of the index and of one image.
struct Stock {
    index: Digest,
    signature: Digest,
    cosign_tag: String,
}

async fn blob(at: &Repository, content: &str) -> Value {
    let (client, name) = (&at.client, &at.name);
    let (digest, size) = (Digest::of(content.as_bytes()), content.len());
    client.put_bytes(name, content.as_bytes()).await.unwrap();
    json!({ "mediaType": "application/vnd.oci.image.layer.v1.tar", "digest": digest, "size": size })
}

async fn manifest(at: &Repository, reference: Option<&str>, kind: &str, body: Value) -> Value {
    let mut body = body;
    body["schemaVersion"] = 2.into();
    body["mediaType"] = kind.into();
    let bytes = body.to_string().into_bytes();
    let (digest, size) = (Digest::of(&bytes), bytes.len());
    let reference = reference.unwrap_or(digest.as_str());
    let put = at.client.put_manifest(&at.name, reference, kind, bytes);
    put.await.unwrap();
    json!({ "mediaType": kind, "digest": digest, "size": size })
}

async fn image(at: &Repository, of: &str, layers: &[&str]) -> Value {
    let config = format!(r#"{{"os":"linux","architecture":"{of}"}}"#);
    let mut config = blob(at, &config).await;
    config["mediaType"] = "application/vnd.oci.image.config.v1+json".into();
    let mut listed = Vec::new();
    for layer in layers {
        listed.push(blob(at, layer).await);
    }
    manifest(
        at,
        None,
        IMAGE,
        json!({ "config": config, "layers": listed }),
    )
    .await
}

fn digest(descriptor: &Value) -> Digest {
    descriptor["digest"].as_str().unwrap().parse().unwrap()
}

async fn stock(at: &Repository) -> Stock {
    let mut entries = Vec::new();
    for (of, layers) in [
        ("amd64", vec!["shared", "amd64"]),
        ("arm64", vec!["shared", "arm64"]),
        ("unknown", vec!["attestation"]),
    ] {
        let mut entry = image(at, of, &layers).await;
        entry["platform"] = json!({ "os": "linux", "architecture": of });
        entries.push(entry);
    }
    let one = entries[0].clone();
    let index = manifest(at, Some("v1"), INDEX, json!({ "manifests": entries })).await;
    let config = blob(at, "{}").await;
    let signature = json!({
        "artifactType": "application/example.signature",
        "config": config,
        "layers": [blob(at, "signature of the index").await],
        "subject": index,
    });
    let mut signature = manifest(at, None, IMAGE, signature).await;
    signature["annotations"] = json!({ "signer": "somebody" });
    let fallback = format!("sha256-{}", digest(&index).hex());
    let referrers = json!({ "manifests": [signature] });
    manifest(at, Some(&fallback), INDEX, referrers).await;
    let cosign_tag = format!("sha256-{}.sig", digest(&one).hex());
    let cosign = json!({ "config": config, "layers": [blob(at, "signature of amd64").await] });
    manifest(at, Some(&cosign_tag), IMAGE, cosign).await;
    Stock {
        index: digest(&index),
        signature: digest(&signature),
        cosign_tag,
    }
}

/// Copies, and gives what was told meanwhile.
async fn copied(
    from: &Repository,
    to: &Repository,
    image: &Digest,
    tags: &[&str],
) -> (Result<Copied, CopyError>, Vec<CopyProgress>) {
    let tags: Vec<Tag> = tags.iter().map(|tag| tag.parse().unwrap()).collect();
    let mut told = Vec::new();
    let copied = copy(from, to, image, &tags, &mut |progress| told.push(progress)).await;
    (copied, told)
}

/// What was done, without the digest: sent, mounted, present, manifests, referrers.
fn figures(copied: &Copied) -> [usize; 5] {
    assert_eq!(copied.warnings, []);
    [
        copied.sent,
        copied.mounted,
        copied.present,
        copied.manifests,
        copied.referrers,
    ]
}

#[tokio::test]
async fn real_copy_brings_everything_and_nothing_twice() {
    let Some(first) = need(Running::start().await, "docker-registry") else {
        return;
    };
    let second = Running::start().await.unwrap();
    let source = first.repository("team/app");
    let stock = stock(&source).await;
    for (destination, expected) in [
        (second.repository("copy/app"), [10, 0, 0, 6, 2]),
        // In the same registry nothing is sent.
        (first.repository("beside/app"), [0, 10, 0, 6, 2]),
    ] {
        let tags = ["v1", "prod"];
        let (done, told) = copied(&source, &destination, &stock.index, &tags).await;
        let done = done.unwrap();
        assert_eq!(figures(&done), expected);
        let (begin, end) = (told[0], told[told.len() - 1]);
        assert_eq!((begin.bytes, end.bytes), (0, end.of_bytes));
        let sent = if done.sent > 0 { end.bytes } else { 0 };
        assert_eq!(done.bytes, sent);

        for reference in ["v1", "prod", stock.index.as_str()] {
            let found = destination.client.resolve(&destination.name, reference);
            let found = found.await.unwrap().unwrap();
            assert_eq!((found.digest, found.images.len()), (stock.index.clone(), 3));
        }
        let (client, name) = (&destination.client, &destination.name);
        let referrers = client.fallback_referrers(name, &stock.index).await.unwrap();
        assert_eq!(referrers[0].0.digest, stock.signature);
        assert_eq!(referrers[0].1["annotations"]["signer"], "somebody");
        assert!(
            client
                .manifest(name, &stock.cosign_tag)
                .await
                .unwrap()
                .is_some()
        );

        let (again, told) = copied(&source, &destination, &stock.index, &["v1"]).await;
        assert_eq!(figures(&again.unwrap()), [0, 0, 10, 0, 2]);
        assert_eq!(told, [], "there was nothing to send");
    }
    // A tag in the same repository needs no copy at all.
    let (tagged, _) = copied(&source, &source, &stock.index, &["more"]).await;
    assert_eq!(figures(&tagged.unwrap()), [0; 5]);
    let more = source.client.resolve("team/app", "more").await.unwrap();
    assert_eq!(more.unwrap().digest, stock.index);
}

#[tokio::test]
async fn real_copy_keeps_the_signatures_that_were_there() {
    let Some(first) = need(Running::start().await, "docker-registry") else {
        return;
    };
    let (source, destination) = (first.repository("from"), first.repository("to"));
    let stock = stock(&source).await;
    let theirs = image(&destination, "another", &[]).await;
    let fallback = format!("sha256-{}", stock.index.hex());
    manifest(
        &destination,
        Some(&fallback),
        INDEX,
        json!({ "manifests": [theirs] }),
    )
    .await;
    let copied = copy(&source, &destination, &stock.index, &[], &mut |_| ())
        .await
        .unwrap();
    assert_eq!(copied.referrers, 2);
    let listed = destination.client.fallback_referrers("to", &stock.index);
    let listed: Vec<Digest> = listed
        .await
        .unwrap()
        .into_iter()
        .map(|(one, _)| one.digest)
        .collect();
    assert_eq!(listed, [digest(&theirs), stock.signature]);
}

#[tokio::test]
async fn real_copy_says_which_side_lacks_what() {
    let Some(first) = need(Running::start().await, "docker-registry") else {
        return;
    };
    let (source, destination) = (first.repository("from"), first.repository("to"));
    let absent = Digest::of(b"nothing");
    let error = copy(&source, &destination, &absent, &[], &mut |_| ())
        .await
        .unwrap_err();
    let CopyError::Source {
        source: RegistryError::ImageMissing { .. },
        ..
    } = &error
    else {
        panic!("{error:?}");
    };
    assert!(error.hint().unwrap().contains("lifecycle policy"));
}

/// The blob is more than three times as large as what the whole program may have in memory.
#[tokio::test]
async fn real_copy_of_a_large_blob_needs_little_memory() {
    const BYTES: usize = 192 * 1024 * 1024;
    let Some(first) = need(Running::start().await, "docker-registry") else {
        return;
    };
    let second = Running::start().await.unwrap();
    let source = first.repository("large");
    // Content that is quick to make; a registry does not compress.
    let content = "0123456789abcdef".repeat(BYTES / 16);
    let image = digest(&image(&source, "amd64", &[&content]).await);
    drop(content);
    let copied = Command::new(helper().with_file_name("copy-image"))
        .arg(format!("{source}@{image}"))
        .arg(second.repository("large").to_string())
        .arg(format!("AWS:{PASSWORD}"))
        .output()
        .unwrap();
    let said = String::from_utf8(copied.stdout).unwrap();
    assert!(
        copied.status.success(),
        "{}",
        String::from_utf8_lossy(&copied.stderr)
    );
    let words: Vec<&str> = said.split_whitespace().collect();
    let figure = |name: &str| -> usize {
        let at = words.iter().position(|word| *word == name).unwrap();
        words[at + 1].parse().unwrap()
    };
    assert!(figure("bytes") > BYTES, "{said}");
    assert!(figure("peak-kib") < 60 * 1024, "{said}");
}
