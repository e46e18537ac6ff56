//! Roles that can be assumed.

use serde::Deserialize;

/// An IAM role. Who may assume it is not evaluated: everybody may, unless a
/// [`Denial`](super::Denial) of `sts:AssumeRole` says otherwise.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Role {
    /// The account the role is in.
    pub account: String,
    /// The name, without a path.
    pub name: String,
}
