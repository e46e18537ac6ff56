//! What ECR's scan of an image found, and the manifest that tells which images an index has.

use super::Session;
use crate::error::{Error, Kind};
use aws_sdk_ecr::types::{ImageFailureCode, ImageIdentifier};
use foghorn_deploy::check::fact::Scan;
use foghorn_deploy::name::Digest;

/// A manifest, or an index of manifests. Source: ECR API model, `Image`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImageManifest {
    /// Its digest.
    pub digest: Digest,
    /// Its text, as it was pushed.
    pub text: String,
}

/// What a manifest may be. ECR translates one of a type that is not named here.
/// Source: ECR API reference, BatchGetImage, `acceptedMediaTypes`.
const ACCEPTED: [&str; 4] = [
    "application/vnd.oci.image.index.v1+json",
    "application/vnd.oci.image.manifest.v1+json",
    "application/vnd.docker.distribution.manifest.list.v2+json",
    "application/vnd.docker.distribution.manifest.v2+json",
];

impl Session {
    /// Reads the manifest of an image by tag or by `sha256:…` digest. `None` if the repository has
    /// none such; a repository that does not exist is [`Kind::NotFound`].
    pub async fn image_manifest(
        &self,
        repository: &str,
        registry: Option<&str>,
        tag_or_digest: &str,
    ) -> Result<Option<ImageManifest>, Error> {
        const CALL: &str = "ecr:BatchGetImage";
        let answer = self
            .clients()
            .ecr
            .batch_get_image()
            .repository_name(repository)
            .set_registry_id(registry.map(str::to_owned))
            .image_ids(identifier(tag_or_digest))
            .set_accepted_media_types(Some(ACCEPTED.map(str::to_owned).to_vec()))
            .send()
            .await
            .map_err(|error| self.failed(CALL, &error).about(repository))?;
        if let Some(image) = answer.images().first() {
            let digest = image.image_id().and_then(|id| id.image_digest());
            let digest = digest.ok_or_else(|| Error::unreadable(CALL, "imageDigest"))?;
            let text = image.image_manifest();
            let text = text.ok_or_else(|| Error::unreadable(CALL, "imageManifest"))?;
            return Ok(Some(ImageManifest {
                digest: Digest::new(digest),
                text: text.to_owned(),
            }));
        }
        match answer.failures().first().and_then(|one| one.failure_code()) {
            Some(ImageFailureCode::ImageNotFound) => Ok(None),
            // Such as `ImageInaccessible`, of one that is archived.
            Some(other) => {
                let text = format!("the manifest cannot be read: {}", other.as_str());
                Err(Error::local(CALL, Kind::Rejected, text).about(repository))
            }
            None => Err(Error::unreadable(CALL, "images")),
        }
    }

    /// Reads how many findings the scan of an image has. `None` if it was never scanned.
    ///
    /// The digest is that of an image, not of an index: ECR scans images.
    pub async fn scan(
        &self,
        repository: &str,
        registry: Option<&str>,
        digest: &str,
    ) -> Result<Option<Scan>, Error> {
        const CALL: &str = "ecr:DescribeImageScanFindings";
        let id = ImageIdentifier::builder().image_digest(digest).build();
        let answer = self
            .clients()
            .ecr
            .describe_image_scan_findings()
            .repository_name(repository)
            .set_registry_id(registry.map(str::to_owned))
            .image_id(id)
            // The counts are of all findings, however many come with them.
            .max_results(1)
            .send()
            .await
            .map_err(|error| self.failed(CALL, &error).about(repository));
        let answer = match answer {
            Ok(answer) => answer,
            Err(error) if error.code() == Some("ScanNotFoundException") => return Ok(None),
            Err(error) => return Err(error),
        };
        let status = answer.image_scan_status().and_then(|scan| scan.status());
        let found = answer.image_scan_findings();
        let counts = found.and_then(|found| found.finding_severity_counts());
        let counts = counts.into_iter().flatten().map(|(severity, count)| {
            let count = u32::try_from(*count).unwrap_or_default();
            (severity.as_str().to_owned(), count)
        });
        Ok(Some(Scan {
            status: status.map_or_else(String::new, |status| status.as_str().to_owned()),
            counts: counts.collect(),
        }))
    }
}

/// How ECR is told which image is meant.
pub(super) fn identifier(tag_or_digest: &str) -> ImageIdentifier {
    let id = ImageIdentifier::builder();
    let id = if tag_or_digest.starts_with("sha256:") {
        id.image_digest(tag_or_digest)
    } else {
        id.image_tag(tag_or_digest)
    };
    id.build()
}
