//! The `Condition` element. Source: IAM User Guide, "IAM JSON policy elements: Condition
//! operators".

use super::context::Context;
use crate::glob;

/// One operator with one key, such as `StringEquals` of `iam:PassedToService`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Condition {
    operator: Operator,
    negated: bool,
    if_exists: bool,
    quantifier: Quantifier,
    pub(super) key: String,
    values: Vec<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Operator {
    Equals,
    EqualsIgnoreCase,
    Like,
    Bool,
    Null,
}

/// How the several values of a key are looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Quantifier {
    /// One of them has to fit: for keys that have one value.
    One,
    /// `ForAnyValue:`.
    Any,
    /// `ForAllValues:`; true when there are none.
    All,
}

impl Condition {
    /// Reads an operator's name; `None` when it is not simulated.
    pub(super) fn read(name: &str, key: &str, values: Vec<String>) -> Option<Self> {
        let (quantifier, rest) = match name.split_once(':') {
            Some(("ForAnyValue", rest)) => (Quantifier::Any, rest),
            Some(("ForAllValues", rest)) => (Quantifier::All, rest),
            Some(_) => return None,
            None => (Quantifier::One, name),
        };
        let (rest, if_exists) = match rest.strip_suffix("IfExists") {
            Some(rest) => (rest, true),
            None => (rest, false),
        };
        let (operator, negated) = match rest {
            "StringEquals" => (Operator::Equals, false),
            "StringNotEquals" => (Operator::Equals, true),
            "StringEqualsIgnoreCase" => (Operator::EqualsIgnoreCase, false),
            "StringNotEqualsIgnoreCase" => (Operator::EqualsIgnoreCase, true),
            // Wildcards count in ArnEquals, too: it and ArnLike behave identically.
            "StringLike" | "ArnEquals" | "ArnLike" => (Operator::Like, false),
            "StringNotLike" | "ArnNotEquals" | "ArnNotLike" => (Operator::Like, true),
            "Bool" => (Operator::Bool, false),
            "Null" => (Operator::Null, false),
            _ => return None,
        };
        Some(Self {
            operator,
            negated,
            if_exists,
            quantifier,
            key: key.to_owned(),
            values,
        })
    }

    /// Tells whether the condition holds.
    pub(super) fn holds(&self, context: &Context) -> bool {
        let present = context.get(&self.key);
        if self.operator == Operator::Null {
            let absent = if present.is_none() { "true" } else { "false" };
            return self.values.iter().any(|value| value == absent);
        }
        let Some(found) = present else {
            // Without its key a negated operator holds, and so does ForAllValues.
            return match self.quantifier {
                Quantifier::One => self.if_exists || self.negated,
                Quantifier::Any => self.if_exists,
                Quantifier::All => true,
            };
        };
        let fits = |value: &String| self.fits(value) != self.negated;
        match self.quantifier {
            Quantifier::One | Quantifier::Any => found.iter().any(fits),
            Quantifier::All => found.iter().all(fits),
        }
    }

    /// Tells whether one value is among those of the condition.
    fn fits(&self, found: &str) -> bool {
        self.values.iter().any(|value| match self.operator {
            Operator::Equals => value == found,
            Operator::EqualsIgnoreCase | Operator::Bool => value.eq_ignore_ascii_case(found),
            Operator::Like => glob::matches(value, found),
            Operator::Null => false,
        })
    }

    /// Tells whether the condition asks for a key that the context lacks, so that its outcome
    /// says nothing about a real request.
    pub(super) fn misses(&self, context: &Context) -> bool {
        self.operator != Operator::Null && context.get(&self.key).is_none()
    }
}
