//! Whether a role may be assumed: its trust policy and the caller's own policies together.
//! Source: IAM User Guide, "Policy evaluation logic", role trust policies are policies of a
//! resource; in its own account a role may trust a caller without further permission.

use super::Permissions;
use crate::policy::{Caller, Context, Decision, Question, Trusted};
use crate::principal::Principal;
use crate::world::IamRole;

impl Permissions {
    /// Whether `caller` may assume a role, or (`sts:TagSession`) give its session tags, which the
    /// context has then; not if there is no such role.
    pub(crate) fn assumable(
        &self,
        caller: &Principal,
        (account, name): (&str, &str),
        action: &str,
        context: &Context,
    ) -> bool {
        let Some(role) = self.identities.assumable(account, name) else {
            return false;
        };
        let arn = role.arn();
        let question = Question {
            action,
            resource: &arn,
            context,
        };
        if self.is_denied(caller, question.action, &arn) {
            return false;
        }
        if !self.identities.given() {
            return true;
        }
        let Some(has) = self.identities.entitlement(caller) else {
            return false;
        };
        let allowed = self.refusal(caller, &question).is_none();
        match role.trust.trusts(&self.caller(caller), &question) {
            Trusted::Denied | Trusted::No => false,
            Trusted::Account => allowed,
            Trusted::Directly if caller.account == account => {
                has.own(&question) != Decision::ExplicitDeny
            }
            Trusted::Directly => allowed,
        }
    }

    /// Tells whether the bearer of a token may assume a role. `provider` is the issuer without
    /// `https://`, after which the token's claims are named.
    /// Source: IAM User Guide, "Available keys for AWS OIDC federation".
    pub(crate) fn assumable_with_token(
        &self,
        (account, name): (&str, &str),
        provider: &str,
        (subject, audience): (&str, &str),
    ) -> bool {
        let Some(role) = self.identities.assumable(account, name) else {
            return false;
        };
        // A role of which nothing is said trusts everybody.
        if !self.identities.is_given(account, name) {
            return true;
        }
        trusts_token(&role, provider, subject, audience)
    }
}

fn trusts_token(role: &IamRole, provider: &str, subject: &str, audience: &str) -> bool {
    let arn = role.arn();
    let context = Context::default()
        .with(&format!("{provider}:sub"), subject)
        .with(&format!("{provider}:aud"), audience);
    let question = Question {
        action: "sts:AssumeRoleWithWebIdentity",
        resource: &arn,
        context: &context,
    };
    let account = &role.account;
    let caller = Caller::Federated(format!("arn:aws:iam::{account}:oidc-provider/{provider}"));
    role.trust.trusts(&caller, &question) == Trusted::Directly
}
