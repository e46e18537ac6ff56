//! What an identity may not do.

use serde::Deserialize;

/// One missing permission.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Denial {
    /// A role's name or ARN, a user's name, or an access key id; `*` for everybody.
    pub who: String,
    /// Such as `ssm:GetParameters`; `*` and `?` are wildcards.
    pub action: String,
    /// An ARN with wildcards. Actions that have no resource are on `*`.
    #[serde(default = "every_resource")]
    pub resource: String,
}

fn every_resource() -> String {
    "*".to_owned()
}
