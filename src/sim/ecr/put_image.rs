//! PutImage: a manifest without the registry protocol, to add a tag for instance.

use serde::Deserialize;
use serde_json::{Value, json};

use super::{INVALID, not_found, registry};
use crate::decode::decode;
use crate::images::PutRefused;
use crate::request::Request;
use crate::service_error::ServiceError;
use crate::state::Stores;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct PutImage {
    repository_name: String,
    image_manifest: String,
    image_manifest_media_type: Option<String>,
    image_tag: Option<String>,
    image_digest: Option<String>,
}

/// PutImage. Putting what is there already is `ImageAlreadyExistsException`, unlike in the
/// registry. Source: ECR API model, `PutImage`.
pub(super) fn put(request: &Request<'_>, stores: &mut Stores) -> Result<Value, ServiceError> {
    let input: PutImage = decode(request.body, INVALID)?;
    let place = registry(request);
    let name = &input.repository_name;
    let repository = stores
        .repositories
        .get_mut(&place, name)
        .ok_or_else(|| not_found(&place, name))?;
    let declared: Value = serde_json::from_str(&input.image_manifest).unwrap_or_default();
    if input.image_manifest_media_type.is_none() && declared["mediaType"].is_null() {
        return Err(ServiceError::new(
            INVALID,
            "Invalid parameter at 'imageManifestMediaType' failed to satisfy constraint: 'must be \
             given when the manifest has no mediaType'",
        ));
    }
    let put = repository
        .put(
            input.image_manifest.clone().into(),
            input.image_manifest_media_type.as_deref(),
            input.image_tag.as_deref(),
            input.image_digest.as_deref(),
            request.now,
        )
        .map_err(|refused| refusal(refused, &input, &place.account))?;
    if !put.changed {
        let tag = input
            .image_tag
            .as_deref()
            .map_or(String::new(), |tag| format!(" and tag '{tag}'"));
        return Err(ServiceError::new(
            "ImageAlreadyExistsException",
            format!(
                "Image with digest '{}'{tag} already exists in the repository with name '{name}' \
                 in registry with id '{}'",
                put.digest, place.account
            ),
        ));
    }
    let mut id = json!({ "imageDigest": put.digest });
    if let Some(tag) = &input.image_tag {
        id["imageTag"] = tag.as_str().into();
    }
    let media_type = repository
        .image(&put.digest)
        .map(|image| image.media_type.clone());
    Ok(json!({
        "image": {
            "registryId": place.account,
            "repositoryName": name,
            "imageId": id,
            "imageManifest": input.image_manifest,
            "imageManifestMediaType": media_type,
        },
    }))
}

fn refusal(refused: PutRefused, input: &PutImage, account: &str) -> ServiceError {
    let name = &input.repository_name;
    match refused {
        PutRefused::NotAManifest => ServiceError::new(
            INVALID,
            "Invalid parameter at 'ImageManifest' failed to satisfy constraint: 'Invalid JSON \
             syntax'",
        ),
        PutRefused::DigestMismatch { actual } => ServiceError::new(
            "ImageDigestDoesNotMatchException",
            format!(
                "Image digest '{}' does not match the digest of the image manifest '{actual}'",
                input.image_digest.as_deref().unwrap_or_default()
            ),
        ),
        PutRefused::BlobsMissing(digests) => ServiceError::new(
            "LayersNotFoundException",
            format!(
                "Layers with digests '{digests:?}' required for pushing image into repository \
                 with name '{name}' in the registry with id '{account}' do not exist"
            ),
        ),
        PutRefused::ChildrenMissing(digests) => ServiceError::new(
            "ReferencedImagesNotFoundException",
            format!(
                "Images with digests '{digests:?}' required for pushing image into repository \
                 with name '{name}' in the registry with id '{account}' do not exist"
            ),
        ),
        PutRefused::TagTaken => ServiceError::new(
            "ImageTagAlreadyExistsException",
            tag_taken(input.image_tag.as_deref().unwrap_or_default(), name),
        ),
    }
}

/// The refusal of an immutable tag, the same in the API and in the registry.
pub(crate) fn tag_taken(tag: &str, repository: &str) -> String {
    format!(
        "The image tag '{tag}' already exists in the '{repository}' repository and cannot be \
         overwritten because the tag is immutable."
    )
}
