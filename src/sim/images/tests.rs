#![allow(clippy::unwrap_used, reason = "a failing test may panic")]

use bytes::Bytes;
use serde_json::{Value, json};

use super::{PutRefused, Repositories, Repository};
use crate::place::Place;
use crate::world;

fn seeded(tag_mutability: &str) -> (Place, Repositories) {
    let seed: world::Repository = serde_json::from_value(json!({
        "account": "111111111111", "region": "eu-west-1", "name": "web",
        "tag-mutability": tag_mutability,
        "images": [{ "tag": "v1" }, { "tag": "v2", "platform": "linux/arm64" }],
    }))
    .unwrap();
    let place = Place::new("111111111111", "eu-west-1");
    (place, Repositories::seeded(&[seed], 0))
}

fn bytes(manifest: &Value) -> Bytes {
    Bytes::from(manifest.to_string())
}

#[test]
fn an_index_needs_its_children_and_knows_their_platforms() {
    let (place, mut all) = seeded("MUTABLE");
    let repository = all.get_mut(&place, "web").unwrap();
    let (one, two) = (
        repository.resolve("v1").unwrap(),
        repository.resolve("v2").unwrap(),
    );
    let absent = format!("sha256:{}", "0".repeat(64));
    let index = |digests: &[&str]| {
        let children: Vec<Value> = digests
            .iter()
            .map(|digest| json!({ "digest": digest }))
            .collect();
        bytes(&json!({ "schemaVersion": 2, "manifests": children }))
    };
    let refused = repository.put(index(&[&one, &absent]), None, Some("all"), None, 0);
    assert_eq!(refused, Err(PutRefused::ChildrenMissing(vec![absent])));
    assert_eq!(repository.resolve("all"), None);

    let put = repository
        .put(index(&[&one, &two]), None, Some("all"), None, 0)
        .unwrap();
    assert!(put.changed);
    assert_eq!(
        repository.platforms(&put.digest),
        ["linux/amd64", "linux/arm64"]
    );
    assert_eq!(
        repository.size(&put.digest),
        repository.size(&one).max(repository.size(&two))
    );
}

#[test]
fn refusals_leave_the_repository_as_it_was() {
    let (place, mut all) = seeded("IMMUTABLE");
    let repository = all.get_mut(&place, "web").unwrap();
    let (one, two) = (
        repository.resolve("v1").unwrap(),
        repository.resolve("v2").unwrap(),
    );
    let second = repository.image(&two).unwrap().manifest.clone();
    let no_blob = bytes(&json!({ "schemaVersion": 2, "config": { "digest": "sha256:1" } }));
    for (manifest, tag, digest, expected) in [
        (
            Bytes::from_static(b"{}"),
            None,
            None,
            PutRefused::NotAManifest,
        ),
        (
            no_blob,
            None,
            None,
            PutRefused::BlobsMissing(vec!["sha256:1".to_owned()]),
        ),
        (second.clone(), Some("v1"), None, PutRefused::TagTaken),
        (
            second.clone(),
            None,
            Some(one.as_str()),
            PutRefused::DigestMismatch {
                actual: two.clone(),
            },
        ),
    ] {
        assert_eq!(
            repository.put(manifest, None, tag, digest, 0),
            Err(expected)
        );
    }
    assert_eq!(repository.resolve("v1"), Some(one.clone()));

    repository.tag_mutability = world::TagMutability::Mutable;
    let again = |repository: &mut Repository, tag| {
        repository
            .put(second.clone(), None, Some(tag), None, 0)
            .unwrap()
            .changed
    };
    assert!(
        !again(repository, "v2"),
        "the same image under the same tag"
    );
    assert!(again(repository, "v1"), "a tag that moves");
    assert_eq!(repository.resolve("v1"), Some(two));
}
