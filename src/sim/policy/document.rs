//! A policy document, read from its JSON. What is not simulated is refused here, so that a world
//! never means more than it does.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::condition::Condition;
use super::principal::Principals;
use super::statement::{Effect, Patterns, Statement};

/// A policy document, as it is and as it was read.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(try_from = "Value", into = "Value")]
pub struct Policy {
    document: Value,
    statements: Vec<Statement>,
}

/// Why a document is not a policy.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PolicyError {
    /// The document has no `Statement`.
    #[error("the policy has no Statement")]
    NoStatement,
    /// An element is missing or not what it should be.
    #[error("statement {number} of the policy has no valid `{element}`")]
    Element {
        /// Counted from 1.
        number: usize,
        /// Such as `Effect`.
        element: &'static str,
    },
    /// A condition that is not simulated.
    #[error(
        "statement {number} of the policy has the condition operator `{operator}`, which is not simulated"
    )]
    Operator {
        /// Counted from 1.
        number: usize,
        /// Such as `IpAddress`.
        operator: String,
    },
}

impl Policy {
    /// The statements, in order.
    pub(crate) fn statements(&self) -> &[Statement] {
        &self.statements
    }

    /// The document as it was given.
    pub(crate) fn document(&self) -> &Value {
        &self.document
    }

    /// The policy that allows everything, as `AdministratorAccess` does.
    pub(crate) fn everything() -> Self {
        Self::of(&json!({ "Effect": "Allow", "Action": "*", "Resource": "*" }))
    }

    /// A policy of one statement that is written in this crate; one that is not well formed says
    /// nothing, so that it allows nothing.
    pub(crate) fn of(one: &Value) -> Self {
        Self {
            document: json!({ "Version": "2012-10-17", "Statement": [one] }),
            statements: statement(1, one).into_iter().collect(),
        }
    }
}

impl TryFrom<Value> for Policy {
    type Error = PolicyError;

    fn try_from(document: Value) -> Result<Self, PolicyError> {
        let given = match &document["Statement"] {
            Value::Array(statements) => statements.clone(),
            one @ Value::Object(_) => vec![one.clone()],
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {
                return Err(PolicyError::NoStatement);
            }
        };
        let statements = (1..)
            .zip(&given)
            .map(|(number, one)| statement(number, one))
            .collect::<Result<_, _>>()?;
        Ok(Self {
            document,
            statements,
        })
    }
}

impl From<Policy> for Value {
    fn from(policy: Policy) -> Self {
        policy.document
    }
}

fn statement(number: usize, value: &Value) -> Result<Statement, PolicyError> {
    let wrong = |element| PolicyError::Element { number, element };
    let effect = match value["Effect"].as_str() {
        Some("Allow") => Effect::Allow,
        Some("Deny") => Effect::Deny,
        Some(_) | None => return Err(wrong("Effect")),
    };
    let principals = match &value["Principal"] {
        Value::Null => None,
        given => Some(Principals::read(given).ok_or_else(|| wrong("Principal"))?),
    };
    let actions = patterns(value, "Action", "NotAction").ok_or_else(|| wrong("Action"))?;
    let resources = patterns(value, "Resource", "NotResource");
    // Only a policy that names principals belongs to a resource, and may go without naming it.
    if resources.is_none() && principals.is_none() {
        return Err(wrong("Resource"));
    }
    let mut conditions = Vec::new();
    let none = Map::new();
    for (operator, keys) in value["Condition"].as_object().unwrap_or(&none) {
        for (key, values) in keys.as_object().unwrap_or(&none) {
            let values = texts(values).ok_or_else(|| wrong("Condition"))?;
            let condition = Condition::read(operator, key, values);
            conditions.push(condition.ok_or_else(|| PolicyError::Operator {
                number,
                operator: operator.clone(),
            })?);
        }
    }
    Ok(Statement {
        sid: value["Sid"].as_str().map(str::to_owned),
        effect,
        actions,
        resources,
        conditions,
        principals,
    })
}

fn patterns(value: &Value, of: &str, all_but: &str) -> Option<Patterns> {
    match (&value[of], &value[all_but]) {
        (Value::Null, Value::Null) => None,
        (Value::Null, but) => texts(but).map(Patterns::AllBut),
        (only, _) => texts(only).map(Patterns::Of),
    }
}

/// One text or several; `true` and `false` may be written without quotes.
pub(super) fn texts(value: &Value) -> Option<Vec<String>> {
    let one = |value: &Value| match value {
        Value::String(text) => Some(text.clone()),
        Value::Bool(flag) => Some(flag.to_string()),
        Value::Number(number) => Some(number.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    };
    match value {
        Value::Array(items) => items.iter().map(one).collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Object(_) => {
            one(value).map(|text| vec![text])
        }
    }
}
