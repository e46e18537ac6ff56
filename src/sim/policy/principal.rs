//! The `Principal` element of trust policies and of policies of resources.
//! Source: IAM User Guide, "AWS JSON policy elements: Principal".

use serde_json::Value;

use super::document::texts;
use super::statement::Effect;
use super::{Decision, Policy, Question};

/// Whom a statement is about: kind (`AWS`, `Service`, `Federated`) and name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Principals {
    named: Vec<(String, String)>,
}

/// Who asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Caller<'a> {
    /// An identity: its account and the ARNs it has. A session of a role has its own and the
    /// role's.
    Identity {
        /// Twelve digits.
        account: &'a str,
        /// All names it goes by.
        arns: Vec<String>,
    },
    /// A service such as `ecs-tasks.amazonaws.com`.
    Service(&'a str),
    /// Somebody with a token of this identity provider (its ARN).
    Federated(String),
}

/// How far a policy of a resource trusts a caller.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Trusted {
    /// It denies.
    Denied,
    /// It says nothing.
    No,
    /// It trusts the caller's account, which has to allow it by a policy of the caller.
    Account,
    /// It trusts the caller itself.
    Directly,
}

impl Principals {
    /// Reads the element; `None` when it is neither `*` nor an object.
    pub(super) fn read(value: &Value) -> Option<Self> {
        let named = match value {
            Value::String(all) if all == "*" => vec![("AWS".to_owned(), all.clone())],
            Value::Object(kinds) => kinds
                .iter()
                .map(|(kind, names)| Some((kind, texts(names)?)))
                .collect::<Option<Vec<_>>>()?
                .into_iter()
                .flat_map(|(kind, names)| names.into_iter().map(move |name| (kind.clone(), name)))
                .collect(),
            Value::Null
            | Value::Bool(_)
            | Value::Number(_)
            | Value::String(_)
            | Value::Array(_) => return None,
        };
        Some(Self { named })
    }

    fn trusts(&self, caller: &Caller<'_>) -> Trusted {
        let trusts = |(kind, name): &(String, String)| match caller {
            Caller::Identity { account, arns } if kind == "AWS" => {
                let root = format!("arn:aws:iam::{account}:root");
                if name == "*" || arns.contains(name) {
                    Trusted::Directly
                } else if name == account || *name == root {
                    Trusted::Account
                } else {
                    Trusted::No
                }
            }
            Caller::Service(service) if kind == "Service" && name == service => Trusted::Directly,
            Caller::Federated(provider) if kind == "Federated" && name == provider => {
                Trusted::Directly
            }
            Caller::Identity { .. } | Caller::Service(_) | Caller::Federated(_) => Trusted::No,
        };
        self.named.iter().map(trusts).max().unwrap_or(Trusted::No)
    }
}

impl Policy {
    /// What the policy of a resource says to a caller.
    pub(crate) fn trusts(&self, caller: &Caller<'_>, question: &Question<'_>) -> Trusted {
        let mut best = Trusted::No;
        for statement in self.statements().iter().filter(|one| one.applies(question)) {
            let Some(principals) = &statement.principals else {
                continue;
            };
            let trusted = principals.trusts(caller);
            match statement.effect {
                Effect::Deny if trusted > Trusted::No => return Trusted::Denied,
                Effect::Deny => {}
                Effect::Allow => best = best.max(trusted),
            }
        }
        best
    }
}

impl Trusted {
    /// What trust comes to together with what the caller's own policies say, in one account.
    pub(crate) fn within_account(self, own: Decision) -> Decision {
        match (self, own) {
            (Self::Denied, _) | (_, Decision::ExplicitDeny) => Decision::ExplicitDeny,
            (Self::Directly, _) => Decision::Allowed,
            (Self::No | Self::Account, own) => own,
        }
    }
}
