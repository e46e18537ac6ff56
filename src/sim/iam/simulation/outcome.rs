//! One action on one resource: what a simulation finds out about it.

use std::collections::BTreeSet;

use crate::iam::identities::Entitlement;
use crate::permission::Permissions;
use crate::policy::{Context, Decision, Effect, Policy, Question, Statement, decide};
use crate::principal::Principal;

/// Whose policies are simulated.
pub(super) struct Simulated<'p> {
    pub(super) permissions: &'p Permissions,
    pub(super) principal: Principal,
    /// `user` or `role`.
    pub(super) kind: &'static str,
    pub(super) has: Entitlement,
}

/// What came of it.
#[derive(Debug, Clone)]
pub(super) struct Outcome {
    pub(super) resource: String,
    pub(super) decision: Decision,
    /// The policies whose statements led to the decision: name and kind of source.
    pub(super) matched: Vec<(String, &'static str)>,
    /// Keys that conditions ask for and nobody gave.
    pub(super) missing: BTreeSet<String>,
    /// Whether the permissions boundary allows it, if there is one.
    pub(super) boundary: Option<bool>,
    /// Whether the organization allows it, if there is one.
    pub(super) organization: Option<bool>,
}

/// Simulates one action on one resource.
pub(super) fn outcome(
    simulated: &Simulated<'_>,
    action: &str,
    resource: &str,
    context: &Context,
) -> Outcome {
    let Simulated {
        permissions,
        principal,
        kind,
        has,
    } = simulated;
    let question = Question {
        action,
        resource,
        context,
    };
    let own = has.own(&question);
    let ask = |policy: &Policy| decide([policy], &question);
    let boundary = has.boundary.as_ref().map(ask);
    let organization = has.organization.as_ref().map(ask);
    // What the world denies looks like a permission that nobody gave.
    let withheld = permissions
        .is_denied(principal, action, resource)
        .then_some(Decision::ImplicitDeny);
    let decision = [boundary, organization, withheld]
        .into_iter()
        .flatten()
        .fold(own, Decision::max);
    let leads = |statement: &Statement| match statement.effect {
        Effect::Deny => own == Decision::ExplicitDeny,
        Effect::Allow => own == Decision::Allowed,
    };
    let mut matched = Vec::new();
    let mut missing = BTreeSet::new();
    for (name, inline, policy) in has.policies() {
        let source = if inline { kind } else { "user-managed" };
        for statement in policy.statements() {
            if statement.applies(&question) && leads(statement) {
                matched.push((name.to_owned(), source));
            }
            if statement.covers(&question) {
                missing.extend(statement.missing_keys(&question).map(str::to_owned));
            }
        }
    }
    Outcome {
        resource: resource.to_owned(),
        decision,
        matched,
        missing,
        boundary: boundary.map(|decision| decision == Decision::Allowed),
        organization: organization.map(|decision| decision == Decision::Allowed),
    }
}
