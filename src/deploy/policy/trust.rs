//! Whom roles trust: jobs of GitHub and GitLab, and the role of the next stage.
//!
//! Source: IAM user guide, "Available keys for AWS OIDC federation"; GitHub docs, "OpenID Connect
//! reference"; GitLab docs, "OpenID Connect (OIDC) authentication using ID tokens".

use super::repository::principal;
use super::statement::Statement;
use super::{Kind, Need, StageScope};
use crate::permission::Call;
use serde_json::{Map, Value, json};

/// Whom tokens are made for. Source: IAM user guide, "Create an OpenID Connect identity provider".
const AUDIENCE: &str = "sts.amazonaws.com";

/// The action with which a job signs in.
const SIGN_IN: &str = "sts:AssumeRoleWithWebIdentity";

/// Which jobs are trusted.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Providers {
    /// Those of GitHub.
    pub github: Option<GitHub>,
    /// Those of GitLab.
    pub gitlab: Option<GitLab>,
}

/// Jobs of GitHub in the environment that is called like the stage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GitHub {
    /// `OWNER/REPOSITORY`.
    pub repository: String,
}

/// Jobs of GitLab on one branch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GitLab {
    /// Such as `gitlab.com`.
    pub host: String,
    /// `GROUP/PROJECT`.
    pub project: String,
    /// The branch.
    pub branch: String,
}

impl Providers {
    /// What is to be typed to get the same policy again.
    pub(super) fn arguments(&self, kind: Kind) -> String {
        let arguments = match kind {
            Kind::TrustGithub => {
                let github = self.github.as_ref();
                github.map(|github| format!(" --github {}", github.repository))
            }
            Kind::TrustGitlab => self.gitlab.as_ref().map(|gitlab| {
                let GitLab {
                    host,
                    project,
                    branch,
                } = gitlab;
                format!(" --gitlab {project} --gitlab-host {host} --branch {branch}")
            }),
            Kind::Read
            | Kind::Deploy
            | Kind::Push
            | Kind::Check
            | Kind::Job
            | Kind::Proof
            | Kind::ProofTrust
            | Kind::Repository => None,
        };
        arguments.unwrap_or_default()
    }
}

pub(super) fn github(stage: &StageScope, providers: &Providers) -> Vec<Statement> {
    let trusted = |github: &GitHub| Trusted {
        sid: "GitHub",
        purpose: "to sign in from the environment of GitHub that is called like the stage",
        provider: "token.actions.githubusercontent.com",
        subject: format!("repo:{}:environment:{}", github.repository, stage.name),
    };
    let github = providers.github.as_ref().map(trusted);
    github.iter().map(|one| one.statement(stage)).collect()
}

pub(super) fn gitlab(stage: &StageScope, providers: &Providers) -> Vec<Statement> {
    let trusted = |gitlab: &'_ GitLab| {
        let GitLab {
            host,
            project,
            branch,
        } = gitlab;
        let subject = format!("project_path:{project}:ref_type:branch:ref:{branch}");
        let trusted = Trusted {
            sid: "GitLab",
            purpose: "to sign in from this branch of the project",
            provider: host,
            subject,
        };
        trusted.statement(stage)
    };
    providers.gitlab.iter().map(trusted).collect()
}

/// The role with which the next stages look trusts the identities that deploy them.
pub(super) fn proof(followers: &[&StageScope]) -> Vec<Statement> {
    let identities = followers.iter().map(|stage| stage.principal()).collect();
    let statement = |principal| Statement {
        sid: "NextStage",
        need: Need::Required,
        purpose: "to look up what was proven, for the identity that deploys the next stage",
        principal: Some(principal),
        actions: vec![Call::AssumeRole.action()],
        resources: vec![],
        condition: None,
    };
    principal(identities).into_iter().map(statement).collect()
}

struct Trusted<'p> {
    sid: &'static str,
    purpose: &'static str,
    provider: &'p str,
    subject: String,
}

impl Trusted<'_> {
    fn statement(&self, stage: &StageScope) -> Statement {
        let Self { provider, .. } = self;
        let arn = stage.place.identity(&format!("oidc-provider/{provider}"));
        let mut claims = Map::new();
        claims.insert(format!("{provider}:aud"), Value::from(AUDIENCE));
        claims.insert(
            format!("{provider}:sub"),
            Value::from(self.subject.as_str()),
        );
        Statement {
            sid: self.sid,
            need: Need::Required,
            purpose: self.purpose,
            principal: Some(json!({ "Federated": arn })),
            actions: vec![SIGN_IN],
            resources: vec![],
            condition: Some(json!({ "StringEquals": claims })),
        }
    }
}
