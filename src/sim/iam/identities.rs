//! Which users and roles there are, and what they have. What that comes to is
//! [`crate::permission`]'s.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde_json::json;

use crate::place::Place;
use crate::policy::{Caller, Context, Decision, Policy, Question, Trusted, decide};
use crate::principal::Principal;
use crate::world::{CustomerKey, Iam, IamRole, IamUser, ResourcePolicy, Role, SimulationShape};

/// The role ECS works with. Source: ECS Developer Guide, "Using service-linked roles".
const SERVICE_LINKED: &str = "AWSServiceRoleForECS";

/// Users, roles and the policies around them.
#[derive(Debug, Default)]
pub(crate) struct Identities {
    iam: Iam,
    /// Whether the world has IAM data.
    given: bool,
    /// Roles without policies of their own.
    plain: Vec<Role>,
}

/// A policy of an identity: its name, whether it is inline, and itself.
pub(crate) type Named<'a> = (&'a str, bool, &'a Policy);

/// What an identity has.
#[derive(Debug, Clone)]
pub(crate) struct Entitlement {
    pub(crate) inline: BTreeMap<String, Policy>,
    pub(crate) attached: BTreeMap<String, Policy>,
    pub(crate) boundary: Option<Policy>,
    /// What the organization lets its account do.
    pub(crate) organization: Option<Policy>,
}

impl Entitlement {
    /// All policies, the attached ones last.
    pub(crate) fn policies(&self) -> impl Iterator<Item = Named<'_>> {
        let inline = self
            .inline
            .iter()
            .map(|(name, one)| (name.as_str(), true, one));
        let attached = self.attached.iter();
        inline.chain(attached.map(|(name, one)| (name.as_str(), false, one)))
    }

    /// What the identity's own policies say.
    pub(crate) fn own(&self, question: &Question<'_>) -> Decision {
        decide(self.policies().map(|(_, _, policy)| policy), question)
    }
}

impl Identities {
    pub(crate) fn new(iam: Option<Iam>, plain: Vec<Role>) -> Self {
        Self {
            given: iam.is_some(),
            iam: iam.unwrap_or_default(),
            plain,
        }
    }

    /// What the world has of IAM, to change it. From now on it is in force.
    pub(crate) fn in_force(&mut self) -> &mut Iam {
        self.given = true;
        &mut self.iam
    }

    /// Tells whether the world has IAM data.
    pub(crate) fn given(&self) -> bool {
        self.given
    }

    /// Which shape simulations are answered in.
    pub(crate) fn simulation(&self) -> SimulationShape {
        self.iam.simulation
    }

    /// Tells whether anything is said about an account, so that it looks after its resources.
    pub(crate) fn keeps(&self, account: &str) -> bool {
        let middle = format!(":{account}:");
        self.iam.users.iter().any(|user| user.account == account)
            || self.iam.roles.iter().any(|role| role.account == account)
            || self
                .iam
                .resource_policies
                .iter()
                .any(|one| one.resource.contains(&middle))
    }

