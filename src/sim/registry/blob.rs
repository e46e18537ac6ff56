//! Blobs that are in the registry.

use hyper::header::HeaderValue;
use hyper::{Method, Response};

use super::Visit;
use super::error::RegistryError;
use crate::images::Blob;
use crate::wire::body::Body;
use crate::wire::protocol::response;

const OCTETS: &str = "application/octet-stream";

/// Tells whether a blob is there, and how long it is.
pub(super) fn check(
    visit: &Visit<'_>,
    name: &str,
    digest: &str,
) -> Result<Response<Body>, RegistryError> {
    let blob = find(visit, name, digest)?;
    Ok(described(
        response(200, OCTETS, Body::default()),
        digest,
        &blob,
    ))
}

/// Sends the client to the storage, as ECR sends it to S3.
pub(super) fn redirect(
    visit: &Visit<'_>,
    name: &str,
    digest: &str,
) -> Result<Response<Body>, RegistryError> {
    find(visit, name, digest)?;
    let mut redirect = response(307, OCTETS, Body::default());
    let location = format!("{}/_layers/{name}/{digest}", visit.base);
    if let Ok(location) = HeaderValue::from_str(&location) {
        redirect.headers_mut().insert("location", location);
    }
    Ok(redirect)
}

/// The data, from the storage.
pub(super) fn stored(
    visit: &Visit<'_>,
    name: &str,
    digest: &str,
) -> Result<Response<Body>, RegistryError> {
    let blob = find(visit, name, digest)?;
    let data = if visit.head.method == Method::HEAD {
        Body::default()
    } else {
        blob.pieces().iter().cloned().collect()
    };
    Ok(described(response(200, OCTETS, data), digest, &blob))
}

fn find(visit: &Visit<'_>, name: &str, digest: &str) -> Result<Blob, RegistryError> {
    let state = visit.shared.state();
    state
        .stores
        .repositories
        .get(visit.place, name)
        .and_then(|repository| repository.blob(digest))
        .cloned()
        .ok_or_else(RegistryError::blob_unknown)
}

fn described(mut response: Response<Body>, digest: &str, blob: &Blob) -> Response<Body> {
    let headers = response.headers_mut();
    headers.insert("content-length", HeaderValue::from(blob.size()));
    if let Ok(digest) = HeaderValue::from_str(digest) {
        headers.insert("docker-content-digest", digest);
    }
    response
}
