//! The circumstances of a request: values by condition key.

use std::collections::BTreeMap;

use crate::principal::Principal;

/// Values by key. Keys are compared without case, as IAM does.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Context {
    values: BTreeMap<String, Vec<String>>,
}

impl Context {
    /// What every request has. Source: IAM User Guide, "AWS global condition context keys".
    pub(crate) fn of(principal: &Principal) -> Self {
        let context = Self::default()
            .with("aws:PrincipalAccount", &principal.account)
            .with("aws:SecureTransport", "true");
        if principal.is_session() {
            let Principal { account, name, .. } = principal;
            // The role, not its session.
            return context.with(
                "aws:PrincipalArn",
                format!("arn:aws:iam::{account}:role/{name}"),
            );
        }
        context
            .with("aws:PrincipalArn", &principal.arn)
            .with("aws:username", &principal.name)
    }

    /// Adds a value to a key.
    pub(crate) fn add(&mut self, key: &str, value: impl Into<String>) {
        let values = self.values.entry(key.to_ascii_lowercase()).or_default();
        values.push(value.into());
    }

    /// The same context with one more value.
    pub(crate) fn with(mut self, key: &str, value: impl Into<String>) -> Self {
        self.add(key, value);
        self
    }

    /// The values of a key; nothing when the request has no such key.
    pub(crate) fn get(&self, key: &str) -> Option<&[String]> {
        let values = self.values.get(&key.to_ascii_lowercase())?;
        Some(values)
    }
}