    /// Finds a role.
    pub(crate) fn role(&self, account: &str, name: &str) -> Option<Cow<'_, IamRole>> {
        let here = |role: &&IamRole| role.account == account;
        let mut roles = self.iam.roles.iter().filter(here);
        if let Some(role) = roles.find(|role| role.name == name) {
            return Some(Cow::Borrowed(role));
        }
        if name == SERVICE_LINKED {
            let absent = self.iam.without_service_linked_role.iter();
            return (!absent.into_iter().any(|one| one == account))
                .then(|| Cow::Owned(service_linked(account)));
        }
        let plain = self.is_plain(account, name);
        let silent = !self.iam.roles.iter().any(|role| role.account == account);
        (plain || silent).then(|| Cow::Owned(administrator(account, name)))
    }

    /// Finds a role that can be assumed by somebody: one that the world names.
    pub(crate) fn assumable(&self, account: &str, name: &str) -> Option<Cow<'_, IamRole>> {
        let named = self.is_given(account, name) || self.is_plain(account, name);
        named.then(|| self.role(account, name)).flatten()
    }

    /// Tells whether the role is given with its policies.
    pub(crate) fn is_given(&self, account: &str, name: &str) -> bool {
        let is = |role: &IamRole| role.account == account && role.name == name;
        self.iam.roles.iter().any(is)
    }

    /// Tells whether the role is one that the world names without policies.
    fn is_plain(&self, account: &str, name: &str) -> bool {
        let is = |role: &Role| role.account == account && role.name == name;
        self.plain.iter().any(is)
    }

    /// Finds a user; one that is not given is an administrator.
    pub(crate) fn user(&self, account: &str, name: &str) -> IamUser {
        let mut users = self.iam.users.iter();
        let found = users.find(|user| user.account == account && user.name == name);
        found.cloned().unwrap_or_else(|| IamUser {
            account: account.to_owned(),
            name: name.to_owned(),
            inline: BTreeMap::new(),
            attached: administration(),
            permissions_boundary: None,
        })
    }

    /// What a caller has; nothing for a session of a role that does not exist.
    pub(crate) fn entitlement(&self, principal: &Principal) -> Option<Entitlement> {
        let organization = self
            .iam
            .service_control_policies
            .get(&principal.account)
            .cloned();
        if principal.is_session() {
            let role = self.role(&principal.account, &principal.name)?.into_owned();
            return Some(Entitlement {
                inline: role.inline,
                attached: role.attached,
                boundary: role.permissions_boundary,
                organization,
            });
        }
        let user = self.user(&principal.account, &principal.name);
        Some(Entitlement {
            inline: user.inline,
            attached: user.attached,
            boundary: user.permissions_boundary,
            organization,
        })
    }

    /// The policy of a repository, a secret or a key.
    pub(crate) fn resource_policy(&self, arn: &str) -> Option<&Policy> {
        let is = |one: &&ResourcePolicy| one.resource == arn;
        self.iam
            .resource_policies
            .iter()
            .find(is)
            .map(|one| &one.policy)
    }

    /// The customer's key that a parameter or secret is encrypted with, by its name.
    pub(crate) fn key_of(&self, place: &Place, name: &str) -> Option<&CustomerKey> {
        let of = format!(":{}:{}:", place.region, place.account);
        let is = |key: &&CustomerKey| {
            key.arn.contains(&of) && key.encrypts.iter().any(|one| one == name)
        };
        self.iam.customer_keys.iter().find(is)
    }

    /// Finds a role, if a service may assume it. Source: ECS Developer Guide, "Task execution IAM
    /// role": the trust policy has to name `ecs-tasks.amazonaws.com`.
    pub(crate) fn trusting_service(
        &self,
        account: &str,
        name: &str,
        service: &str,
    ) -> Option<Cow<'_, IamRole>> {
        let role = self.role(account, name)?;
        let arn = role.arn();
        let question = Question {
            action: "sts:AssumeRole",
            resource: &arn,
            context: &Context::default(),
        };
        let trusted = role.trust.trusts(&Caller::Service(service), &question);
        (trusted == Trusted::Directly).then_some(role)
    }
}

fn administration() -> BTreeMap<String, Policy> {
    BTreeMap::from([(
        "arn:aws:iam::aws:policy/AdministratorAccess".to_owned(),
        Policy::everything(),
    )])
}

/// A role of which the world says nothing: it may do everything, and its account and ECS trust it.
fn administrator(account: &str, name: &str) -> IamRole {
    let principal =
        json!({ "AWS": "*", "Service": ["ecs-tasks.amazonaws.com", "ecs.amazonaws.com"] });
    IamRole {
        attached: administration(),
        ..bare(account, name, "/", &principal)
    }
}

fn service_linked(account: &str) -> IamRole {
    let path = "/aws-service-role/ecs.amazonaws.com/";
    let principal = json!({ "Service": "ecs.amazonaws.com" });
    bare(account, SERVICE_LINKED, path, &principal)
}

fn bare(account: &str, name: &str, path: &str, principal: &serde_json::Value) -> IamRole {
    let statement = json!({
        "Effect": "Allow",
        "Principal": principal,
        "Action": "sts:AssumeRole",
    });
    IamRole {
        account: account.to_owned(),
        name: name.to_owned(),
        path: path.to_owned(),
        trust: Policy::of(&statement),
        inline: BTreeMap::new(),
        attached: BTreeMap::new(),
        permissions_boundary: None,
    }
}
