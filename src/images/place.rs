//! Where an image is pushed to, and the login for it.
//!
//! A login is fetched only when there is something to push: a run that finds its image in ECR needs
//! none.

use crate::cli::ImageArgs;
use crate::failure::Failure;
use crate::settings::Settings;
use foghorn_aws::Session;
use foghorn_deploy::config::{Image, Repository};
use foghorn_deploy::foreign::Sentence;
use foghorn_deploy::outcome::Outcome;
use foghorn_image::{Credentials, Registry, RegistryClient, Sealed, credential_helper};
use std::error::Error;

/// A repository that was found.
pub(super) struct Place {
    /// Its name as task definitions use it, without tag and digest.
    pub(super) name: String,
    /// Its path in the registry.
    pub(super) repository: String,
    /// Whether a tag can be given only once.
    pub(super) immutable_tags: bool,
    /// Whether it has to be created first.
    pub(super) is_missing: bool,
    /// The address to use instead of the registry's own: that of a proxy or an emulator.
    endpoint: Option<String>,
    registry: Kind,
}

enum Kind {
    /// ECR, in this account; `None` is that of the credentials.
    Ecr { account: Option<String> },
    /// Any other, at this address.
    Elsewhere { address: String },
}

/// A registry with what it takes to push to it.
pub(super) struct Login {
    /// Where it is reached.
    pub(super) registry: Registry,
    credentials: Option<Credentials>,
}

impl Place {
    /// Finds the repository of an image.
    pub(super) async fn find(
        settings: &Settings,
        session: &Session,
        image: &Image,
        args: &ImageArgs,
    ) -> Result<Self, Failure> {
        let endpoint = args
            .registry_endpoint
            .as_ref()
            .or(image.registry_endpoint.as_ref())
            .cloned();
        match &image.repository {
            Repository::Ecr(name) => Self::ecr(settings, session, image, name, endpoint).await,
            Repository::Uri(uri) => Ok(Self::elsewhere(uri, endpoint)),
        }
    }

    async fn ecr(
        settings: &Settings,
        session: &Session,
        image: &Image,
        name: &str,
        endpoint: Option<String>,
    ) -> Result<Self, Failure> {
        let account = owner(settings, image).map(str::to_owned);
        let found = session.repository(name, account.as_deref()).await?;
        let is_missing = found.is_none();
        let (uri, immutable_tags) = match found {
            Some(repository) => (repository.uri, repository.immutable_tags),
            None if image.create_repository => (address(session, name).await?, false),
            None => return Err(missing(name, session.region())),
        };
        Ok(Self {
            name: uri,
            repository: name.to_owned(),
            immutable_tags,
            is_missing,
            endpoint,
            registry: Kind::Ecr { account },
        })
    }

    /// Creates the repository if there is none.
    pub(super) async fn create(&mut self, session: &Session) -> Result<(), Failure> {
        if self.is_missing {
            let repository = session.create_repository(&self.repository).await?;
            self.name = repository.uri;
            self.is_missing = false;
        }
        Ok(())
    }

    /// A registry that is not ECR: the builder uses the user's own login for it.
    fn elsewhere(uri: &str, endpoint: Option<String>) -> Self {
        let (host, repository) = uri.split_once('/').unwrap_or(("docker.io", uri));
        Self {
            name: uri.to_owned(),
            repository: repository.to_owned(),
            immutable_tags: false,
            is_missing: false,
            endpoint,
            registry: Kind::Elsewhere {
                address: host.to_owned(),
            },
        }
    }

    /// Returns the digest that a tag or digest means, if the registry has it.
    pub(super) async fn digest_of(
        &self,
        session: &Session,
        reference: &str,
    ) -> Result<Option<String>, Failure> {
        if self.is_missing {
            return Ok(None);
        }
        if let Kind::Ecr { account } = &self.registry {
            let image = session
                .image(&self.repository, account.as_deref(), reference)
                .await?;
            return Ok(image.map(|image| image.digest.as_str().to_owned()));
        }
        let client = self.login(session).await?.client()?;
        let image = client.resolve(&self.repository, reference).await;
        let image = image.map_err(|error| unreachable(&error, error.hint()))?;
        Ok(image.map(|image| image.digest.as_str().to_owned()))
    }

