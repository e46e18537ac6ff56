//! A repository on GitHub or GitHub Enterprise Server, and the client for it.

use crate::error::{Error, Permission};
use octocrab::Octocrab;
use serde_json::Value;
use std::fmt;
use std::time::Duration;

/// A deployment does not wait longer for GitHub than this.
const CONNECT: Duration = Duration::from_secs(5);
const ANSWER: Duration = Duration::from_secs(10);

/// A token for GitHub's API. Its value is shown nowhere.
#[derive(Clone)]
pub struct Token(String);

impl Token {
    /// Takes a token.
    pub fn new(value: impl Into<String>) -> Self {
        Self(value.into())
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

/// Where a repository is.
#[derive(Debug, Clone)]
pub struct Address {
    /// `GITHUB_API_URL`: `https://api.github.com`, or `https://HOST/api/v3`.
    pub api: String,
    /// `GITHUB_REPOSITORY`: `OWNER/NAME`.
    pub repository: String,
}

/// A repository that can be spoken to.
#[derive(Debug, Clone)]
pub struct Repository {
    client: Octocrab,
    owner: String,
    name: String,
}

impl Repository {
    /// Prepares a client. Nothing is sent yet. Must be called inside of a tokio runtime.
    pub fn new(address: &Address, token: &Token) -> Result<Self, Error> {
        let repository = &address.repository;
        let Some((owner, name)) = repository.split_once('/') else {
            return Err(unusable(
                "the repository",
                repository,
                "it is not OWNER/NAME",
            ));
        };
        let client = Octocrab::builder()
            .base_uri(address.api.as_str())
            .map_err(|error| unusable("the address", &address.api, &error.to_string()))?
            .personal_token(token.0.clone())
            .set_connect_timeout(Some(CONNECT))
            .set_read_timeout(Some(ANSWER))
            .build()
            .map_err(|error| unusable("the address", &address.api, &error.to_string()))?;
        Ok(Self {
            client,
            owner: owner.to_owned(),
            name: name.to_owned(),
        })
    }
}

/// The calls, with answers as they come: octocrab's types want members that GitHub leaves out or sets
/// to null, for a user who is gone for example, and a deployment is not to be lost over that.
impl Repository {
    pub(crate) async fn get(&self, path: &str, needs: Permission) -> Result<Vec<Value>, Error> {
        let route = self.route(path);
        let answer = self.client.get(route, None::<&()>).await;
        answer.map_err(|error| Error::from_octocrab(&error, needs))
    }

    pub(crate) async fn post(
        &self,
        path: &str,
        body: &Value,
        needs: Permission,
    ) -> Result<Value, Error> {
        let answer = self.client.post(self.route(path), Some(body)).await;
        answer.map_err(|error| Error::from_octocrab(&error, needs))
    }

    pub(crate) async fn patch(
        &self,
        path: &str,
        body: &Value,
        needs: Permission,
    ) -> Result<Value, Error> {
        let answer = self.client.patch(self.route(path), Some(body)).await;
        answer.map_err(|error| Error::from_octocrab(&error, needs))
    }

    fn route(&self, path: &str) -> String {
        format!("/repos/{}/{}/{path}", self.owner, self.name)
    }
}

/// Returns the `id` of an answer.
pub(crate) fn id(answer: &Value) -> Result<u64, Error> {
    answer["id"].as_u64().ok_or_else(|| Error::Unreadable {
        why: "it has no id".to_owned(),
    })
}

fn unusable(what: &str, value: &str, why: &str) -> Error {
    Error::Address {
        what: format!("{what} {value}"),
        why: why.to_owned(),
    }
}
