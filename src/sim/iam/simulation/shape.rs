//! The two shapes that answers of SimulatePrincipalPolicy come in.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::outcome::Outcome;
use crate::policy::Decision;

/// One result per action, as since 2026: the most restrictive decision, with a template in the
/// place of a resource; what is said of each resource is below it.
/// Source: IAM API model, `EvaluationResult`.
pub(super) fn per_action(action: &str, named: bool, outcomes: &[Outcome]) -> Value {
    let decisions = outcomes.iter().map(|one| one.decision);
    let decision = decisions.max().unwrap_or(Decision::ImplicitDeny);
    // Only statements that contributed to the decision.
    let deciding = outcomes.iter().filter(|one| one.decision == decision);
    let matched: BTreeSet<_> = deciding.flat_map(|one| one.matched.clone()).collect();
    let missing: BTreeSet<_> = outcomes.iter().flat_map(|one| &one.missing).collect();
    let mut shown = json!({
        "EvalActionName": action,
        "EvalResourceName": template(action),
        "EvalDecision": decision.as_str(),
        "MatchedStatements": statements(&matched.into_iter().collect::<Vec<_>>()),
        "MissingContextValues": missing,
    });
    details(&mut shown, outcomes);
    if named {
        shown["ResourceSpecificResults"] = outcomes.iter().map(specific).collect();
    }
    shown
}

/// One result per action and resource, as before 2026.
pub(super) fn per_resource(action: &str, outcome: &Outcome) -> Value {
    let mut shown = json!({
        "EvalActionName": action,
        "EvalResourceName": outcome.resource,
        "EvalDecision": outcome.decision.as_str(),
        "MatchedStatements": statements(&outcome.matched),
        "MissingContextValues": outcome.missing,
    });
    details(&mut shown, std::slice::from_ref(outcome));
    shown
}

/// Source: IAM API model, `ResourceSpecificResult`.
fn specific(outcome: &Outcome) -> Value {
    let mut shown = json!({
        "EvalResourceName": outcome.resource,
        "EvalResourceDecision": outcome.decision.as_str(),
        "MatchedStatements": statements(&outcome.matched),
        "MissingContextValues": outcome.missing,
    });
    if let Some(allowed) = outcome.boundary {
        shown["PermissionsBoundaryDecisionDetail"] =
            json!({ "AllowedByPermissionsBoundary": allowed });
    }
    shown
}

/// What boundary and organization say, where there is one.
fn details(shown: &mut Value, outcomes: &[Outcome]) {
    let all = |pick: fn(&Outcome) -> Option<bool>| outcomes.iter().map(pick).reduce(both).flatten();
    if let Some(allowed) = all(|one| one.boundary) {
        shown["PermissionsBoundaryDecisionDetail"] =
            json!({ "AllowedByPermissionsBoundary": allowed });
    }
    if let Some(allowed) = all(|one| one.organization) {
        shown["OrganizationsDecisionDetail"] = json!({ "AllowedByOrganizations": allowed });
    }
}

fn both(one: Option<bool>, other: Option<bool>) -> Option<bool> {
    Some(one? && other?)
}

fn statements(matched: &[(String, &'static str)]) -> Value {
    let shown = |(name, kind): &(String, &'static str)| json!({ "SourcePolicyId": name, "SourcePolicyType": kind });
    matched.iter().map(shown).collect()
}

/// The ARN template of an action's resources; `*` where none is defined.
/// Source: Service Authorization Reference, for the actions a deployment needs.
fn template(action: &str) -> &'static str {
    match action.split(':').next().unwrap_or_default() {
        "ssm" => {
            "arn:${Partition}:ssm:${Region}:${Account}:parameter/${ParameterNameWithoutLeadingSlash}"
        }
        "secretsmanager" => {
            "arn:${Partition}:secretsmanager:${Region}:${Account}:secret:${SecretId}"
        }
        "kms" => "arn:${Partition}:kms:${Region}:${Account}:key/${KeyId}",
        "ecr" if action != "ecr:GetAuthorizationToken" => {
            "arn:${Partition}:ecr:${Region}:${Account}:repository/${RepositoryName}"
        }
        "logs" => {
            "arn:${Partition}:logs:${Region}:${Account}:log-group:${LogGroupName}:log-stream:${LogStreamName}"
        }
        "iam" => "arn:${Partition}:iam::${Account}:role/${RoleNameWithPath}",
        "s3" => "arn:${Partition}:s3:::${BucketName}/${ObjectName}",
        // Actions come from the wire.
        _ => "*",
    }
}
