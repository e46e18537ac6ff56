//! Owns what is asked of IAM, and what its answers come to: which of these things an identity may
//! do, and what would let it.
//!
//! Policies of resources are not simulated. So a denial of what a resource's own policy could
//! allow is a warning, and what is allowed is still not certain.
//! Source: IAM API reference, SimulatePrincipalPolicy.

use super::fact::{Decision, Simulated};
use super::{About, Finding};
use crate::cause::wording::{fixes, grant, title};
use crate::cause::{Cause, CauseKind};
use crate::foreign::{Foreign, Sentence};

/// Actions on resources of one kind, all of which are asked about at once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// The actions, such as `ssm:GetParameters`.
    pub actions: Vec<String>,
    /// The ARNs of what they are done to, or `*`.
    pub resources: Vec<String>,
    /// Condition keys that are known before, with their values.
    pub context: Vec<(String, String)>,
    /// What it means when it is denied.
    pub purpose: Purpose,
}

/// What a permission is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// The execution role logs in to ECR.
    Login,
    /// The execution role pulls an image.
    Pull,
    /// The execution role reads parameters.
    Parameter,
    /// The execution role reads secrets.
    Secret,
    /// The execution role decrypts parameters and secrets.
    Key,
    /// The execution role writes logs.
    Log,
    /// The execution role reads environment files.
    EnvironmentFile,
    /// The deploying identity deploys.
    Deploy,
    /// The deploying identity does what a deployment can do without.
    Extra,
}

impl Question {
    /// Makes one.
    pub fn new(purpose: Purpose, actions: &[&str], resources: Vec<String>) -> Self {
        Self {
            actions: actions.iter().map(|&action| action.to_owned()).collect(),
            resources,
            context: Vec::new(),
            purpose,
        }
    }

    /// Adds a condition key.
    #[must_use]
    pub fn with(mut self, key: &str, value: &str) -> Self {
        self.context.push((key.to_owned(), value.to_owned()));
        self
    }
}

/// What IAM's answers to a question come to: nothing if everything is allowed. `role` is the ARN
/// of the identity.
pub fn judge(
    about: &About,
    role: &str,
    question: &Question,
    answers: &[Simulated],
) -> Vec<Finding> {
    let mut findings = Vec::new();
    for resource in &question.resources {
        let denied: Vec<&Simulated> = answers
            .iter()
            .filter(|one| one.decision != Decision::Allowed)
            // For `*`, IAM may name a template instead.
            .filter(|one| one.resource == *resource || question.resources.len() == 1)
            .collect();
        // One policy is missing, or one is in the way: the first says which.
        if let Some(first) = denied.first() {
            let actions: Vec<&str> = denied.iter().map(|one| one.action.as_str()).collect();
            findings.push(finding(
                about,
                role,
                question.purpose,
                resource,
                first,
                &actions,
            ));
        }
    }
    findings
}

