//! What can be wrong with an image on disk.

use std::path::{Path, PathBuf};

use crate::digest::Digest;

/// An image on disk that cannot be pushed.
#[derive(Debug, thiserror::Error)]
pub enum LayoutError {
    /// It cannot be read.
    #[error("cannot read {}", path.display())]
    Read {
        /// The layout or archive.
        path: PathBuf,
        /// The reason.
        source: std::io::Error,
    },
    /// It is compressed.
    #[error("{} is compressed with gzip; an OCI archive is a plain tar file", .0.display())]
    Compressed(PathBuf),
    /// It is an archive of an older `docker save`.
    #[error("{} is a Docker archive without an OCI layout (`docker save` of Docker 24 or older)", .0.display())]
    DockerArchive(PathBuf),
    /// It is something else.
    #[error("{} is not an OCI layout: it has no {name}", path.display())]
    FileMissing {
        /// The layout or archive.
        path: PathBuf,
        /// The file that should be in it.
        name: String,
    },
    /// A file in it is not what it should be.
    #[error("{name} in {} is not the JSON of a manifest", path.display())]
    Json {
        /// The layout or archive.
        path: PathBuf,
        /// The file in it.
        name: String,
        /// The reason.
        source: serde_json::Error,
    },
    /// A file in it is JSON, but no manifest, or nested without end.
    #[error("{name} in {} is neither an image manifest nor an index", path.display())]
    NotManifest {
        /// The layout or archive.
        path: PathBuf,
        /// The file in it.
        name: String,
    },
    /// It holds nothing.
    #[error("{} holds no image", path.display())]
    Empty {
        /// The layout or archive.
        path: PathBuf,
    },
    /// It holds more than one image.
    #[error("{} holds several images: {}", path.display(), names.join(", "))]
    Several {
        /// The layout or archive.
        path: PathBuf,
        /// Their names or digests.
        names: Vec<String>,
    },
    /// Content it refers to is not there.
    #[error("{} is incomplete: {digest}{} is missing", path.display(), of(platform.as_deref()))]
    BlobMissing {
        /// The layout or archive.
        path: PathBuf,
        /// The content.
        digest: Digest,
        /// The platform it belongs to, if that is known.
        platform: Option<String>,
    },
    /// Content with another length than promised.
    #[error("{} is damaged: {digest} has {got} bytes, not {want}", path.display())]
    Length {
        /// The layout or archive.
        path: PathBuf,
        /// The content.
        digest: Digest,
        /// The length promised, in bytes.
        want: u64,
        /// The length found, in bytes.
        got: u64,
    },
    /// A manifest with another digest than its name.
    #[error("{} is damaged: the content of {want} has the digest {got}", path.display())]
    Damaged {
        /// The layout or archive.
        path: PathBuf,
        /// The digest promised.
        want: Digest,
        /// The digest found.
        got: Digest,
    },
}

impl LayoutError {
    pub(crate) fn read(path: &Path, source: std::io::Error) -> Self {
        Self::Read {
            path: path.to_owned(),
            source,
        }
    }

    /// Says what to do about it.
    pub fn hint(&self) -> Option<String> {
        let text = match self {
            Self::Read { source, .. } => match source.kind() {
                std::io::ErrorKind::NotFound => "check the path".to_owned(),
                _ => return None,
            },
            Self::Compressed(path) => format!("run `gunzip {}` first", path.display()),
            Self::DockerArchive(path) => format!(
                "convert it: `skopeo copy docker-archive:{} oci-archive:image.tar`, or save with \
                 Docker 25 or later",
                path.display()
            ),
            Self::FileMissing { .. } | Self::NotManifest { .. } | Self::Json { .. } => {
                "make one with `docker buildx build --output type=oci,dest=image.tar .`".to_owned()
            }
            Self::Empty { .. } | Self::Several { .. } => {
                "save exactly one image into it".to_owned()
            }
            Self::BlobMissing {
                platform: Some(platform),
                ..
            } => {
                format!(
                    "save with all its platforms, or only one: `docker save --platform {platform}`"
                )
            }
            Self::BlobMissing { .. } | Self::Length { .. } | Self::Damaged { .. } => {
                "save the image again".to_owned()
            }
        };
        Some(text)
    }
}

fn of(platform: Option<&str>) -> String {
    platform.map_or_else(String::new, |platform| format!(" ({platform})"))
}
