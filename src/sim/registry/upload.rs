//! Uploads of blobs, with the faults that ECR has in them.

use std::collections::BTreeMap;

use http_body_util::BodyExt;
use hyper::body::Incoming;
use hyper::header::HeaderValue;
use hyper::{Method, Response};

use super::error::RegistryError;
use super::{Failure, Visit};
use crate::images::BlobWriter;
use crate::percent;
use crate::wire::body::Body;
use crate::wire::protocol::response;

/// The uploads that are open, by id. An upload is taken out while data comes in, so that one that
/// breaks off is gone.
#[derive(Debug, Default)]
pub(crate) struct Uploads {
    open: BTreeMap<String, Upload>,
}

#[derive(Debug, Default)]
struct Upload {
    data: BlobWriter,
    /// Whether a PATCH has come: only the first one counts.
    /// Source: aws/containers-roadmap issue 2831.
    patched: bool,
}

/// Opens an upload. A mount from another repository is refused in the way the protocol has for
/// it, an ordinary upload: in ECR it is off unless the account turned it on.
/// Source: ECR API model, `PutAccountSetting`, `BLOB_MOUNTING`.
pub(super) fn start(visit: &Visit<'_>, name: &str) -> Response<Body> {
    let mut state = visit.shared.state();
    let id = state.stores.identifiers.uuid();
    state
        .stores
        .uploads
        .open
        .insert(id.clone(), Upload::default());
    progress(visit, name, &id, 202, 0)
}

/// Takes data (PATCH), or says how much has come (GET).
pub(super) async fn proceed(
    visit: &Visit<'_>,
    name: &str,
    id: &str,
    body: Incoming,
) -> Result<Response<Body>, Failure> {
    let mut upload = take(visit, id)?;
    let status = if visit.head.method == Method::PATCH {
        if upload.patched {
            receive(body, &mut BlobWriter::default()).await?;
        } else {
            receive(body, &mut upload.data).await?;
            upload.patched = true;
        }
        // The specification says 202. Source: aws/containers-roadmap issue 2831.
        201
    } else {
        204
    };
    let size = upload.data.size();
    visit
        .shared
        .state()
        .stores
        .uploads
        .open
        .insert(id.to_owned(), upload);
    Ok(progress(visit, name, id, status, size))
}

/// Ends an upload, with the last data or all of it in the body.
pub(super) async fn finish(
    visit: &Visit<'_>,
    name: &str,
    id: &str,
    body: Incoming,
) -> Result<Response<Body>, Failure> {
    let mut upload = take(visit, id)?;
    receive(body, &mut upload.data).await?;
    let query = visit.head.uri.query().unwrap_or_default();
    let expected = percent::pairs(query, false)
        .into_iter()
        .find(|(name, _)| name == "digest")
        .map(|(_, digest)| digest)
        .ok_or_else(|| RegistryError::digest_invalid("A digest is required"))?;
    let (digest, blob) = upload.data.finish();
    if digest != expected {
        return Err(RegistryError::digest_invalid(format!(
            "The provided digest '{expected}' does not match the digest '{digest}' of the layer"
        ))
        .into());
    }
    let mut state = visit.shared.state();
    let repository = state
        .stores
        .repositories
        .get_mut(visit.place, name)
        .ok_or_else(|| RegistryError::name_unknown(name, visit.place))?;
    repository.add_blob(digest.clone(), blob);
    let mut created = response(201, "text/plain", Body::default());
    let location = format!("{}/v2/{name}/blobs/{digest}", visit.base);
    header(&mut created, "location", &location);
    header(&mut created, "docker-content-digest", &digest);
    Ok(created)
}

fn take(visit: &Visit<'_>, id: &str) -> Result<Upload, RegistryError> {
    visit
        .shared
        .state()
        .stores
        .uploads
        .open
        .remove(id)
        .ok_or_else(RegistryError::upload_unknown)
}

/// Reads a body piece by piece. A client that goes away gets no answer.
async fn receive(mut body: Incoming, into: &mut BlobWriter) -> Result<(), Failure> {
    while let Some(frame) = body.frame().await {
        if let Ok(piece) = frame.map_err(|_| Failure::Reset)?.into_data() {
            into.write(piece);
        }
    }
    Ok(())
}

/// Where an upload stands.
fn progress(visit: &Visit<'_>, name: &str, id: &str, status: u16, size: u64) -> Response<Body> {
    let mut response = response(status, "text/plain", Body::default());
    let location = format!("{}/v2/{name}/blobs/uploads/{id}", visit.base);
    header(&mut response, "location", &location);
    header(&mut response, "docker-upload-uuid", id);
    header(
        &mut response,
        "range",
        &format!("0-{}", size.saturating_sub(1)),
    );
    response
}

fn header(response: &mut Response<Body>, name: &'static str, value: &str) {
    // A repository's name from the wire could hold what a header cannot; then it is left out.
    if let Ok(value) = HeaderValue::from_str(value) {
        response.headers_mut().insert(name, value);
    }
}
