//! Deployments and their statuses.
//!
//! Source: GitHub REST documentation, "Deployments" and "Deployment statuses", 2022-11-28.

use crate::error::{Error, Permission};
use crate::repository::{Repository, id};
use crate::sending::once;
use serde_json::{Value, json};

/// Longest description, in characters.
const DESCRIPTION: usize = 140;

const NEEDS: Permission = Permission::Deployments;

/// A deployment to make.
#[derive(Debug, Clone, Copy)]
pub struct Wanted<'w> {
    /// The commit.
    pub commit: &'w str,
    /// The environment.
    pub environment: &'w str,
    /// Whether it is one that end users see.
    pub production: bool,
    /// What it is about, in a few words.
    pub description: &'w str,
    /// Tells the deployments of this run from all others.
    pub key: &'w str,
}

/// A deployment that was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DeploymentId(u64);

/// What a deployment has come to.
#[derive(Debug, Clone, Copy)]
pub struct Status<'s> {
    /// In one word.
    pub state: State,
    /// In a few words.
    pub description: &'s str,
    /// The page with the log.
    pub log_url: Option<&'s str>,
    /// The page of what was deployed.
    pub environment_url: Option<&'s str>,
}

/// What a deployment has come to, in GitHub's words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// It is under way.
    InProgress,
    /// It runs.
    Success,
    /// It does not run, and that is known.
    Failure,
    /// Whether it runs is not known, or nobody waits for it any more.
    Error,
    /// Nothing runs there.
    Inactive,
}

impl State {
    pub(crate) fn wire(self) -> &'static str {
        match self {
            Self::InProgress => "in_progress",
            Self::Success => "success",
            Self::Failure => "failure",
            Self::Error => "error",
            Self::Inactive => "inactive",
        }
    }
}

impl Repository {
    /// Makes a deployment, unless this run has made it already.
    ///
    /// Neither waits for the commit's checks nor merges anything into it: the workflow has decided.
    pub async fn deploy(&self, wanted: &Wanted<'_>) -> Result<DeploymentId, Error> {
        let body = json!({
            "ref": wanted.commit,
            "environment": wanted.environment,
            "production_environment": wanted.production,
            "description": short(wanted.description),
            "payload": { "foghorn": wanted.key },
            "auto_merge": false,
            "required_contexts": [],
        });
        let send = async || {
            let made = self.post("deployments", &body, NEEDS).await?;
            id(&made).map(DeploymentId)
        };
        once(send, async || self.find(wanted).await).await
    }

    /// Says what a deployment has come to.
    pub async fn say(&self, deployment: DeploymentId, status: &Status<'_>) -> Result<(), Error> {
        let mut body = json!({
            "state": status.state.wire(),
            "description": short(status.description),
            "auto_inactive": true,
        });
        let pages = [
            ("log_url", status.log_url),
            ("environment_url", status.environment_url),
        ];
        for (name, url) in pages {
            if let Some(url) = url {
                body[name] = json!(url);
            }
        }
        let path = statuses(deployment);
        let send = async || self.post(&path, &body, NEEDS).await.map(drop);
        let find = async || {
            let newest = self.statuses(deployment).await?.into_iter().next();
            let same = |newest: &Value| {
                let members = ["state", "description"];
                members.iter().all(|name| newest[name] == body[name])
            };
            Ok(newest.filter(same).map(drop))
        };
        once(send, find).await
    }

    /// Returns the statuses of a deployment, newest first.
    pub(crate) async fn statuses(&self, of: DeploymentId) -> Result<Vec<Value>, Error> {
        self.get(&statuses(of), NEEDS).await
    }

    /// Returns the newest deployments of a commit.
    pub(crate) async fn deployments(&self, commit: &str) -> Result<Vec<Value>, Error> {
        self.get(&format!("deployments?sha={commit}"), NEEDS).await
    }

    async fn find(&self, wanted: &Wanted<'_>) -> Result<Option<DeploymentId>, Error> {
        let made = self.deployments(wanted.commit).await?;
        let ours = made.iter().find(|made| {
            made["environment"] == wanted.environment && key(made) == Some(wanted.key.to_owned())
        });
        ours.map(|ours| id(ours).map(DeploymentId)).transpose()
    }
}

impl DeploymentId {
    pub(crate) fn of(deployment: &Value) -> Result<Self, Error> {
        id(deployment).map(Self)
    }
}

/// Returns the key of a deployment that foghorn made. GitHub gives a payload back as the object or as
/// its text.
pub(crate) fn key(deployment: &Value) -> Option<String> {
    let parsed;
    let payload = match &deployment["payload"] {
        Value::String(text) => {
            parsed = serde_json::from_str::<Value>(text).ok()?;
            &parsed
        }
        payload => payload,
    };
    payload["foghorn"].as_str().map(str::to_owned)
}

fn statuses(of: DeploymentId) -> String {
    format!("deployments/{}/statuses", of.0)
}

fn short(description: &str) -> String {
    if description.chars().count() <= DESCRIPTION {
        return description.to_owned();
    }
    let cut: String = description.chars().take(DESCRIPTION - 1).collect();
    cut + "…"
}
