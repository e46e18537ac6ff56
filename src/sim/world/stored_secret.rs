//! Secrets of AWS Secrets Manager that exist from the start.

use serde::Deserialize;

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
}
