//! What ECR says about an image beyond what is in it.

use std::collections::BTreeMap;

use serde::Deserialize;

/// Replaces what ECR says about an image that a world starts with.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct ImageDetail {
    /// The account the repository is in.
    pub account: String,
    /// The region it is in.
    pub region: String,
    /// The repository's name.
    pub repository: String,
    /// A tag of the image.
    pub tag: String,
    /// Of an index with that tag, the image for this platform is meant, and not the index.
    #[serde(default)]
    pub platform: Option<String>,
    /// The compressed size, bytes.
    #[serde(default)]
    pub size: Option<u64>,
    /// Whether it can be pulled.
    #[serde(default)]
    pub status: ImageStatus,
    /// What the scan of it found; without it, there was none.
    #[serde(default)]
    pub scan: Option<ImageScan>,
}

/// Source: ECR API model, `ImageStatus`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum ImageStatus {
    /// It can be pulled.
    #[default]
    Active,
    /// It cannot, until it is restored.
    Archived,
    /// It is being restored.
    Activating,
}

impl ImageStatus {
    /// The word ECR uses.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Active => "ACTIVE",
            Self::Archived => "ARCHIVED",
            Self::Activating => "ACTIVATING",
        }
    }
}

/// A scan for vulnerabilities.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct ImageScan {
    /// Such as `COMPLETE` (basic scanning) or `ACTIVE` (enhanced). Source: ECR API model,
    /// `ScanStatus`.
    pub status: String,
    /// How many findings there are by severity, such as `CRITICAL`. Source: ECR API model,
    /// `FindingSeverity`.
    #[serde(default)]
    pub findings: BTreeMap<String, u32>,
}
