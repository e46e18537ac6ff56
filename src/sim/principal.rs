//! Who is calling.

/// A user or an assumed role.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Principal {
    /// The account it belongs to.
    pub(crate) account: String,
    /// `arn:aws:iam::A:user/NAME` or `arn:aws:sts::A:assumed-role/ROLE/SESSION`.
    pub(crate) arn: String,
    /// The `UserId` of GetCallerIdentity.
    pub(crate) id: String,
    /// The access key it signs with.
    pub(crate) access_key_id: String,
    /// The user's or the role's name.
    pub(crate) name: String,
}

impl Principal {
    /// The user an access key belongs to.
    pub(crate) fn user(account: &str, name: &str, access_key_id: &str) -> Self {
        Self {
            account: account.to_owned(),
            arn: format!("arn:aws:iam::{account}:user/{name}"),
            id: format!("AIDA{account:0>16}"),
            access_key_id: access_key_id.to_owned(),
            name: name.to_owned(),
        }
    }

    /// A session of a role.
    pub(crate) fn session(account: &str, role: &str, session: &str, access_key_id: &str) -> Self {
        Self {
            account: account.to_owned(),
            arn: format!("arn:aws:sts::{account}:assumed-role/{role}/{session}"),
            id: format!("AROA{account:0>16}:{session}"),
            access_key_id: access_key_id.to_owned(),
            name: role.to_owned(),
        }
    }

    /// Tells whether it is a session of a role.
    pub(crate) fn is_session(&self) -> bool {
        self.arn.contains(":assumed-role/")
    }

    /// Tells whether `who` (a name, a role's ARN, an access key id or `*`) means this principal.
    pub(crate) fn is(&self, who: &str) -> bool {
        who == "*"
            || who == self.name
            || who == self.access_key_id
            || who == self.arn
            || who == format!("arn:aws:iam::{}:role/{}", self.account, self.name)
    }
}
