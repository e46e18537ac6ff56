//! The policies of IAM that a configuration needs, and no more: for the role that deploys a stage,
//! for the role that the next stage may look with, for the repository of the image, and whom these
//! roles trust.
//!
//! Owns which calls are needed by whom, and how they become statements. What a call is, and what it
//! is done to, is [`crate::permission`]'s. Nobody is asked: what the configuration and the task
//! definitions do not say is not in the policies.

mod grant;
mod registry;
mod repository;
mod statement;
mod trust;

pub(crate) use statement::Asked;
pub use trust::{GitHub, GitLab, Providers};

use crate::permission::Call;
use crate::plan::Place;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;

/// What a configuration is about, as far as permissions go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scope {
    /// Its stages, in the order of the configuration. Never empty.
    pub stages: Vec<StageScope>,
    /// The repositories in ECR that images are pushed to. Calls to them are made with the identity
    /// of the first stage.
    pub repositories: Vec<Repository>,
}

/// A stage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StageScope {
    /// Its name.
    pub name: String,
    /// The stage whose proven image it takes.
    pub after: Option<String>,
    /// Where it is.
    pub place: Place,
    /// The name or ARN of its cluster.
    pub cluster: String,
    /// The ARN of the role that deploys it, if the configuration names it.
    pub role: Option<String>,
    /// Whether the session of `role` gets tags.
    pub session_tags: bool,
    /// The ARN of the role that the next stage looks with, if the configuration names it.
    pub proof_role: Option<String>,
    /// Whether foghorn ends deployments: one that cannot succeed, or one of a cancelled run.
    pub rolls_back: bool,
    /// Whether images are copied into its own account and region.
    pub copies: bool,
    /// Whether findings of ECR's image scan stop a deployment to it.
    pub scans: bool,
    /// Its services.
    pub services: Vec<ServiceScope>,
}

/// A service of a stage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServiceScope {
    /// Its name in ECS.
    pub service: String,
    /// The family of its task definition.
    pub family: String,
    /// The ARN of the role with which ECS starts its tasks.
    pub execution_role: Option<String>,
    /// The ARN of the role that its containers act as.
    pub task_role: Option<String>,
    /// The log groups that are read, each with its region if that is another.
    pub log_groups: Vec<(String, Option<String>)>,
}

/// A repository in ECR.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Repository {
    /// Where it is.
    pub place: Place,
    /// Its name.
    pub name: String,
    /// Whether foghorn may create it.
    pub create: bool,
}

/// The policies of several stages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Policies {
    /// The stages, in the order of the configuration.
    pub stages: Vec<StagePolicies>,
}

/// The policies of one stage.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct StagePolicies {
    /// The stage.
    pub stage: String,
    /// Its account.
    pub account: String,
    /// Its region.
    pub region: String,
    /// Its cluster, as the configuration names it.
    pub cluster: String,
    /// What is to be done beside attaching the policies.
    pub notes: Vec<String>,
    /// The policies.
    pub documents: Vec<Document>,
}

/// One policy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Document {
    /// Which one.
    pub document: Kind,
    /// The ARNs of the roles or repositories that it is for; empty if the configuration does not
    /// name the role.
    pub targets: Vec<String>,
    /// Its statements, as they are marked.
    pub statements: Vec<Marked>,
    /// The policy itself, as IAM or ECR takes it.
    #[schemars(with = "serde_json::Map<String, Value>")]
    pub policy: Value,
    /// Commands that put it in place.
    pub commands: Vec<String>,
}

/// What is to be known of a statement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Marked {
    /// Its `Sid`; that of an optional one begins with `Optional`.
    pub sid: String,
    /// Whether foghorn can do without.
    pub need: Need,
    /// Its actions.
    pub actions: Vec<String>,
    /// What it is for, and what happens without it if it is optional.
    pub purpose: String,
}

/// Whether foghorn can do without a statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Need {
    /// Without it nothing is deployed, and foghorn says which action is missing.
    Required,
    /// Without it foghorn goes on, and knows or does less.
    Optional,
}

/// A kind of policy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// What looking needs: `plan`, `status`, `watch`, and the beginning of every deployment.
    Read,
    /// What changes something in the stage.
    Deploy,
    /// What pushes the image.
    Push,
    /// What is looked at before a deployment changes anything.
    Check,
    /// What the job needs that signs in as another identity than the stage's `role`.
    Job,
    /// Whom the role of the stage trusts, in jobs of GitHub.
    TrustGithub,
    /// Whom the role of the stage trusts, in jobs of GitLab.
    TrustGitlab,
    /// What the stage's `proof-role` needs.
    Proof,
    /// Whom the stage's `proof-role` trusts.
    ProofTrust,
    /// The policy of the repository, for stages of other accounts.
    Repository,
}

impl Kind {
    /// Every kind, in the order in which they are printed.
    pub const ALL: [Self; 10] = [
        Self::Read,
        Self::Deploy,
        Self::Push,
        Self::Check,
        Self::Job,
        Self::TrustGithub,
        Self::TrustGitlab,
        Self::Proof,
        Self::ProofTrust,
        Self::Repository,
    ];

