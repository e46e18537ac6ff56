//! What a request to a registry asks for, by method and path.
//! Source: OCI Distribution Specification 1.1, "Endpoints".

use hyper::Method;

use crate::percent;
use crate::place::Place;

/// One endpoint. Names are those of repositories; references are tags or digests.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Route {
    /// Whether this is a registry, and whether the credentials are good.
    Base,
    /// Whether a blob is there.
    CheckBlob { name: String, digest: String },
    /// The data of a blob.
    Blob { name: String, digest: String },
    /// Starts an upload.
    StartUpload { name: String },
    /// Sends data of an upload, or asks how much has come.
    Upload { name: String, id: String },
    /// Ends an upload.
    FinishUpload { name: String, id: String },
    /// Stores a manifest.
    PutManifest { name: String, reference: String },
    /// A manifest.
    Manifest { name: String, reference: String },
    /// The tags of a repository.
    Tags { name: String },
    /// The manifests about another one.
    Referrers { name: String, digest: String },
    /// A blob in the storage that the registry sends clients to.
    Layer { name: String, digest: String },
    /// Nothing that is known, or that ECR allows over this protocol.
    Unknown,
}

impl Route {
    pub(super) fn of(method: &Method, path: &str) -> Self {
        let path = percent::decode(path);
        let read = matches!(*method, Method::GET | Method::HEAD);
        if let Some((name, digest)) = path.strip_prefix("/_layers/").and_then(split_last) {
            return if read {
                Self::Layer { name, digest }
            } else {
                Self::Unknown
            };
        }
        let Some(path) = path.strip_prefix("/v2") else {
            return Self::Unknown;
        };
        let path = path.trim_start_matches('/');
        if path.is_empty() {
            return Self::Base;
        }
        if let Some(name) = path.strip_suffix("/tags/list") {
            return Self::Tags {
                name: name.to_owned(),
            };
        }
        if let Some(name) = path
            .strip_suffix("/blobs/uploads/")
            .or(path.strip_suffix("/blobs/uploads"))
        {
            let name = name.to_owned();
            return if *method == Method::POST {
                Self::StartUpload { name }
            } else {
                Self::Unknown
            };
        }
        let Some((before, last)) = split_last(path) else {
            return Self::Unknown;
        };
        if let Some(name) = before.strip_suffix("/blobs/uploads") {
            let (name, id) = (name.to_owned(), last);
            return match *method {
                Method::PUT => Self::FinishUpload { name, id },
                Method::PATCH | Method::GET => Self::Upload { name, id },
                _ => Self::Unknown,
            };
        }
        if let Some(name) = before.strip_suffix("/manifests") {
            let (name, reference) = (name.to_owned(), last);
            return match *method {
                Method::PUT => Self::PutManifest { name, reference },
                _ if read => Self::Manifest { name, reference },
                _ => Self::Unknown,
            };
        }
        if !read {
            return Self::Unknown;
        }
        if let Some(name) = before.strip_suffix("/blobs") {
            let (name, digest) = (name.to_owned(), last);
            return if *method == Method::HEAD {
                Self::CheckBlob { name, digest }
            } else {
                Self::Blob { name, digest }
            };
        }
        if let Some(name) = before.strip_suffix("/referrers") {
            return Self::Referrers {
                name: name.to_owned(),
                digest: last,
            };
        }
        Self::Unknown
    }

    /// The repository, if it is about one.
    pub(super) fn repository(&self) -> Option<&str> {
        match self {
            Self::CheckBlob { name, .. }
            | Self::Blob { name, .. }
            | Self::StartUpload { name }
            | Self::Upload { name, .. }
            | Self::FinishUpload { name, .. }
            | Self::PutManifest { name, .. }
            | Self::Manifest { name, .. }
            | Self::Tags { name }
            | Self::Referrers { name, .. }
            | Self::Layer { name, .. } => Some(name),
            Self::Base | Self::Unknown => None,
        }
    }

    /// The action that must be allowed, and the name in the record.
    /// Source: ECR User Guide, "IAM permissions for pushing an image".
    pub(super) fn operation(&self) -> &'static str {
        match self {
            Self::Base => "Base",
            Self::CheckBlob { .. } => "BatchCheckLayerAvailability",
            Self::Blob { .. } => "GetDownloadUrlForLayer",
            Self::StartUpload { .. } => "InitiateLayerUpload",
            Self::Upload { .. } => "UploadLayerPart",
            Self::FinishUpload { .. } => "CompleteLayerUpload",
            Self::PutManifest { .. } => "PutImage",
            Self::Manifest { .. } => "BatchGetImage",
            Self::Tags { .. } => "ListImages",
            Self::Referrers { .. } => "ListImageReferrers",
            Self::Layer { .. } => "GetObject",
            Self::Unknown => "Unknown",
        }
    }

    /// The ARN the action must be allowed on.
    pub(super) fn resource(&self, place: &Place) -> String {
        self.repository().map_or_else(
            || "*".to_owned(),
            |name| place.arn("ecr", &format!("repository/{name}")),
        )
    }
}

fn split_last(path: &str) -> Option<(String, String)> {
    let (before, last) = path.rsplit_once('/')?;
    (!before.is_empty() && !last.is_empty()).then(|| (before.to_owned(), last.to_owned()))
}
