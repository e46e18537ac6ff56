//! Secrets of AWS Secrets Manager that exist from the start.

use serde::Deserialize;
use sha2::{Digest, Sha256};

use crate::identifier::hex;
use crate::place::Place;
use crate::secret::Secret;

/// A secret. Its ARN ends in six characters that are made up from its name.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct StoredSecret {
    /// The account it is in.
    pub account: String,
    /// The region it is in.
    pub region: String,
    /// Its name.
    pub name: String,
    /// The secret string, a JSON object or anything else.
    pub value: Secret,
    /// Whether it is to be deleted, and cannot be read meanwhile.
    #[serde(default)]
    pub deleted: bool,
}

impl StoredSecret {
    /// Its ARN, which ends in a hyphen and six characters. Source: Secrets Manager User Guide.
    pub fn arn(&self) -> String {
        let suffix = &hex(&Sha256::digest(&self.name))[..6];
        Place::new(&self.account, &self.region)
            .arn("secretsmanager", &format!("secret:{}-{suffix}", self.name))
    }
}
