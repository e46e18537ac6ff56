//! Roles, and what their policies allow.

use super::Session;
use crate::error::{Error, Kind, Missing};
use aws_sdk_iam::types::{
    ContextEntry, ContextKeyTypeEnum, EvaluationResult, PolicyEvaluationDecisionType,
};
use foghorn_deploy::check::fact::{Decision, Role, Simulated};
use foghorn_deploy::check::permission::Question;
use percent_encoding::percent_decode_str;
use serde_json::Value;

impl Session {
    /// Reads a role of this account, by its name without the path. `None` if there is none.
    pub async fn iam_role(&self, name: &str) -> Result<Option<Role>, Error> {
        const CALL: &str = "iam:GetRole";
        let get = self.clients().iam.get_role().role_name(name);
        let answer = get
            .send()
            .await
            .map_err(|error| self.failed(CALL, &error).about(name));
        match answer {
            Ok(answer) => {
                let role = answer.role.ok_or_else(|| Error::unreadable(CALL, "Role"))?;
                let document = role.assume_role_policy_document.unwrap_or_default();
                // It comes percent-encoded. Source: IAM API reference, GetRole.
                let document = percent_decode_str(&document).decode_utf8_lossy();
                Ok(Some(Role {
                    arn: role.arn,
                    trust: serde_json::from_str(&document).unwrap_or(Value::Null),
                }))
            }
            Err(error) if *error.kind() == Kind::NotFound(Missing::Role) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Asks IAM what the policies of a user or role say of these actions on these resources.
    ///
    /// `source` is the ARN of the user or role itself, not of a session. Policies of resources
    /// take no part: IAM does not simulate them for roles.
    /// Source: IAM API model, `SimulatePrincipalPolicyRequest`.
    pub async fn simulate(
        &self,
        source: &str,
        question: &Question,
    ) -> Result<Vec<Simulated>, Error> {
        const CALL: &str = "iam:SimulatePrincipalPolicy";
        let mut simulated = Vec::new();
        let mut marker = None;
        loop {
            let mut ask = self
                .clients()
                .iam
                .simulate_principal_policy()
                .policy_source_arn(source)
                .set_action_names(Some(question.actions.clone()))
                .set_resource_arns(Some(question.resources.clone()))
                .set_marker(marker);
            for (key, value) in &question.context {
                let entry = ContextEntry::builder()
                    .context_key_name(key)
                    .context_key_values(value)
                    .context_key_type(ContextKeyTypeEnum::String);
                ask = ask.context_entries(entry.build());
            }
            let answer = ask
                .send()
                .await
                .map_err(|error| self.failed(CALL, &error).about(source))?;
            for result in answer.evaluation_results() {
                simulated.extend(results(result));
            }
            // Source: IAM API model, `SimulatePolicyResponse.IsTruncated`.
            match answer.marker.filter(|_| answer.is_truncated) {
                Some(next) => marker = Some(next),
                None => return Ok(simulated),
            }
        }
    }
}

/// Since 2026 there is one result for each action, with those of the resources in it; before, one
/// for each action and resource. Source: IAM API model, `EvaluationResult`.
fn results(result: &EvaluationResult) -> Vec<Simulated> {
    let organization = result
        .organizations_decision_detail()
        .map(|detail| detail.allowed_by_organizations);
    let boundary = result
        .permissions_boundary_decision_detail()
        .map(|detail| detail.allowed_by_permissions_boundary);
    let simulated =
        |resource: &str, decision: &PolicyEvaluationDecisionType, boundary, keys: &[String]| {
            Simulated {
                action: result.eval_action_name().to_owned(),
                resource: resource.to_owned(),
                decision: decided(decision, organization, boundary),
                missing_keys: keys.to_vec(),
            }
        };
    let specific = result.resource_specific_results();
    if specific.is_empty() {
        let resource = result.eval_resource_name().unwrap_or("*");
        let keys = result.missing_context_values();
        return vec![simulated(resource, result.eval_decision(), boundary, keys)];
    }
    let of_resource = |one: &aws_sdk_iam::types::ResourceSpecificResult| {
        let own = one
            .permissions_boundary_decision_detail()
            .map(|detail| detail.allowed_by_permissions_boundary);
        simulated(
            one.eval_resource_name(),
            one.eval_resource_decision(),
            own.or(boundary),
            one.missing_context_values(),
        )
    };
    specific.iter().map(of_resource).collect()
}

fn decided(
    decision: &PolicyEvaluationDecisionType,
    organization: Option<bool>,
    boundary: Option<bool>,
) -> Decision {
    match decision {
        PolicyEvaluationDecisionType::Allowed => Decision::Allowed,
        PolicyEvaluationDecisionType::ExplicitDeny => Decision::ExplicitDeny,
        _ if organization == Some(false) => Decision::DeniedByOrganization,
        _ if boundary == Some(false) => Decision::DeniedByBoundary,
        _ => Decision::ImplicitDeny,
    }
}
