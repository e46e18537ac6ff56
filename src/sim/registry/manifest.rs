//! Manifests, tags and referrers.

use bytes::Bytes;
use http_body_util::{BodyExt, Limited};
use hyper::body::Incoming;
use hyper::header::HeaderValue;
use hyper::{Method, Response};
use serde_json::{Value, json};

use super::error::RegistryError;
use super::{Failure, Visit};
use crate::ecr::put_image::tag_taken;
use crate::images::PutRefused;
use crate::wire::body::Body;
use crate::wire::protocol::response;

/// Source: ECR API model, `ImageManifest` (4,194,304).
const LARGEST_MANIFEST: usize = 4 * 1024 * 1024;

const INDEX: &str = "application/vnd.oci.image.index.v1+json";

/// Stores a manifest.
pub(super) async fn put(
    visit: &Visit<'_>,
    name: &str,
    reference: &str,
    body: Incoming,
) -> Result<Response<Body>, Failure> {
    let manifest = Limited::new(body, LARGEST_MANIFEST)
        .collect()
        .await
        .map_err(|_| Failure::Reset)?;
    let content_type = visit
        .head
        .headers
        .get("content-type")
        .and_then(|value| value.to_str().ok());
    let by_digest = reference.contains(':');
    let (tag, digest) = if by_digest {
        (None, Some(reference))
    } else {
        (Some(reference), None)
    };
    let mut state = visit.shared.state();
    let repository = state
        .stores
        .repositories
        .get_mut(visit.place, name)
        .ok_or_else(|| RegistryError::name_unknown(name, visit.place))?;
    let now = visit.shared.clock.now();
    let put = repository
        .put(manifest.to_bytes(), content_type, tag, digest, now)
        .map_err(|refused| refusal(refused, visit, name, reference))?;
    let subject = repository
        .image(&put.digest)
        .and_then(|image| image.parsed.subject.as_ref())
        .map(|subject| subject.digest.clone());
    let mut created = response(201, "text/plain", Body::default());
    header(&mut created, "docker-content-digest", &put.digest);
    if let Some(subject) = subject {
        // It will be in the list of referrers. Source: OCI Distribution Specification 1.1.
        header(&mut created, "oci-subject", &subject);
    }
    if !by_digest {
        // ECR sends no Location with a manifest that is put by digest.
        let location = format!("{}/v2/{name}/manifests/{}", visit.base, put.digest);
        header(&mut created, "location", &location);
    }
    Ok(created)
}

fn refusal(refused: PutRefused, visit: &Visit<'_>, name: &str, reference: &str) -> RegistryError {
    let required = |what: &str, digests: &[String]| {
        RegistryError::manifest_blob_unknown(format!(
            "{what} with digests '{digests:?}' required for pushing image into repository with \
             name '{name}' in the registry with id '{}' do not exist",
            visit.place.account
        ))
    };
    match refused {
        PutRefused::NotAManifest => RegistryError::manifest_invalid("manifest invalid"),
        PutRefused::DigestMismatch { actual } => RegistryError::digest_invalid(format!(
            "Image digest '{reference}' does not match the digest of the image manifest '{actual}'"
        )),
        PutRefused::BlobsMissing(digests) => required("Layers", &digests),
        PutRefused::ChildrenMissing(digests) => required("Images", &digests),
        PutRefused::TagTaken => RegistryError::tag_invalid(tag_taken(reference, name)),
    }
}

/// A manifest, by tag or digest, as it was pushed.
pub(super) fn get(
    visit: &Visit<'_>,
    name: &str,
    reference: &str,
) -> Result<Response<Body>, RegistryError> {
    let state = visit.shared.state();
    let (digest, image) = state
        .stores
        .repositories
        .get(visit.place, name)
        .and_then(|repository| {
            let digest = repository.resolve(reference)?;
            let image = repository.image(&digest)?.clone();
            Some((digest, image))
        })
        .ok_or_else(RegistryError::manifest_unknown)?;
    let head = visit.head.method == Method::HEAD;
    let data = if head {
        Bytes::new()
    } else {
        image.manifest.clone()
    };
    let mut found = response(200, "application/json", Body::from(data));
    header(&mut found, "content-type", &image.media_type);
    header(&mut found, "docker-content-digest", &digest);
    found
        .headers_mut()
        .insert("content-length", HeaderValue::from(image.manifest.len()));
    Ok(found)
}

/// All tags, on one page.
pub(super) fn tags(visit: &Visit<'_>, name: &str) -> Result<Response<Body>, RegistryError> {
    let state = visit.shared.state();
    let repository = state
        .stores
        .repositories
        .get(visit.place, name)
        .ok_or_else(|| RegistryError::name_unknown(name, visit.place))?;
    let tags: Vec<&String> = repository.tags().map(|(tag, _)| tag).collect();
    let list = json!({ "name": name, "tags": tags });
    Ok(response(
        200,
        "application/json",
        Body::from(list.to_string()),
    ))
}

/// The manifests whose subject is `digest`, signatures for instance.
pub(super) fn referrers(
    visit: &Visit<'_>,
    name: &str,
    digest: &str,
) -> Result<Response<Body>, RegistryError> {
    let state = visit.shared.state();
    let repository = state
        .stores
        .repositories
        .get(visit.place, name)
        .ok_or_else(|| RegistryError::name_unknown(name, visit.place))?;
    let manifests: Vec<Value> = repository
        .images()
        .filter(|(_, image)| {
            image
                .parsed
                .subject
                .as_ref()
                .is_some_and(|subject| subject.digest == digest)
        })
        .map(|(digest, image)| {
            json!({
                "mediaType": image.media_type,
                "digest": digest,
                "size": image.manifest.len(),
                "artifactType": image.parsed.artifact_type,
                "annotations": image.parsed.annotations,
            })
        })
        .collect();
    let index = json!({ "schemaVersion": 2, "mediaType": INDEX, "manifests": manifests });
    Ok(response(200, INDEX, Body::from(index.to_string())))
}

fn header(response: &mut Response<Body>, name: &'static str, value: &str) {
    // What came over the wire could hold what a header cannot; then it is left out.
    if let Ok(value) = HeaderValue::from_str(value) {
        response.headers_mut().insert(name, value);
    }
}