    /// Fetches what it takes to push. Outside ECR, the builder uses the user's own login.
    pub(super) async fn login(&self, session: &Session) -> Result<Login, Failure> {
        let (address, credentials) = match &self.registry {
            Kind::Ecr { .. } => {
                let (address, credentials) = ecr_login(session).await?;
                (address, Some(credentials))
            }
            Kind::Elsewhere { address } => (address.clone(), None),
        };
        let registry: Registry = self
            .endpoint
            .as_ref()
            .unwrap_or(&address)
            .parse()
            .map_err(|error: foghorn_image::AddressError| unreachable(&error, None))?;
        Ok(Login {
            registry,
            credentials,
        })
    }
}

impl Login {
    /// Returns a client for the registry.
    pub(super) fn client(&self) -> Result<RegistryClient, Failure> {
        RegistryClient::new(self.registry.clone(), self.credentials.clone())
            .map_err(|error| unreachable(&error, error.hint()))
    }

    /// Returns what a builder gets.
    pub(super) fn for_builder(&self) -> Vec<credential_helper::Login> {
        let login = |credentials: &Credentials| credential_helper::Login {
            registry: self.registry.address.clone(),
            credentials: credentials.clone(),
        };
        self.credentials.iter().map(login).collect()
    }
}

/// Fetches a login for ECR, and the address of the registry that the token names.
pub(super) async fn ecr_login(session: &Session) -> Result<(String, Credentials), Failure> {
    let token = session.registry_token().await?;
    let credentials = Credentials {
        user: token.user,
        password: Sealed::new(token.password.expose().as_str()),
    };
    Ok((token.endpoint, credentials))
}

/// Returns the account that has the repository of an image, if the configuration says it.
pub(super) fn owner<'s>(settings: &'s Settings, image: &'s Image) -> Option<&'s str> {
    let first = settings.config.stages.first();
    let own = image.registry.account.as_deref();
    own.or(first.and_then(|first| first.account.as_deref()))
}

/// Returns the address that a repository will have: it is created in the caller's own account.
async fn address(session: &Session, name: &str) -> Result<String, Failure> {
    let account = session.identity().await?.account;
    Ok(in_ecr(&account, session.region(), name))
}

/// Returns the address of an image's repository without asking anybody, if the account is known.
pub(super) fn expected(
    settings: &Settings,
    image: &Image,
    account: Option<&str>,
) -> Option<String> {
    let name = match &image.repository {
        Repository::Ecr(name) => name,
        Repository::Uri(uri) => return Some(uri.clone()),
    };
    let first = settings.config.stages.first()?;
    let account = owner(settings, image).or(account)?;
    let region = image.registry.region.as_deref().unwrap_or(&first.region);
    Some(in_ecr(account, region, name))
}

/// Returns the address of a repository in ECR.
/// Source: ECR user guide, "Amazon ECR private registry": `ACCOUNT.dkr.ecr.REGION.amazonaws.com`,
/// in China `….amazonaws.com.cn`.
pub(super) fn in_ecr(account: &str, region: &str, name: &str) -> String {
    let end = if region.starts_with("cn-") { ".cn" } else { "" };
    format!("{account}.dkr.ecr.{region}.amazonaws.com{end}/{name}")
}

pub(super) fn missing(name: &str, region: &str) -> Failure {
    Failure::new(
        Outcome::ImageFailed,
        Sentence::own("the repository ")
            .code(name)
            .then(" does not exist in ")
            .code(region),
    )
    .hint(Sentence::own("create it with ").code(format!(
        "aws ecr create-repository --repository-name {name} --region {region}"
    )))
    .hint(Sentence::own("or set ").code("image.create-repository: true"))
}

/// The registry cannot be asked.
pub(super) fn unreachable(error: &(dyn Error + 'static), hint: Option<String>) -> Failure {
    image_error("the registry cannot be asked for the image", error, hint)
}

/// An image on disk cannot be read.
pub(super) fn unreadable(error: &(dyn Error + 'static), hint: Option<String>) -> Failure {
    image_error("the image given with `--image` cannot be read", error, hint)
}

/// A push did not succeed.
pub(super) fn not_pushed(error: &(dyn Error + 'static), hint: Option<String>) -> Failure {
    image_error("the image was not pushed", error, hint)
}

/// Nothing here can build.
pub(super) fn no_builder(error: &(dyn Error + 'static), hint: Option<String>) -> Failure {
    image_error("the image cannot be built on this machine", error, hint)
}

pub(super) fn image_error(
    message: &str,
    error: &(dyn Error + 'static),
    hint: Option<String>,
) -> Failure {
    Failure::new(Outcome::ImageFailed, Sentence::own(message))
        .caused_by(error)
        .hints(hint.map(|hint| Sentence::default().foreign(hint)))
}
