//! A role that a session works as.

use super::identity_token::IdentityToken;
use super::web_identity::WebIdentity;
use aws_config::SdkConfig;
use aws_config::sts::AssumeRoleProvider;
use aws_credential_types::provider::SharedCredentialsProvider;

/// A role to assume.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Role {
    /// Its ARN.
    pub arn: String,
    /// What its trust policy asks for in `sts:ExternalId`.
    pub external_id: Option<String>,
    /// Session tags; with any, `sts:TagSession` is needed, too.
    pub tags: Vec<(String, String)>,
}

impl Role {
    /// Returns the configuration with credentials of this role. They are fetched with the first
    /// call and renewed before they expire.
    pub(crate) async fn assumed(&self, config: SdkConfig, session_name: &str) -> SdkConfig {
        let mut provider = AssumeRoleProvider::builder(&self.arn)
            .session_name(allowed(session_name))
            .configure(&config);
        if let Some(id) = &self.external_id {
            provider = provider.external_id(id);
        }
        if !self.tags.is_empty() {
            let tags = self.tags.iter();
            provider = provider.tags(tags.map(|(key, value)| (key.clone(), tag(value))));
        }
        let provider = SharedCredentialsProvider::new(provider.build().await);
        config.into_builder().credentials_provider(provider).build()
    }

    /// Returns the configuration with credentials of this role, for a job that its CI vouches for.
    /// The trust policy asks for the token's claims then, and there is neither an external id nor
    /// are there tags: STS takes those out of the token only.
    pub(crate) fn vouched_for(
        &self,
        config: SdkConfig,
        token: IdentityToken,
        session_name: &str,
    ) -> SdkConfig {
        let provider = WebIdentity::new(&config, token, &self.arn, allowed(session_name));
        let provider = SharedCredentialsProvider::new(provider);
        config.into_builder().credentials_provider(provider).build()
    }
}

/// Makes a session name that STS takes: 2 to 64 of `[\w+=,.@-]`.
/// Source: STS API model, `roleSessionNameType`.
fn allowed(name: &str) -> String {
    let mut name: String = name
        .chars()
        .map(|c| match c {
            c if c.is_ascii_alphanumeric() || "_+=,.@-".contains(c) => c,
            _ => '-',
        })
        .take(64)
        .collect();
    while name.len() < 2 {
        name.push('-');
    }
    name
}

/// Makes a value that STS takes: up to 256 of `[\p{L}\p{Z}\p{N}_.:/=+\-@]`.
/// Source: STS API model, `tagValueType`.
fn tag(value: &str) -> String {
    let allowed = |c: char| c.is_alphanumeric() || " _.:/=+-@".contains(c);
    let value = value.chars().map(|c| if allowed(c) { c } else { '-' });
    value.take(256).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tag_values() {
        let table = [
            ("https://host/run/7", "https://host/run/7"),
            ("fix/#12 é", "fix/-12 é"),
            ("a\tb?", "a-b-"),
        ];
        for (given, expected) in table {
            assert_eq!(tag(given), expected);
        }
        assert_eq!(tag(&"x".repeat(300)).len(), 256);
    }

    #[test]
    fn session_names() {
        let long = "x".repeat(70);
        let table = [
            ("foghorn-1234", "foghorn-1234"),
            ("foghorn owner/repo#7", "foghorn-owner-repo-7"),
            ("é", "--"),
            ("", "--"),
            (&long, &long[..64]),
        ];
        for (given, expected) in table {
            assert_eq!(allowed(given), expected);
        }
    }
}
