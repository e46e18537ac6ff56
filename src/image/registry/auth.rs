//! How a request proves who asks: HTTP Basic at once (all ECR needs), and the token exchange that
//! other registries ask for with a `Bearer` challenge.

use super::{Credentials, Registry, Scheme};

/// A `WWW-Authenticate: Bearer` challenge.
///
/// Source: CNCF distribution, "Token Authentication Specification".
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Challenge {
    realm: String,
    service: Option<String>,
    scope: Option<String>,
}

impl Challenge {
    /// Reads the header's value; `None` when it is no Bearer challenge.
    pub(super) fn parse(header: &str) -> Option<Self> {
        let (scheme, mut rest) = header.split_once(' ')?;
        if !scheme.eq_ignore_ascii_case("bearer") {
            return None;
        }
        let (mut realm, mut service, mut scope) = (None, None, None);
        while let Some((name, after)) = rest.split_once("=\"") {
            let (value, after) = after.split_once('"')?;
            let name = name.trim_matches([',', ' ']);
            let value = Some(value.to_owned());
            match name.to_ascii_lowercase().as_str() {
                "realm" => realm = value,
                "service" => service = value,
                "scope" => scope = value,
                _ => {}
            }
            rest = after;
        }
        Some(Self {
            realm: realm?,
            service,
            scope,
        })
    }

    /// Gives the URL to ask for a token, or `None` where the password must not be sent: over plain
    /// text although the registry itself is asked over TLS.
    pub(super) fn url(&self, registry: &Registry) -> Option<reqwest::Url> {
        let mut url = reqwest::Url::parse(&self.realm).ok()?;
        if registry.scheme == Scheme::Https && url.scheme() != "https" {
            return None;
        }
        {
            let mut query = url.query_pairs_mut();
            for (name, value) in [("service", &self.service), ("scope", &self.scope)] {
                if let Some(value) = value {
                    query.append_pair(name, value);
                }
            }
        }
        Some(url)
    }
}

/// Puts user and password on a request.
pub(super) fn basic(
    request: reqwest::RequestBuilder,
    credentials: Option<&Credentials>,
) -> reqwest::RequestBuilder {
    match credentials {
        Some(Credentials { user, password }) => request.basic_auth(user, Some(password.reveal())),
        None => request,
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]
mod tests {
    use super::Challenge;

    #[test]
    fn reads_a_bearer_challenge() {
        let header = r#"Bearer realm="https://auth.docker.io/token",service="registry.docker.io",scope="repository:o/r:pull,push""#;
        let challenge = Challenge::parse(header).unwrap();
        let url = challenge.url(&"example.com".parse().unwrap()).unwrap();
        assert_eq!(
            url.as_str(),
            "https://auth.docker.io/token?service=registry.docker.io&scope=repository%3Ao%2Fr%3Apull%2Cpush"
        );
        assert_eq!(Challenge::parse(r#"Basic realm="x""#), None);
        let plain = Challenge::parse(r#"bearer realm="http://evil.example/""#).unwrap();
        assert_eq!(plain.url(&"example.com".parse().unwrap()), None);
    }
}
