//! What the scan of an image found.

use serde::Deserialize;
use serde_json::{Value, json};

use super::image::{ImageId, not_found};
use super::{INVALID, find, registry};
use crate::decode::decode;
use crate::images::Repository;
use crate::place::Place;
use crate::request::Request;
use crate::service_error::ServiceError;
use crate::state::Stores;
use crate::timestamp::epoch_seconds;
use crate::world::ImageDetail;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Findings {
    repository_name: String,
    image_id: ImageId,
}

/// DescribeImageScanFindings: the status and how many findings there are, not what they are.
/// Source: ECR API model, `DescribeImageScanFindingsResponse`.
///
/// An index is never scanned, whatever a world says of it: StartImageScan refuses it ("An artifact
/// with media type 'application/vnd.oci.image.index.v1+json' cannot be scanned", as logs in
/// docker/setup-buildx-action issue 186 show), and Inspector scans the images that it lists
/// (hashintel/hash pull request 8596). So ECR finds no scan of it, which it answers as for every
/// image without one.
pub(super) fn findings(request: &Request<'_>, stores: &Stores) -> Result<Value, ServiceError> {
    let input: Findings = decode(request.body, INVALID)?;
    let place = registry(request);
    let repository = find(stores, &place, &input.repository_name)?;
    let id = &input.image_id;
    let digest = id
        .find(repository)
        .ok_or_else(|| not_found(id, repository, &place))?;
    let scan = stores
        .image_detail(&place, repository, &digest)
        .filter(|_| !repository.is_index(&digest))
        .and_then(|more| more.scan.as_ref())
        .ok_or_else(|| no_scan(&digest, repository, &place))?;
    let mut output = json!({
        "registryId": place.account,
        "repositoryName": repository.name,
        "imageId": id.json(),
        "imageScanStatus": { "status": scan.status },
    });
    output["imageId"]["imageDigest"] = digest.into();
    // Only a scan that has ended found something: `ACTIVE` is enhanced scanning's word for that.
    if matches!(scan.status.as_str(), "COMPLETE" | "ACTIVE") {
        output["imageScanFindings"] = json!({
            "imageScanCompletedAt": epoch_seconds(request.now),
            "vulnerabilitySourceUpdatedAt": epoch_seconds(request.now),
            "findingSeverityCounts": scan.findings,
        });
    }
    Ok(output)
}

/// Source: text observed in public logs.
fn no_scan(digest: &str, repository: &Repository, place: &Place) -> ServiceError {
    ServiceError::new(
        "ScanNotFoundException",
        format!(
            "Image scan does not exist for the image with '{{imageDigest:'{digest}', \
             imageTag:'null'}}' in the repository with name '{}' in the registry with id '{}'",
            repository.name, place.account
        ),
    )
}

impl Stores {
    /// What the world says about an image.
    pub(super) fn image_detail(
        &self,
        place: &Place,
        repository: &Repository,
        digest: &str,
    ) -> Option<&ImageDetail> {
        self.image_details.iter().find(|one| {
            one.account == place.account
                && one.region == place.region
                && one.repository == repository.name
                && one.digest(repository).as_deref() == Some(digest)
        })
    }
}

impl ImageDetail {
    /// Which image is meant.
    fn digest(&self, repository: &Repository) -> Option<String> {
        let tagged = repository.resolve(&self.tag)?;
        match &self.platform {
            Some(platform) => repository.child_for(&tagged, platform),
            None => Some(tagged),
        }
    }
}
