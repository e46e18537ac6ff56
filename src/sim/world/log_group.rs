//! CloudWatch log groups that exist from the start.

use serde::Deserialize;

/// A log group without streams.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct LogGroup {
    /// The account it is in.
    pub account: String,
    /// The region it is in.
    pub region: String,
    /// Such as `/ecs/product-api`.
    pub name: String,
}
