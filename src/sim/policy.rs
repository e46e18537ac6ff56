//! IAM policies: reading a document, and deciding by it. Pure: it knows documents, actions, ARNs
//! and context keys, and neither principals' names nor services.
//!
//! Not simulated, and refused when a world has it: condition operators other than those of
//! [`condition`]. Policy variables (`${aws:username}`) are compared as they are written.
//! Source: IAM User Guide, "IAM JSON policy element reference" and "Policy evaluation logic".

mod condition;
mod context;
mod document;
mod principal;
mod statement;
#[cfg(test)]
mod tests;

pub(crate) use context::Context;
pub use document::{Policy, PolicyError};
pub(crate) use principal::{Caller, Trusted};
pub(crate) use statement::{Effect, Statement};

/// One question: may this be done to that, under these circumstances?
#[derive(Debug, Clone)]
pub(crate) struct Question<'a> {
    /// Such as `ecs:UpdateService`. Case does not count.
    pub(crate) action: &'a str,
    /// An ARN, or `*`.
    pub(crate) resource: &'a str,
    /// The values of the context keys that are known.
    pub(crate) context: &'a Context,
}

/// What one or more policies say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Decision {
    /// A statement allows it, none denies it.
    Allowed,
    /// No statement says anything.
    ImplicitDeny,
    /// A statement denies it, whatever others say.
    ExplicitDeny,
}

impl Decision {
    /// Source: IAM API model, `PolicyEvaluationDecisionType`.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Allowed => "allowed",
            Self::ImplicitDeny => "implicitDeny",
            Self::ExplicitDeny => "explicitDeny",
        }
    }

    /// What statements of these effects come to: a deny wins, nothing is a deny.
    pub(crate) fn of(effects: impl Iterator<Item = Effect>) -> Self {
        effects.fold(Self::ImplicitDeny, |so_far, effect| match effect {
            Effect::Deny => Self::ExplicitDeny,
            Effect::Allow if so_far == Self::ImplicitDeny => Self::Allowed,
            Effect::Allow => so_far,
        })
    }
}

/// Decides by several policies together, as those of one identity are.
pub(crate) fn decide<'p>(
    policies: impl IntoIterator<Item = &'p Policy>,
    question: &Question<'_>,
) -> Decision {
    let statements = policies.into_iter().flat_map(Policy::statements);
    Decision::of(
        statements
            .filter(|one| one.applies(question))
            .map(|one| one.effect),
    )
}
