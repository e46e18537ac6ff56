//! Owns what the deploying identity has to be allowed for the services of a stage, and by which
//! name IAM knows it.

use super::permission::{Purpose, Question};
use crate::policy::{Asked, Need, Scope, StageScope};
use serde_json::Value;

/// How IAM names an identity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Principal {
    /// The ARN of a user.
    User(String),
    /// A session of a role of this name, whose path the session does not tell.
    Role(String),
    /// The account itself or a federated user: nothing can be simulated.
    Other,
}

impl Principal {
    /// Reads an ARN as STS gives it.
    /// Source: IAM user guide, "IAM identifiers": `…:assumed-role/NAME/SESSION`, `…:user/PATH/NAME`.
    pub fn of(arn: &str) -> Self {
        let rest = arn.splitn(6, ':').nth(5).unwrap_or_default();
        match rest.split_once('/') {
            Some(("assumed-role", session)) => {
                Self::Role(session.split('/').next().unwrap_or_default().to_owned())
            }
            Some(("user", _)) => Self::User(arn.to_owned()),
            Some(_) | None => Self::Other,
        }
    }
}

/// What deploying the services of a stage needs, as its policies say; what foghorn can do without
/// comes last.
pub fn needs(stage: &StageScope) -> Vec<Question> {
    let scope = Scope {
        stages: vec![stage.clone()],
        repositories: Vec::new(),
    };
    let asked = scope.asked(stage).into_iter();
    let question = |one: Asked| {
        let purpose = match one.need {
            Need::Required => Purpose::Deploy,
            Need::Optional => Purpose::Extra,
        };
        let question = Question::new(purpose, &one.actions, one.resources);
        let condition = one.condition.iter().filter_map(Value::as_object);
        let keys = condition.flat_map(|operators| operators.values());
        let keys = keys.filter_map(Value::as_object).flatten();
        keys.fold(question, |question, (key, value)| {
            question.with(key, value.as_str().unwrap_or_default())
        })
    };
    asked.map(question).collect()
}
