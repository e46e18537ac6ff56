//! One request and its answer: who asks, what an answer's body may weigh, and when to ask again.

use std::sync::PoisonError;
use std::time::Duration;

use reqwest::{RequestBuilder, Response, StatusCode, header};
use serde::Deserialize;

use super::answer::{Asked, Refusal};
use super::auth::{self, Challenge};
use super::client::MANIFEST_LIMIT;
use super::{RegistryClient, RegistryError};

/// How often an interrupted or overloaded answer is asked for, in all.
pub(super) const TRIES: u32 = 3;
/// How often, when all that is wrong is that too much is asked at once: ECR takes ten PutImage a
/// second from all of an account together. Source: ECR User Guide, "Service quotas".
const TRIES_WHEN_THROTTLED: u32 = 6;

impl RegistryClient {
    pub(super) fn uploads(&self) -> &reqwest::Client {
        &self.inner.uploads
    }

    pub(super) fn url(&self, path: &str) -> String {
        format!("{}{path}", self.inner.registry.url())
    }

    pub(super) fn asked(&self, repository: &str, request: String) -> Asked {
        let registry = self.inner.registry.address.clone();
        Asked {
            registry,
            repository: repository.to_owned(),
            request,
        }
    }

    pub(super) fn protocol(asked: &Asked, what: String) -> RegistryError {
        RegistryError::Protocol {
            registry: asked.registry.clone(),
            request: asked.request.clone(),
            what,
        }
    }

    pub(super) fn unreachable(asked: &Asked, source: reqwest::Error) -> RegistryError {
        RegistryError::Unreachable {
            registry: asked.registry.clone(),
            request: asked.request.clone(),
            // The URL may hold an upload's signature.
            source: source.without_url(),
        }
    }

    pub(super) async fn refusal(response: Response) -> Refusal {
        let status = response.status().as_u16();
        let body = response.bytes().await.unwrap_or_default();
        Refusal::read(status, &body)
    }

    /// Reads a body of bounded length.
    pub(super) async fn body(
        &self,
        mut response: Response,
        asked: &Asked,
        limit: u64,
    ) -> Result<Vec<u8>, RegistryError> {
        let mut bytes = Vec::new();
        while let Some(piece) = response
            .chunk()
            .await
            .map_err(|source| Self::unreachable(asked, source))?
        {
            bytes.extend_from_slice(&piece);
            if bytes.len() as u64 > limit {
                return Err(Self::protocol(
                    asked,
                    format!("it is longer than {limit} bytes"),
                ));
            }
        }
        Ok(bytes)
    }

    /// Sends a request that may be sent twice: again after a lost connection, an overloaded
    /// registry, or a challenge for a token.
    pub(super) async fn send(
        &self,
        asked: &Asked,
        request: impl Fn(&reqwest::Client) -> RequestBuilder,
    ) -> Result<Response, RegistryError> {
        let mut challenged = false;
        let mut tries = 1;
        loop {
            let authorized = self.authorized(asked, request(&self.inner.http));
            match authorized.send().await {
                Ok(response) if response.status() == StatusCode::UNAUTHORIZED && !challenged => {
                    challenged = true;
                    if !self.take_challenge(asked, &response).await? {
                        return Ok(response);
                    }
                    continue;
                }
                Ok(response)
                    if !is_passing(response.status()) || tries >= most_tries(&response) =>
                {
                    return Ok(response);
                }
                Err(error) if tries >= TRIES => return Err(Self::unreachable(asked, error)),
                Ok(_) | Err(_) => {}
            }
            pause(tries).await;
            tries += 1;
        }
    }

    /// Puts the proof of who asks on a request.
    pub(super) fn authorized(&self, asked: &Asked, request: RequestBuilder) -> RequestBuilder {
        let tokens = self
            .inner
            .tokens
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        match tokens.get(&asked.repository) {
            Some(token) => request.bearer_auth(token),
            None => auth::basic(request, self.inner.credentials.as_ref()),
        }
    }

    /// Exchanges the credentials for a token, if that is what the registry asks for.
    async fn take_challenge(
        &self,
        asked: &Asked,
        response: &Response,
    ) -> Result<bool, RegistryError> {
        #[derive(Deserialize)]
        struct Token {
            token: Option<String>,
            access_token: Option<String>,
        }
        let header = response.headers().get(header::WWW_AUTHENTICATE);
        let challenge = header
            .and_then(|value| value.to_str().ok())
            .and_then(Challenge::parse);
        let Some(url) = challenge.and_then(|challenge| challenge.url(&self.inner.registry)) else {
            return Ok(false);
        };
        let request = auth::basic(self.inner.http.get(url), self.inner.credentials.as_ref());
        let response = request
            .send()
            .await
            .map_err(|error| Self::unreachable(asked, error))?;
        if !response.status().is_success() {
            return Err(Self::refusal(response).await.into_error(asked.clone()));
        }
        let bytes = self.body(response, asked, MANIFEST_LIMIT).await?;
        let token: Option<Token> = serde_json::from_slice(&bytes).ok();
        let Some(token) = token.and_then(|token| token.token.or(token.access_token)) else {
            return Err(Self::protocol(
                asked,
                "the token service gave no token".to_owned(),
            ));
        };
        let mut tokens = self
            .inner
            .tokens
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        tokens.insert(asked.repository.clone(), token);
        Ok(true)
    }
}

/// Tells whether a status may be another one in a moment.
pub(super) fn is_passing(status: StatusCode) -> bool {
    matches!(status.as_u16(), 429 | 500 | 502 | 503 | 504)
}

fn most_tries(response: &Response) -> u32 {
    if response.status() == StatusCode::TOO_MANY_REQUESTS {
        TRIES_WHEN_THROTTLED
    } else {
        TRIES
    }
}

/// Waits before the next try: a quarter of a second, then a whole one, then longer.
pub(super) async fn pause(tries: u32) {
    tokio::time::sleep(Duration::from_millis(250 * u64::from(tries * tries))).await;
}