    /// The word for it on the command line and in JSON.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Deploy => "deploy",
            Self::Push => "push",
            Self::Check => "check",
            Self::Job => "job",
            Self::TrustGithub => "trust-github",
            Self::TrustGitlab => "trust-gitlab",
            Self::Proof => "proof",
            Self::ProofTrust => "proof-trust",
            Self::Repository => "repository",
        }
    }

    /// What it is, for people.
    pub const fn meaning(self) -> &'static str {
        match self {
            Self::Read => "what looking needs, and all that `plan`, `status` and `watch` need",
            Self::Deploy => "what changes something in the stage",
            Self::Push => "what pushes the image",
            Self::Check => "what `check` looks at besides, and `deploy` before it changes anything",
            Self::Job => "for a job that signs in as another identity than the role of the stage",
            Self::TrustGithub => "whom the role of the stage trusts, in jobs of GitHub",
            Self::TrustGitlab => "whom the role of the stage trusts, in jobs of GitLab",
            Self::Proof => "for the role with which the next stage looks up what this one proved",
            Self::ProofTrust => "whom that role trusts",
            Self::Repository => "for the repository: stages of other accounts pull from it",
        }
    }
}

impl Scope {
    /// Returns the policies of one of the stages.
    pub fn policies(&self, stage: &StageScope, providers: &Providers) -> StagePolicies {
        let documents = Kind::ALL.into_iter();
        StagePolicies {
            stage: stage.name.clone(),
            account: stage.place.account.clone(),
            region: stage.place.region.clone(),
            cluster: stage.cluster.clone(),
            notes: self.notes(stage),
            documents: documents
                .filter_map(|kind| self.document(kind, stage, providers))
                .collect(),
        }
    }

    /// Returns a policy, unless nothing has to be in it.
    fn document(&self, kind: Kind, stage: &StageScope, providers: &Providers) -> Option<Document> {
        let role: Vec<String> = stage.role.iter().cloned().collect();
        let (targets, statements) = match kind {
            Kind::Read => (role, self.granted(&grant::READ, kind, stage)),
            Kind::Deploy => (role, self.granted(&grant::DEPLOY, kind, stage)),
            Kind::Push => (role, self.granted(&grant::PUSH, kind, stage)),
            Kind::Check => (role, self.granted(&grant::CHECK, kind, stage)),
            Kind::Job if stage.role.is_none() => return None,
            Kind::Job => (vec![], self.granted(&grant::JOB, kind, stage)),
            Kind::TrustGithub => (role, trust::github(stage, providers)),
            Kind::TrustGitlab => (role, trust::gitlab(stage, providers)),
            Kind::Proof | Kind::ProofTrust if self.followers(stage).next().is_none() => {
                return None;
            }
            Kind::Proof => {
                let statements = self.granted(&grant::PROOF, kind, stage);
                (vec![stage.proof_role()], statements)
            }
            Kind::ProofTrust => {
                let followers: Vec<&StageScope> = self.followers(stage).collect();
                (vec![stage.proof_role()], trust::proof(&followers))
            }
            Kind::Repository => self.shared_repositories(stage),
        };
        statement::document(kind, stage, targets, &statements, providers)
    }

    fn notes(&self, stage: &StageScope) -> Vec<String> {
        let mut notes = Vec::new();
        let followers: Vec<&str> = self.followers(stage).map(|one| one.name.as_str()).collect();
        if !followers.is_empty() && stage.proof_role.is_none() {
            notes.push(format!(
                "for {} to look up by itself what {} proved, set `stages.{}.proof-role: {}`",
                followers.join(" and "),
                stage.name,
                stage.name,
                stage.proof_role(),
            ));
        }
        if let Some(role) = stage.role.as_ref().filter(|_| stage.session_tags) {
            notes.push(format!(
                "because of `session-tags`, {role} has to trust whoever assumes it with \
                 `sts:TagSession` as well as `sts:AssumeRole`",
            ));
        }
        notes
    }

    /// The stages that take what a stage proved.
    fn followers(&self, stage: &StageScope) -> impl Iterator<Item = &StageScope> {
        let name = stage.name.clone();
        let stages = self.stages.iter();
        stages.filter(move |other| other.after.as_deref() == Some(name.as_str()))
    }

    /// Whether a stage's identity calls the registry: that of the first stage does.
    fn is_owner(&self, stage: &StageScope) -> bool {
        self.stages
            .first()
            .is_some_and(|first| first.name == stage.name)
    }

    /// The role of another stage that this one's identity assumes when it is deployed alone: to look
    /// up what that one proved, or to look for the image in its registry.
    fn other_role(&self, stage: &StageScope) -> Option<String> {
        let other = match &stage.after {
            Some(before) => {
                let before = self.stages.iter().find(|other| other.name == *before);
                before.map(StageScope::proof_role)
            }
            None if self.repositories.is_empty() => None,
            None => self.stages.first().and_then(|first| first.role.clone()),
        };
        other.filter(|other| stage.role.as_ref() != Some(other))
    }
}

impl StageScope {
    /// The role with which the next stage looks: the configured one, or one that could be.
    fn proof_role(&self) -> String {
        let configured = self.proof_role.clone();
        configured.unwrap_or_else(|| self.place.role(&format!("foghorn-proof-{}", self.name)))
    }

    /// The identity that deploys it, as other policies name it: its account where it is not known.
    fn principal(&self) -> String {
        let role = self.role.clone();
        role.unwrap_or_else(|| self.place.identity("root"))
    }
}

/// Every call that any policy of a configuration can allow.
pub fn calls() -> impl Iterator<Item = Call> {
    let all = [
        &grant::READ[..],
        &grant::DEPLOY,
        &grant::PUSH,
        &grant::CHECK,
        &grant::JOB,
        &grant::PROOF,
    ];
    all.into_iter()
        .flatten()
        .flat_map(|grant| grant.calls)
        .copied()
}

/// The JSON Schema of [`Policies`].
pub fn json_schema() -> Value {
    schemars::schema_for!(Policies).to_value()
}

#[cfg(test)]
mod tests;
