//! The token with which a CI vouches for its job, by OpenID Connect: where it comes from.
//!
//! GitHub hands one out on request, to a job with `permissions: id-token: write`; other CI systems put
//! one into a variable, GitLab with `id_tokens`. It is asked for anew with every renewal, and never shown.
//! Source: GitHub documentation, "OpenID Connect reference", "Methods for requesting the OIDC token".

use foghorn_deploy::sealed::Sealed;
use std::time::Duration;

/// What AWS's roles expect in the token, as `aws-actions/configure-aws-credentials` has it.
const AUDIENCE: &str = "sts.amazonaws.com";
/// For one request; GitHub answers within a second.
const TIMEOUT: Duration = Duration::from_secs(5);
/// GitHub's service fails now and then.
const ATTEMPTS: u32 = 3;
/// After a failure; the next wait is twice as long.
const WAIT: Duration = Duration::from_millis(500);

/// Other ways to credentials. Who has set one of them up, has signed in.
const OTHER_WAYS: [&str; 5] = [
    "AWS_ACCESS_KEY_ID",
    "AWS_PROFILE",
    "AWS_WEB_IDENTITY_TOKEN_FILE",
    "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
    "AWS_CONTAINER_CREDENTIALS_FULL_URI",
];

/// Where the token comes from.
#[derive(Debug, Clone)]
pub(crate) enum IdentityToken {
    /// GitHub's token endpoint.
    OnRequest {
        /// Its address. It names the job.
        url: Sealed<String>,
        /// What to ask with.
        bearer: Sealed<String>,
    },
    /// A variable.
    Given(Sealed<String>),
}

/// Why there is no token.
#[derive(Debug, thiserror::Error)]
pub(crate) enum TokenError {
    /// GitHub could not be asked.
    #[error("GitHub's token endpoint cannot be reached")]
    Unreachable(#[source] reqwest::Error),
    /// GitHub refused.
    #[error("GitHub gives this job no identity token: HTTP {0}")]
    Refused(u16),
    /// GitHub answered something else.
    #[error("GitHub's answer has no identity token in it")]
    Unreadable,
}

impl IdentityToken {
    /// Looks whether the environment has one, and nothing better.
    pub(crate) fn find(variable: impl Fn(&str) -> Option<String>) -> Option<Self> {
        let variable = |name: &str| variable(name).filter(|value| !value.is_empty());
        if OTHER_WAYS.iter().any(|name| variable(name).is_some()) {
            return None;
        }
        if let Some(token) = variable("FOGHORN_ID_TOKEN") {
            return Some(Self::Given(Sealed::new(token)));
        }
        Some(Self::OnRequest {
            url: Sealed::new(variable("ACTIONS_ID_TOKEN_REQUEST_URL")?),
            bearer: Sealed::new(variable("ACTIONS_ID_TOKEN_REQUEST_TOKEN")?),
        })
    }

    /// Returns a token.
    pub(crate) async fn get(&self) -> Result<Sealed<String>, TokenError> {
        let (url, bearer) = match self {
            Self::Given(token) => return Ok(token.clone()),
            Self::OnRequest { url, bearer } => (url, bearer),
        };
        let separator = if url.expose().contains('?') { '&' } else { '?' };
        let url = Sealed::new(format!("{}{separator}audience={AUDIENCE}", url.expose()));
        let mut wait = WAIT;
        for _ in 1..ATTEMPTS {
            match ask(&url, bearer).await {
                Err(TokenError::Unreachable(_) | TokenError::Refused(500..)) => {
                    tokio::time::sleep(wait).await;
                    wait *= 2;
                }
                done => return done,
            }
        }
        ask(&url, bearer).await
    }
}

async fn ask(url: &Sealed<String>, bearer: &Sealed<String>) -> Result<Sealed<String>, TokenError> {
    let unreachable = |error: reqwest::Error| TokenError::Unreachable(error.without_url());
    let client = reqwest::Client::builder().timeout(TIMEOUT).build();
    let answer = client
        .map_err(unreachable)?
        .get(url.expose())
        .bearer_auth(bearer.expose())
        .send()
        .await
        .map_err(unreachable)?;
    let status = answer.status();
    if !status.is_success() {
        return Err(TokenError::Refused(status.as_u16()));
    }
    let text = answer.text().await.map_err(unreachable)?;
    let answer: serde_json::Value =
        serde_json::from_str(&text).map_err(|_| TokenError::Unreadable)?;
    let token = answer["value"].as_str().ok_or(TokenError::Unreadable)?;
    Ok(Sealed::new(token.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_where_nobody_has_signed_in() {
        type Variables<'v> = &'v [(&'v str, &'v str)];
        let github = [
            ("ACTIONS_ID_TOKEN_REQUEST_URL", "https://example.com?v=1"),
            ("ACTIONS_ID_TOKEN_REQUEST_TOKEN", "bearer"),
        ];
        let given = ("FOGHORN_ID_TOKEN", "token");
        let table: [(Variables<'_>, Option<&str>); 8] = [
            (&github, Some("request")),
            (&github[..1], None),
            (&[given], Some("given")),
            (&[("FOGHORN_ID_TOKEN", "")], None),
            (&[given, ("AWS_ACCESS_KEY_ID", "key")], None),
            (&[given, ("AWS_ACCESS_KEY_ID", "")], Some("given")),
            (&[given, ("AWS_WEB_IDENTITY_TOKEN_FILE", "file")], None),
            (&[], None),
        ];
        for (variables, expected) in table {
            let variable = |name: &str| {
                let found = variables.iter().find(|(known, _)| *known == name);
                found.map(|(_, value)| (*value).to_owned())
            };
            let found = IdentityToken::find(variable);
            let debug = format!("{found:?}");
            assert!(!debug.contains("bearer\""), "{debug}");
            let found = found.map(|found| match found {
                IdentityToken::OnRequest { .. } => "request",
                IdentityToken::Given(_) => "given",
            });
            assert_eq!(found, expected, "{variables:?}");
        }
    }
}
