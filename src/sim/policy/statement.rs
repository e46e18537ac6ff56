//! One statement of a policy.

use super::Question;
use super::condition::Condition;
use super::principal::Principals;
use crate::glob;

/// What a statement does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Effect {
    /// Allows.
    Allow,
    /// Denies.
    Deny,
}

/// Patterns, or everything but them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Patterns {
    /// `Action`, `Resource`.
    Of(Vec<String>),
    /// `NotAction`, `NotResource`.
    AllBut(Vec<String>),
}

/// A statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Statement {
    /// Its name, if it has one.
    pub(crate) sid: Option<String>,
    pub(crate) effect: Effect,
    pub(super) actions: Patterns,
    /// Absent in trust policies, where the role itself is the resource.
    pub(super) resources: Option<Patterns>,
    pub(super) conditions: Vec<Condition>,
    /// Absent in policies of identities.
    pub(super) principals: Option<Principals>,
}

impl Patterns {
    fn covers(&self, fits: impl Fn(&str) -> bool) -> bool {
        match self {
            Self::Of(patterns) => patterns.iter().any(|pattern| fits(pattern)),
            Self::AllBut(patterns) => !patterns.iter().any(|pattern| fits(pattern)),
        }
    }
}

impl Statement {
    /// Tells whether the statement speaks of this action on this resource, whatever its
    /// conditions. Actions are compared without case, resources with it.
    pub(crate) fn covers(&self, question: &Question<'_>) -> bool {
        let action = question.action.to_ascii_lowercase();
        let fits_action = |pattern: &str| glob::matches(&pattern.to_ascii_lowercase(), &action);
        let fits_resource = |pattern: &str| glob::matches(pattern, question.resource);
        let resources = self.resources.as_ref();
        self.actions.covers(fits_action)
            && resources.is_none_or(|resources| resources.covers(fits_resource))
    }

    /// Tells whether the statement takes part in the decision.
    pub(crate) fn applies(&self, question: &Question<'_>) -> bool {
        let mut conditions = self.conditions.iter();
        self.covers(question) && conditions.all(|one| one.holds(question.context))
    }

    /// The context keys its conditions ask for and `question` lacks.
    pub(crate) fn missing_keys(&self, question: &Question<'_>) -> impl Iterator<Item = &str> {
        let conditions = self.conditions.iter();
        conditions
            .filter(|one| one.misses(question.context))
            .map(|one| one.key.as_str())
    }
}
