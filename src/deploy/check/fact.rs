//! Owns what AWS says of the things that a check looks at, as plain data.
//!
//! It must not judge: that is done in the modules beside it.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{About, Finding};
use crate::foreign::Sentence;

/// Why something could not be looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unseen {
    /// In words: a lowercase fragment.
    pub why: Sentence,
    /// The action that the caller is not allowed, if that is why.
    pub missing_permission: Option<String>,
}

impl About {
    /// It could not be looked at, and this is why.
    pub fn unseen(&self, unseen: &Unseen) -> Finding {
        self.could_not_look(unseen.why.clone(), unseen.missing_permission.as_deref())
    }
}

/// A role. Source: IAM API model, `Role`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Role {
    /// Its ARN, with its path.
    pub arn: String,
    /// Its trust policy, `AssumeRolePolicyDocument`; `null` if it cannot be read.
    pub trust: Value,
}

/// What one identity's policies say of one action on one resource.
/// Source: IAM API model, `EvaluationResult`, `ResourceSpecificResult`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Simulated {
    /// The action.
    pub action: String,
    /// The resource.
    pub resource: String,
    /// What came of it.
    pub decision: Decision,
    /// Condition keys that the policies ask for and that are not known before the call.
    pub missing_keys: Vec<String>,
}

/// Source: IAM API model, `PolicyEvaluationDecisionType`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision {
    /// It may.
    Allowed,
    /// Nothing allows it.
    ImplicitDeny,
    /// Something denies it.
    ExplicitDeny,
    /// The organization's policies do not allow it.
    DeniedByOrganization,
    /// The role's permissions boundary does not allow it.
    DeniedByBoundary,
}

/// A parameter without its value. Source: SSM API model, `ParameterMetadata`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parameter {
    /// Its name.
    pub name: String,
    /// `SecureString`, `String` or `StringList`.
    pub kind: String,
    /// The key that it is encrypted with: an ARN, an id or an alias.
    pub key: Option<String>,
}

/// A secret without its value. Source: Secrets Manager API model, `DescribeSecretResponse`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredSecret {
    /// The key that it is encrypted with; `None` for AWS's own.
    pub key: Option<String>,
    /// Whether it is to be deleted, and cannot be read any more.
    pub deleted: bool,
}

/// A target group. Source: ELBv2 API model, `TargetGroup`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TargetGroup {
    /// Its ARN.
    pub arn: String,
    /// `ip`, `instance`, `lambda` or `alb`.
    pub target_type: String,
    /// What its health check asks for; absent for TCP.
    pub path: Option<String>,
    /// The codes that it calls healthy, such as `200-299`.
    pub codes: Option<String>,
    /// Seconds between two checks.
    pub interval: u32,
    /// How many failures in a row make a target unhealthy.
    pub unhealthy_threshold: u32,
}

/// What ECR's scan of an image found. Source: ECR API model, `DescribeImageScanFindingsResponse`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scan {
    /// `ScanStatus`, such as `COMPLETE`; empty if ECR gives none.
    pub status: String,
    /// How many findings there are of each `FindingSeverity`.
    pub counts: BTreeMap<String, u32>,
}

/// An image in its registry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredImage {
    /// Its compressed size in bytes, if the registry says.
    pub size: Option<u64>,
    /// Whether ECR has archived it, so that nobody can pull it.
    /// Source: ECR API model, `ImageStatus`.
    pub archived: bool,
    /// What it runs on, such as `linux/arm64`; empty if that could not be read.
    pub platforms: Vec<String>,
}
