//! What can go wrong with a copy: on which side, and what to do about it there.

use crate::digest::Digest;
use crate::registry::RegistryError;

/// A copy that did not come to its end. What was sent stays, and is not sent again.
#[derive(Debug, thiserror::Error)]
pub enum CopyError {
    /// The image could not be read.
    #[error("cannot read the image from {repository}")]
    Source {
        /// The repository, with its registry.
        repository: String,
        /// The reason.
        source: RegistryError,
    },
    /// The image could not be written.
    #[error("cannot write the image to {repository}")]
    Destination {
        /// The repository, with its registry.
        repository: String,
        /// The reason.
        source: RegistryError,
    },
}

impl CopyError {
    /// Says what to do about it.
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::Source { repository, source } => match source {
                RegistryError::Denied { .. } => Some(format!(
                    "allow this identity to pull from {repository} (in ECR ecr:BatchGetImage and \
                     ecr:GetDownloadUrlForLayer; a repository of another account must allow it, too)"
                )),
                RegistryError::RepositoryUnknown { .. } => Some(format!(
                    "check the name of the repository: nothing was ever pushed to {repository}"
                )),
                RegistryError::ImageMissing { .. } => Some(
                    "check the digest; an image that a lifecycle policy has removed must be built \
                     again"
                        .to_owned(),
                ),
                other => other.hint(),
            },
            Self::Destination { repository, source } => match source {
                RegistryError::Denied { .. } => Some(format!(
                    "allow this identity to push to {repository} (in ECR \
                     ecr:BatchCheckLayerAvailability, ecr:InitiateLayerUpload, \
                     ecr:UploadLayerPart, ecr:CompleteLayerUpload, ecr:PutImage and \
                     ecr:BatchGetImage)"
                )),
                other => other.hint(),
            },
        }
    }

    /// Tells whether the destination's repository does not exist, which some callers mend by
    /// creating it.
    pub fn is_repository_unknown(&self) -> bool {
        match self {
            Self::Source { .. } => false,
            Self::Destination { source, .. } => source.is_repository_unknown(),
        }
    }
}

/// What is not as it should be after a copy, although the image is there.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CopyWarning {
    /// Whether the image has signatures is not known.
    #[error(
        "signatures and the like were not copied: {repository} does not let us list them: {message}"
    )]
    ReferrersDenied {
        /// The source's repository, with its registry.
        repository: String,
        /// The registry's message. Foreign text.
        message: String,
    },
    /// A signature was copied, but its tag holds an older one and is immutable.
    #[error("the tag {tag} of {repository} is immutable and still holds {theirs}, not {ours}")]
    TagKept {
        /// The destination's repository, with its registry.
        repository: String,
        /// The tag.
        tag: String,
        /// The digest that it has at the source.
        ours: Digest,
        /// The digest that it keeps.
        theirs: Digest,
    },
}
