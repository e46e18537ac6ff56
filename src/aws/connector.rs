//! Finds credentials and region, once for the run.
//!
//! Owns the shared configuration. Makes no call to AWS: credentials are fetched with the first.

mod environment_check;
mod identity_token;
mod profile;
mod role;
mod web_identity;

pub use role::Role;

use crate::error::{Error, Kind};
use crate::pace::Pace;
use crate::session::Session;
use crate::wire::renewal::Renewal;
use aws_config::default_provider::credentials::DefaultCredentialsChain;
use aws_config::environment::EnvironmentVariableRegionProvider;
use aws_config::meta::region::RegionProviderChain;
use aws_config::profile::ProfileFileRegionProvider;
use aws_config::provider_config::ProviderConfig;
use aws_config::{BehaviorVersion, Region, SdkConfig, imds};
use identity_token::IdentityToken;
use std::time::Duration;

/// The shared configuration: where credentials come from and which region is the usual one.
#[derive(Debug, Clone)]
pub struct Connector {
    config: SdkConfig,
    /// Of the credentials that were found; an assumed role has its own.
    renewal: Renewal,
    /// What the CI vouches for the job with, if nobody has signed in before.
    token: Option<IdentityToken>,
}

/// Where a session works and as whom.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// The region; if absent, that of the environment or of the profile.
    pub region: Option<String>,
    /// A role to assume with the credentials found.
    pub role: Option<Role>,
    /// What CloudTrail calls the session of the assumed role.
    pub session_name: String,
    /// Retries are budgeted under this name: one stage's throttling must not use up the
    /// retries of another. The stage's name.
    pub budget: String,
}

impl Connector {
    /// Reads environment and profile files.
    ///
    /// `usual_region` is for STS when neither names a region; the first stage's will do.
    ///
    /// # Errors
    ///
    /// [`Kind::NoProfile`], [`Kind::NoTokenFile`] and [`Kind::BadEndpoint`], for what the
    /// environment names and is not there.
    pub async fn load(usual_region: Option<&str>) -> Result<Self, Error> {
        environment_check::check()?;
        let region = region(usual_region).await;
        let config = aws_config::defaults(BehaviorVersion::latest())
            .region(region.clone())
            .retry_config(Pace::PATIENT.retries())
            .timeout_config(Pace::PATIENT.timeouts())
            .credentials_provider(credentials(region).await)
            .load()
            .await;
        Ok(Self {
            config,
            renewal: Renewal::default(),
            token: IdentityToken::find(|name| std::env::var(name).ok()),
        })
    }

    /// Returns whether roles are assumed with a token of the CI's, so that there is no identity
    /// before them.
    pub fn has_identity_token(&self) -> bool {
        self.token.is_some()
    }

    /// Prepares a session. Makes no call.
    ///
    /// # Errors
    ///
    /// [`Kind::NoRegion`] if neither the target nor the environment names a region.
    pub async fn session(&self, target: &Target) -> Result<Session, Error> {
        let region = match &target.region {
            Some(region) => Some(Region::new(region.clone())),
            None => self.config.region().cloned(),
        };
        let Some(region) = region.filter(|region| !region.as_ref().is_empty()) else {
            return Err(Error::local(
                "choosing the region",
                Kind::NoRegion,
                "neither the stage nor the environment names a region",
            ));
        };
        let config = self.config.to_builder().region(region).build();
        // Assuming a role is a large future, and every caller would carry it.
        Box::pin(self.session_of(config, target)).await
    }

    /// Prepares a session of a role that another session assumes. Makes no call.
    ///
    /// # Errors
    ///
    /// [`Kind::NoRegion`] if the target names no region.
    pub async fn session_by(&self, by: &Session, target: &Target) -> Result<Session, Error> {
        let mut direct = self.clone();
        direct.config = by.config().clone();
        direct.token = None;
        direct.renewal = Renewal::default();
        direct.session(target).await
    }

    async fn session_of(&self, config: SdkConfig, target: &Target) -> Result<Session, Error> {
        let (config, renewal) = match &target.role {
            Some(role) => {
                let assumed = match &self.token {
                    Some(token) => role.vouched_for(config, token.clone(), &target.session_name),
                    None => role.assumed(config, &target.session_name).await,
                };
                (assumed, Renewal::default())
            }
            None => (config, self.renewal.clone()),
        };
        let role = target.role.as_ref().map(|role| role.arn.clone());
        Ok(Session::new(
            config,
            role,
            renewal,
            &target.budget,
            Pace::PATIENT,
        ))
    }
}

/// The SDK's usual order, without the instance metadata service: nobody answers there on most CI
/// runners, and the wait is long. The usual region comes last.
async fn region(usual: Option<&str>) -> Option<Region> {
    RegionProviderChain::first_try(EnvironmentVariableRegionProvider::new())
        .or_else(ProfileFileRegionProvider::new())
        .or_else(usual.map(|region| Region::new(region.to_owned())))
        .region()
        .await
}

/// The SDK's usual chain; the instance metadata service, its last link, gets one short try. It is
/// link-local: where it exists, it answers in milliseconds. `AWS_EC2_METADATA_DISABLED=true`
/// leaves it out.
async fn credentials(region: Option<Region>) -> DefaultCredentialsChain {
    let metadata = imds::Client::builder()
        .max_attempts(1)
        .connect_timeout(Duration::from_millis(500))
        .read_timeout(Duration::from_secs(1))
        .operation_timeout(Duration::from_secs(2))
        .build();
    let config = ProviderConfig::default()
        .with_retry_config(Pace::PATIENT.retries())
        .with_timeout_config(Pace::PATIENT.timeouts());
    DefaultCredentialsChain::builder()
        .configure(config)
        .region(region)
        .imds_client(metadata)
        .build()
        .await
}
