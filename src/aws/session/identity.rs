//! Whose credentials these are.

use super::Session;
use crate::error::Error;

/// An identity. Source: STS API model, `GetCallerIdentityResponse`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// The account, twelve digits.
    pub account: String,
    /// The ARN of the user or of the assumed role's session.
    pub arn: String,
}

impl Session {
    /// Asks STS whose credentials these are. Needs no permission.
    pub async fn identity(&self) -> Result<Identity, Error> {
        const CALL: &str = "sts:GetCallerIdentity";
        let answer = self.clients().sts.get_caller_identity().send().await;
        let answer = answer.map_err(|error| self.failed(CALL, &error))?;
        let account = answer
            .account
            .ok_or_else(|| Error::unreadable(CALL, "account"))?;
        let arn = answer.arn.ok_or_else(|| Error::unreadable(CALL, "arn"))?;
        Ok(Identity { account, arn })
    }
}