fn finding(
    about: &About,
    role: &str,
    purpose: Purpose,
    resource: &str,
    denied: &Simulated,
    actions: &[&str],
) -> Finding {
    let cause = cause(purpose, role, resource, denied, actions);
    let text = match purpose {
        Purpose::Deploy | Purpose::Extra => not_allowed(role, resource, actions),
        Purpose::EnvironmentFile => Sentence::own("the execution role ")
            .foreign(name(role))
            .then(" may not read the environment file ")
            .foreign(resource)
            .then(format!(" ({})", actions.join(", "))),
        Purpose::Login
        | Purpose::Pull
        | Purpose::Parameter
        | Purpose::Secret
        | Purpose::Key
        | Purpose::Log => title(&cause),
    };
    let sure = is_sure(purpose, role, resource, denied);
    let mut finding = if sure && purpose != Purpose::Extra {
        about.problem(text)
    } else {
        about.warning(text)
    };
    finding.fix = match denied.decision {
        Decision::DeniedByOrganization => vec![Sentence::own(
            "a service control policy of the organization does not allow it: no policy of the role can",
        )],
        Decision::DeniedByBoundary => vec![Sentence::own(
            "the role's permissions boundary does not allow it: no policy of the role can",
        )],
        Decision::Allowed | Decision::ImplicitDeny | Decision::ExplicitDeny => {
            let keys = denied.missing_keys.join(", ");
            let condition = (!keys.is_empty()).then(|| {
                Sentence::own(
                    "a policy allows or denies it under a condition that is not known before: ",
                )
                .foreign(keys)
            });
            let unknown = (!sure && condition.is_none() && purpose != Purpose::Extra).then(|| {
                Sentence::own("unless the resource's own policy names the role, which cannot be looked up this way")
            });
            let fixes = match purpose {
                Purpose::EnvironmentFile | Purpose::Deploy | Purpose::Extra => {
                    grant(&cause, actions, resource)
                }
                Purpose::Login
                | Purpose::Pull
                | Purpose::Parameter
                | Purpose::Secret
                | Purpose::Key
                | Purpose::Log => fixes(&cause),
            };
            condition.into_iter().chain(unknown).chain(fixes).collect()
        }
    };
    finding
}

/// Whether a denial is certain to stop a deployment.
fn is_sure(purpose: Purpose, role: &str, resource: &str, denied: &Simulated) -> bool {
    match denied.decision {
        Decision::Allowed => false,
        Decision::ExplicitDeny => denied.missing_keys.is_empty(),
        Decision::DeniedByOrganization | Decision::DeniedByBoundary => true,
        Decision::ImplicitDeny if !denied.missing_keys.is_empty() => false,
        Decision::ImplicitDeny => match purpose {
            Purpose::Login | Purpose::Parameter | Purpose::Log => true,
            Purpose::Deploy | Purpose::Extra => true,
            // Their own policies can let a role of the same account in.
            Purpose::Pull | Purpose::Secret => account(role) != account(resource),
            Purpose::Key | Purpose::EnvironmentFile => false,
        },
    }
}

fn cause(
    purpose: Purpose,
    role: &str,
    resource: &str,
    denied: &Simulated,
    actions: &[&str],
) -> Cause {
    let kind = match purpose {
        Purpose::Login => CauseKind::RegistryTokenDenied,
        Purpose::Pull => CauseKind::ImagePullDenied,
        Purpose::Parameter => CauseKind::ParameterAccessDenied,
        Purpose::Secret => CauseKind::SecretAccessDenied,
        Purpose::Key => CauseKind::KeyAccessDenied,
        Purpose::Log => CauseKind::LogAccessDenied,
        Purpose::EnvironmentFile => CauseKind::EnvironmentFileUnreadable,
        Purpose::Deploy | Purpose::Extra => CauseKind::Unrecognised,
    };
    let text = match denied.decision {
        Decision::ExplicitDeny => "with an explicit deny",
        Decision::Allowed
        | Decision::ImplicitDeny
        | Decision::DeniedByOrganization
        | Decision::DeniedByBoundary => "",
    };
    Cause {
        role: Some(Foreign::new(name(role))),
        action: actions.first().map(|&action| Foreign::new(action)),
        resource: (resource != "*").then(|| Foreign::new(resource)),
        text: Foreign::new(text),
        ..Cause::foreseen(kind)
    }
}

fn not_allowed(role: &str, resource: &str, actions: &[&str]) -> Sentence {
    let sentence = Sentence::default()
        .foreign(name(role))
        .then(" may not ")
        .code(actions.join("`, `"));
    if resource == "*" {
        sentence
    } else {
        sentence.then(" on ").foreign(resource)
    }
}

/// The name at the end of an ARN.
pub(super) fn name(arn: &str) -> &str {
    arn.rsplit_once('/').map_or(arn, |(_, name)| name)
}

fn account(arn: &str) -> Option<&str> {
    arn.split(':').nth(4)
}
