//! Long-lived access keys.

use serde::Deserialize;

use crate::secret::Secret;

/// The secret access key of the access key that every account has: the account's twelve digits
/// are the access key id. So `AWS_ACCESS_KEY_ID=111111111111` with this secret signs in to
/// account 111111111111, with no declaration.
pub const ANY_ACCOUNT_SECRET: &str = "simulated";

/// The access key of an IAM user.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Credential {
    /// `AKIA…`.
    pub access_key_id: String,
    /// What requests are signed with.
    pub secret_access_key: Secret,
    /// For keys that are those of a session: what `X-Amz-Security-Token` must be.
    #[serde(default)]
    pub session_token: Option<Secret>,
    /// For keys that are those of a session: how many seconds of AWS's time it is good for, from
    /// the start of the simulation; without it, for ever.
    #[serde(default)]
    pub expires_after: Option<u32>,
    /// The account the key belongs to.
    pub account: String,
    /// The name of the IAM user.
    pub user: String,
}
