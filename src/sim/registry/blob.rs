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
    if visit.head.method == Method::HEAD {
        return Ok(described(
            response(200, OCTETS, Body::default()),
            digest,
            &blob,
        ));
    }
    let Some(from) = begins(visit).filter(|from| (1..blob.size()).contains(from)) else {
        let data = blob.pieces().iter().cloned().collect();
        return Ok(described(response(200, OCTETS, data), digest, &blob));
    };
    let mut skip = from;
    let rest = blob.pieces().iter().cloned().map(|mut piece| {
        let known = usize::try_from(skip).map_or(piece.len(), |skip| skip.min(piece.len()));
        skip -= known as u64;
        piece.split_off(known)
    });
    let mut part = response(206, OCTETS, rest.collect());
    let (last, size) = (blob.size() - 1, blob.size());
    if let Ok(range) = HeaderValue::from_str(&format!("bytes {from}-{last}/{size}")) {
        part.headers_mut().insert("content-range", range);
    }
    Ok(part)
}

/// The first byte that is asked for, as in `Range: bytes=7-`. Other ranges are not understood, and
/// then everything is sent.
fn begins(visit: &Visit<'_>) -> Option<u64> {
    let range = visit.head.headers.get("range")?.to_str().ok()?;
    range
        .strip_prefix("bytes=")?
        .strip_suffix('-')?
        .parse()
        .ok()
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
