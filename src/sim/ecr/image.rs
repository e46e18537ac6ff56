//! Operations that read images.

use serde::Deserialize;
use serde_json::{Value, json};

use super::{INVALID, find, registry};
use crate::decode::decode;
use crate::images::Repository;
use crate::place::Place;
use crate::request::Request;
use crate::service_error::ServiceError;
use crate::state::Stores;
use crate::timestamp::epoch_seconds;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ImageId {
    image_tag: Option<String>,
    image_digest: Option<String>,
}

impl ImageId {
    /// Finds the image; with a tag and a digest, both must be its own.
    pub(super) fn find(&self, repository: &Repository) -> Option<String> {
        let by_tag = match &self.image_tag {
            Some(tag) => Some(repository.resolve(tag)?),
            None => None,
        };
        let by_digest = match &self.image_digest {
            Some(digest) => Some(repository.resolve(digest)?),
            None => None,
        };
        match (by_tag, by_digest) {
            (Some(tagged), Some(digest)) => (tagged == digest).then_some(digest),
            (one, other) => one.or(other),
        }
    }

    pub(super) fn json(&self) -> Value {
        without_nulls(json!({ "imageDigest": self.image_digest, "imageTag": self.image_tag }))
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Read {
    repository_name: String,
    image_ids: Option<Vec<ImageId>>,
    filter: Option<Filter>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Filter {
    tag_status: Option<String>,
}

impl Read {
    /// Tells whether the filter lets an image pass.
    fn wants(&self, tagged: bool) -> bool {
        match self
            .filter
            .as_ref()
            .and_then(|filter| filter.tag_status.as_deref())
        {
            Some("TAGGED") => tagged,
            Some("UNTAGGED") => !tagged,
            Some(_) | None => true,
        }
    }
}

/// DescribeImages; all of them on one page.
pub(super) fn describe(request: &Request<'_>, stores: &Stores) -> Result<Value, ServiceError> {
    let input: Read = decode(request.body, INVALID)?;
    let place = registry(request);
    let repository = find(stores, &place, &input.repository_name)?;
    let details: Vec<Value> = match &input.image_ids {
        Some(ids) => ids
            .iter()
            .map(|id| {
                let digest = id
                    .find(repository)
                    .ok_or_else(|| not_found(id, repository, &place))?;
                Ok(detail(repository, &digest, &place, stores))
            })
            .collect::<Result<_, ServiceError>>()?,
        None => repository
            .images()
            .filter(|(digest, _)| input.wants(!repository.tags_of(digest).is_empty()))
            .map(|(digest, _)| detail(repository, digest, &place, stores))
            .collect(),
    };
    Ok(json!({ "imageDetails": details }))
}

fn detail(repository: &Repository, digest: &str, place: &Place, stores: &Stores) -> Value {
    let more = stores.image_detail(place, repository, digest);
    let size = more.and_then(|more| more.size);
    let status = more.map(|more| more.status).unwrap_or_default();
    let tags = repository.tags_of(digest);
    let image = repository.image(digest);
    without_nulls(json!({
        "registryId": place.account,
        "repositoryName": repository.name,
        "imageDigest": digest,
        "imageTags": (!tags.is_empty()).then_some(tags),
        "imageSizeInBytes": size.unwrap_or_else(|| repository.size(digest)),
        "imagePushedAt": image.map(|image| epoch_seconds(image.pushed_at)),
        "imageManifestMediaType": image.map(|image| image.media_type.as_str()),
        "artifactMediaType": image.and_then(|image| {
            let config = image.parsed.config.as_ref().map(|config| config.media_type.as_str());
            image.parsed.artifact_type.as_deref().or(config)
        }),
        "imageStatus": status.as_str(),
    }))
}

/// Source: text observed in public logs.
pub(super) fn not_found(id: &ImageId, repository: &Repository, place: &Place) -> ServiceError {
    let shown = |part: &Option<String>| part.clone().unwrap_or_else(|| "null".to_owned());
    ServiceError::new(
        "ImageNotFoundException",
        format!(
            "The image with imageId {{imageDigest:'{}', imageTag:'{}'}} does not exist within the \
             repository with name '{}' in the registry with id '{}'",
            shown(&id.image_digest),
            shown(&id.image_tag),
            repository.name,
            place.account
        ),
    )
}

/// ListImages; all of them on one page.
pub(super) fn list(request: &Request<'_>, stores: &Stores) -> Result<Value, ServiceError> {
    let input: Read = decode(request.body, INVALID)?;
    let repository = find(stores, &registry(request), &input.repository_name)?;
    let mut ids = Vec::new();
    for (digest, _) in repository.images() {
        let tags = repository.tags_of(digest);
        if !input.wants(!tags.is_empty()) {
            continue;
        }
        if tags.is_empty() {
            ids.push(json!({ "imageDigest": digest }));
        }
        ids.extend(
            tags.iter()
                .map(|tag| json!({ "imageDigest": digest, "imageTag": tag })),
        );
    }
    Ok(json!({ "imageIds": ids }))
}

/// BatchGetImage.
pub(super) fn batch_get(request: &Request<'_>, stores: &Stores) -> Result<Value, ServiceError> {
    let input: Read = decode(request.body, INVALID)?;
    let place = registry(request);
    let repository = find(stores, &place, &input.repository_name)?;
    let (mut images, mut failures) = (Vec::new(), Vec::new());
    for id in input.image_ids.iter().flatten() {
        let found = id.find(repository);
        match found
            .as_deref()
            .and_then(|digest| Some((digest, repository.image(digest)?)))
        {
            Some((digest, image)) => images.push(json!({
                "registryId": place.account,
                "repositoryName": repository.name,
                "imageId": without_nulls(json!({
                    "imageDigest": digest,
                    "imageTag": id.image_tag,
                })),
                "imageManifest": String::from_utf8_lossy(&image.manifest),
                "imageManifestMediaType": image.media_type,
            })),
            None => failures.push(json!({
                "imageId": id.json(),
                "failureCode": "ImageNotFound",
                "failureReason": "Requested image not found",
            })),
        }
    }
    Ok(json!({ "images": images, "failures": failures }))
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Layers {
    repository_name: String,
    layer_digests: Vec<String>,
}

/// BatchCheckLayerAvailability.
pub(super) fn layers(request: &Request<'_>, stores: &Stores) -> Result<Value, ServiceError> {
    let input: Layers = decode(request.body, INVALID)?;
    let repository = find(stores, &registry(request), &input.repository_name)?;
    let layers: Vec<Value> = input
        .layer_digests
        .iter()
        .map(|digest| match repository.blob(digest) {
            Some(blob) => json!({
                "layerDigest": digest,
                "layerAvailability": "AVAILABLE",
                "layerSize": blob.size(),
            }),
            None => json!({ "layerDigest": digest, "layerAvailability": "UNAVAILABLE" }),
        })
        .collect();
    Ok(json!({ "layers": layers, "failures": [] }))
}

/// Drops members without a value: AWS leaves them out.
fn without_nulls(mut value: Value) -> Value {
    if let Some(members) = value.as_object_mut() {
        members.retain(|_, member| !member.is_null());
    }
    value
}
