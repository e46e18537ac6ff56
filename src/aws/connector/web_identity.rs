//! Credentials of a role for a job that its CI vouches for.

use super::identity_token::IdentityToken;
use aws_config::SdkConfig;
use aws_credential_types::Credentials;
use aws_credential_types::provider::error::CredentialsError;
use aws_credential_types::provider::{ProvideCredentials, future};
use aws_sdk_sts::types::Credentials as Given;
use std::time::SystemTime;

/// Assumes a role with a token, each time with a new one.
#[derive(Debug)]
pub(super) struct WebIdentity {
    sts: aws_sdk_sts::Client,
    token: IdentityToken,
    role: String,
    session_name: String,
}

impl WebIdentity {
    pub(super) fn new(
        config: &SdkConfig,
        token: IdentityToken,
        role: &str,
        session_name: String,
    ) -> Self {
        Self {
            sts: aws_sdk_sts::Client::new(config),
            token,
            role: role.to_owned(),
            session_name,
        }
    }

    async fn assume(&self) -> Result<Credentials, CredentialsError> {
        let token = self.token.get().await;
        let token = token.map_err(CredentialsError::not_loaded)?;
        let answer = self
            .sts
            .assume_role_with_web_identity()
            .role_arn(&self.role)
            .role_session_name(&self.session_name)
            .web_identity_token(token.expose())
            .send()
            .await
            .map_err(CredentialsError::provider_error)?;
        let given = answer.credentials.ok_or_else(|| {
            CredentialsError::unhandled("the answer of sts:AssumeRoleWithWebIdentity is empty")
        })?;
        Ok(credentials(given))
    }
}

fn credentials(given: Given) -> Credentials {
    let expires = SystemTime::try_from(given.expiration).ok();
    Credentials::new(
        given.access_key_id,
        given.secret_access_key,
        Some(given.session_token),
        expires,
        "AssumeRoleWithWebIdentity",
    )
}

impl ProvideCredentials for WebIdentity {
    fn provide_credentials<'a>(&'a self) -> future::ProvideCredentials<'a>
    where
        Self: 'a,
    {
        future::ProvideCredentials::new(self.assume())
    }
}
