//! Identities with their policies. A world without them allows what is not
//! [denied](super::Denial); with them every call is authorised by them.

mod shared;
mod task_role;

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::policy::Policy;

/// IAM of all accounts.
///
/// A user or role that is given here may do what its policies say and nothing else. A user that is
/// not is an administrator of its account. A role that is not exists only as one of
/// [`super::World::roles`], or in accounts of which no role is given here: it is an administrator,
/// and everybody may assume it.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Iam {
    /// Users: the `user` of a [`super::Credential`]. Every account's own key belongs to the user
    /// `simulated`.
    pub users: Vec<IamUser>,
    /// Roles.
    pub roles: Vec<IamRole>,
    /// Policies of repositories, secrets and KMS keys.
    pub resource_policies: Vec<ResourcePolicy>,
    /// What an organization lets an account do, by the account's twelve digits.
    pub service_control_policies: BTreeMap<String, Policy>,
    /// KMS keys of customers, and what is encrypted with them.
    pub customer_keys: Vec<CustomerKey>,
    /// Accounts without `AWSServiceRoleForECS`, which ECS makes with the first cluster.
    pub without_service_linked_role: Vec<String>,
    /// Which shape SimulatePrincipalPolicy answers in.
    pub simulation: SimulationShape,
}

/// A user with its policies.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct IamUser {
    /// The account it is in.
    pub account: String,
    /// Its name.
    pub name: String,
    /// Its inline policies by name.
    #[serde(default)]
    pub inline: BTreeMap<String, Policy>,
    /// The managed policies attached to it, by name.
    #[serde(default)]
    pub attached: BTreeMap<String, Policy>,
    /// What its policies cannot go beyond.
    #[serde(default)]
    pub permissions_boundary: Option<Policy>,
}

/// A role with its policies.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct IamRole {
    /// The account it is in.
    pub account: String,
    /// Its name, without the path.
    pub name: String,
    /// Its path, such as `/ci/`.
    #[serde(default = "slash")]
    pub path: String,
    /// Who may assume it.
    pub trust: Policy,
    /// Its inline policies by name.
    #[serde(default)]
    pub inline: BTreeMap<String, Policy>,
    /// The managed policies attached to it, by name.
    #[serde(default)]
    pub attached: BTreeMap<String, Policy>,
    /// What its policies cannot go beyond.
    #[serde(default)]
    pub permissions_boundary: Option<Policy>,
}

impl IamRole {
    /// `arn:aws:iam::A:role/PATH/NAME`.
    pub fn arn(&self) -> String {
        let Self {
            account,
            path,
            name,
            ..
        } = self;
        format!("arn:aws:iam::{account}:role{path}{name}")
    }
}

/// The policy of a repository, a secret or a KMS key. A repository or secret without one is its
/// own account's only; a key without one has the default key policy, which leaves it to IAM.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct ResourcePolicy {
    /// The ARN of the resource.
    pub resource: String,
    /// Who may do what with it.
    pub policy: Policy,
}

/// A KMS key that is not AWS's own.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct CustomerKey {
    /// `arn:aws:kms:R:A:key/ID`.
    pub arn: String,
    /// The names of the parameters and secrets of its account and region that are encrypted with
    /// it.
    pub encrypts: Vec<String>,
    /// `alias/NAME`, if those name the key so; AWS shows the key as it was given.
    #[serde(default)]
    pub alias: Option<String>,
}

impl CustomerKey {
    /// As SSM and Secrets Manager show it. Source: SSM API model, `ParameterMetadata.KeyId`; Secrets
    /// Manager API model, `DescribeSecretResponse.KmsKeyId`.
    pub(crate) fn shown(&self) -> &str {
        self.alias.as_deref().unwrap_or(&self.arn)
    }
}

/// The shape of SimulatePrincipalPolicy's answer. Source: IAM API model, `EvaluationResult`, of
/// 2026 and of before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SimulationShape {
    /// One result per action; each resource's is in its `ResourceSpecificResults` (2026).
    #[default]
    PerAction,
    /// One result per action and resource (before 2026).
    PerResource,
}

fn slash() -> String {
    "/".to_owned()
}
