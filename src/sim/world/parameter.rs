//! SSM parameters that exist from the start.

use serde::Deserialize;

use crate::secret::Secret;

/// A parameter of the SSM Parameter Store.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Parameter {
    /// The account it is in.
    pub account: String,
    /// The region it is in.
    pub region: String,
    /// Such as `/product-api/password`.
    pub name: String,
    /// Its type.
    #[serde(rename = "type")]
    pub kind: ParameterType,
    /// Its value.
    pub value: Secret,
}

/// The type of a parameter. Source: SSM API model, `ParameterType`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub enum ParameterType {
    /// Plain text.
    String,
    /// Plain texts separated by commas.
    StringList,
    /// Text encrypted with a KMS key.
    SecureString,
}

impl ParameterType {
    /// The word SSM uses.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::String => "String",
            Self::StringList => "StringList",
            Self::SecureString => "SecureString",
        }
    }
}
