//! Uploads of blobs, with the faults that ECR has in them.

use std::collections::BTreeMap;

use http_body_util::BodyExt;
use hyper::body::Incoming;
use hyper::header::HeaderValue;
use hyper::{Method, Response};

use super::error::RegistryError;
use super::{Failure, Visit};
use crate::demand::Demand;
use crate::images::{Blob, BlobWriter};
use crate::percent;
use crate::principal::Principal;
use crate::state::Stores;
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

/// Opens an upload, or mounts a blob of another repository. A mount is refused in the way the
/// protocol has for it, by an ordinary upload.
pub(super) fn start(visit: &Visit<'_>, name: &str, visitor: Option<&Principal>) -> Response<Body> {
    let mut state = visit.shared.state();
    if let Some((digest, blob)) = mountable(visit, &state.stores, visitor)
        && let Some(repository) = state.stores.repositories.get_mut(visit.place, name)
    {
        repository.add_blob(digest.clone(), blob);
        return created(visit, name, &digest);
    }
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
    Ok(created(visit, name, &digest))
}

/// Finds the blob that is asked for in `?mount=DIGEST&from=REPOSITORY`, if ECR would mount it: the
/// account has turned that on, the visitor may download it, and a manifest refers to it.
/// Source: ECR API model, `PutAccountSetting`, `BLOB_MOUNTING`; aws/containers-roadmap issue 2860.
fn mountable(
    visit: &Visit<'_>,
    stores: &Stores,
    visitor: Option<&Principal>,
) -> Option<(String, Blob)> {
    let query = percent::pairs(visit.head.uri.query().unwrap_or_default(), false);
    let asked = |wanted: &str| {
        let mut pairs = query.iter();
        pairs.find_map(|(name, value)| (name == wanted).then_some(value))
    };
    let (digest, from) = (asked("mount")?, asked("from")?);
    let repository = stores.repositories.get(visit.place, from)?;
    let action = "ecr:GetDownloadUrlForLayer".to_owned();
    let demand = Demand::one(visitor?, action, repository.arn(visit.place));
    let allowed = stores.permissions.check(visitor?, &demand).is_ok();
    let mut images = repository.images();
    let referred = images.any(|(_, image)| image.parsed.blobs().any(|blob| blob.digest == *digest));
    let blob = repository.blob(digest)?;
    (stores.blob_mounting && allowed && referred).then(|| (digest.clone(), blob.clone()))
}

fn created(visit: &Visit<'_>, name: &str, digest: &str) -> Response<Body> {
    let mut created = response(201, "text/plain", Body::default());
    let location = format!("{}/v2/{name}/blobs/{digest}", visit.base);
    header(&mut created, "location", &location);
    header(&mut created, "docker-content-digest", digest);
    created
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
