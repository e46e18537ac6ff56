//! What principals may do: what their policies allow in a world with IAM data, everything in one
//! without; and in both nothing that is denied. It owns the wording of a refusal.
//!
//! Source: IAM User Guide, "Policy evaluation logic", "Cross-account policy evaluation logic".

mod assume;
mod because;

use crate::demand::Demand;
use crate::glob;
use crate::iam::Identities;
use crate::policy::{Caller, Decision, Policy, Question, Trusted, decide};
use crate::principal::Principal;
use crate::service_error::ServiceError;
use crate::world::Denial;
pub(crate) use because::Because;

/// All permissions.
#[derive(Debug, Default)]
pub(crate) struct Permissions {
    denied: Vec<Denial>,
    pub(crate) identities: Identities,
}

impl Permissions {
    pub(crate) fn new(denied: Vec<Denial>, identities: Identities) -> Self {
        Self { denied, identities }
    }

    /// Replaces all denials.
    pub(crate) fn set_denied(&mut self, denied: Vec<Denial>) {
        self.denied = denied;
    }

    /// Refuses the first resource that `principal` may not do what is demanded on.
    pub(crate) fn check(&self, principal: &Principal, demand: &Demand) -> Result<(), ServiceError> {
        let action = demand.action.as_str();
        for resource in &demand.resources {
            let question = Question {
                action,
                resource,
                context: &demand.context,
            };
            if let Some(because) = self.refusal(principal, &question) {
                return Err(refused(principal, action, resource, because));
            }
        }
        Ok(())
    }

    /// Why `principal` may not do what is asked; nothing if it may.
    pub(crate) fn refusal(
        &self,
        principal: &Principal,
        question: &Question<'_>,
    ) -> Option<Because> {
        if self.is_denied(principal, question.action, question.resource) {
            return Some(Because::NoIdentityPolicy);
        }
        if !self.identities.given() {
            return None;
        }
        let Some(has) = self.identities.entitlement(principal) else {
            return Some(Because::NoIdentityPolicy);
        };
        let own = has.own(question);
        if own == Decision::ExplicitDeny {
            return Some(Because::DeniedByIdentityPolicy);
        }
        let ask = |policy: &Policy| decide([policy], question);
        match has.organization.as_ref().map(ask) {
            Some(Decision::ExplicitDeny) => return Some(Because::DeniedByOrganization),
            Some(Decision::ImplicitDeny) => return Some(Because::NoOrganizationPolicy),
            Some(Decision::Allowed) | None => {}
        }
        let reason = self.with_resource(principal, question, own);
        if reason.is_some() {
            return reason;
        }
        match has.boundary.as_ref().map(ask) {
            Some(Decision::ExplicitDeny) => Some(Because::DeniedByBoundary),
            Some(Decision::ImplicitDeny) => Some(Because::NoBoundary),
            Some(Decision::Allowed) | None => None,
        }
    }

    /// Tells whether the world denies it.
    pub(crate) fn is_denied(&self, principal: &Principal, action: &str, resource: &str) -> bool {
        self.denied.iter().any(|denial| {
            principal.is(&denial.who)
                && glob::matches(&denial.action, action)
                && glob::matches(&denial.resource, resource)
        })
    }

    /// Adds what the resource's own policy says to `own`, what those of the identity do.
    fn with_resource(
        &self,
        principal: &Principal,
        question: &Question<'_>,
        own: Decision,
    ) -> Option<Because> {
        let owner = question.resource.split(':').nth(4).unwrap_or_default();
        let foreign = !owner.is_empty() && owner != principal.account;
        let policy = self.identities.resource_policy(question.resource);
        let trusted = match policy {
            Some(policy) => policy.trusts(&self.caller(principal), question),
            None if foreign => Trusted::No,
            None => Trusted::Account,
        };
        let has_policies = ["ecr:", "secretsmanager:", "kms:"]
            .iter()
            .any(|service| question.action.starts_with(service));
        // What somebody may do in another account both accounts have to allow.
        if foreign && has_policies && self.identities.keeps(owner) && trusted < Trusted::Account {
            return Some(Because::resource(trusted));
        }
        // A key policy that does not even name the account leaves nothing to IAM. Source: KMS
        // Developer Guide, "Default key policy".
        let is_key = question.action.starts_with("kms:") && policy.is_some();
        if is_key && trusted < Trusted::Account {
            return Some(Because::resource(trusted));
        }
        let together = if foreign {
            own
        } else {
            trusted.within_account(own)
        };
        match together {
            Decision::Allowed => None,
            Decision::ImplicitDeny => Some(Because::NoIdentityPolicy),
            Decision::ExplicitDeny => Some(Because::DeniedByResourcePolicy),
        }
    }

    /// How policies of resources know a principal.
    pub(crate) fn caller<'a>(&self, principal: &'a Principal) -> Caller<'a> {
        let account = principal.account.as_str();
        let mut arns = vec![principal.arn.clone()];
        if principal.is_session() {
            let role = self.identities.role(account, &principal.name);
            arns.extend(role.map(|role| role.arn()));
        }
        Caller::Identity { account, arns }
    }
}

/// The refusal in AWS's words. Source: texts observed in public logs.
pub(crate) fn denied(principal: &Principal, action: &str, resource: &str) -> ServiceError {
    refused(principal, action, resource, Because::NoIdentityPolicy)
}

fn refused(principal: &Principal, action: &str, resource: &str, because: Because) -> ServiceError {
    ServiceError::new(
        "AccessDeniedException",
        format!(
            "User: {} is not authorized to perform: {action} on resource: {resource} {}",
            principal.arn,
            because.words(action)
        ),
    )
}
