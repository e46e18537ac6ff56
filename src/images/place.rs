//! Where an image is pushed to, and the login for it.

use crate::cli::ImageArgs;
use crate::failure::Failure;
use crate::settings::Settings;
use foghorn_aws::Session;
use foghorn_deploy::config::{Image, Repository};
use foghorn_deploy::foreign::Sentence;
use foghorn_deploy::outcome::Outcome;
use foghorn_image::credential_helper::Login;
use foghorn_image::{Credentials, Registry, RegistryClient, Sealed};
use std::error::Error;

/// A repository that was found.
pub(super) struct Place {
    /// Its name as task definitions use it, without tag and digest.
    pub(super) name: String,
    /// Its path in the registry.
    pub(super) repository: String,
    /// The registry's address, which may be that of a proxy or an emulator.
    pub(super) registry: Registry,
    /// Whether a tag can be given only once.
    pub(super) immutable_tags: bool,
    credentials: Option<Credentials>,
    /// The registry's account, if it is ECR.
    account: Option<String>,
}

impl Place {
    /// Finds the repository of an image, and logs in.
    pub(super) async fn find(
        settings: &Settings,
        session: &Session,
        image: &Image,
        args: &ImageArgs,
    ) -> Result<Self, Failure> {
        let endpoint = args
            .registry_endpoint
            .as_ref()
            .or(image.registry_endpoint.as_ref());
        match &image.repository {
            Repository::Ecr(name) => Self::ecr(settings, session, image, name, endpoint).await,
            Repository::Uri(uri) => Self::elsewhere(uri, endpoint),
        }
    }

    async fn ecr(
        settings: &Settings,
        session: &Session,
        image: &Image,
        name: &str,
        endpoint: Option<&String>,
    ) -> Result<Self, Failure> {
        let first = settings.config.stages.first();
        let account = image
            .registry
            .account
            .clone()
            .or_else(|| first.and_then(|s| s.account.clone()));
        let token = session.registry_token().await?;
        let repository = match session.repository(name, account.as_deref()).await? {
            Some(repository) => repository,
            None if image.create_repository => session.create_repository(name).await?,
            None => return Err(missing(name, session.region())),
        };
        let address = endpoint.unwrap_or(&token.endpoint);
        let registry: Registry = address
            .parse()
            .map_err(|error: foghorn_image::AddressError| image_error(&error, None))?;
        Ok(Self {
            name: repository.uri,
            repository: name.to_owned(),
            registry,
            immutable_tags: repository.immutable_tags,
            credentials: Some(Credentials {
                user: token.user,
                password: Sealed::new(token.password.expose().as_str()),
            }),
            account,
        })
    }

    /// A registry that is not ECR: the builder uses the user's own login for it.
    fn elsewhere(uri: &str, endpoint: Option<&String>) -> Result<Self, Failure> {
        let (host, repository) = uri.split_once('/').unwrap_or(("docker.io", uri));
        let address = endpoint.map_or(host, String::as_str);
        let registry: Registry = address
            .parse()
            .map_err(|error: foghorn_image::AddressError| image_error(&error, None))?;
        Ok(Self {
            name: uri.to_owned(),
            repository: repository.to_owned(),
            registry,
            immutable_tags: false,
            credentials: None,
            account: None,
        })
    }

    /// Returns the digest that a tag or digest means, if the registry has it.
    pub(super) async fn digest_of(
        &self,
        session: &Session,
        reference: &str,
    ) -> Result<Option<String>, Failure> {
        if self.credentials.is_some() {
            let image = session
                .image(&self.repository, self.account.as_deref(), reference)
                .await?;
            return Ok(image.map(|image| image.digest.as_str().to_owned()));
        }
        let image = self.client()?.resolve(&self.repository, reference).await;
        let image = image.map_err(|error| image_error(&error, error.hint()))?;
        Ok(image.map(|image| image.digest.as_str().to_owned()))
    }

    /// Returns a client for the registry.
    pub(super) fn client(&self) -> Result<RegistryClient, Failure> {
        RegistryClient::new(self.registry.clone(), self.credentials.clone())
            .map_err(|error| image_error(&error, error.hint()))
    }

    /// Returns the logins that a builder gets.
    pub(super) fn logins(&self) -> Vec<Login> {
        let login = |credentials: &Credentials| Login {
            registry: self.registry.address.clone(),
            credentials: credentials.clone(),
        };
        self.credentials.iter().map(login).collect()
    }
}

fn missing(name: &str, region: &str) -> Failure {
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

/// Makes a failure of an error of the image crate.
pub(super) fn image_error(error: &(dyn Error + 'static), hint: Option<String>) -> Failure {
    Failure::new(
        Outcome::ImageFailed,
        Sentence::own("the image is not in the registry"),
    )
    .caused_by(error)
    .hints(hint.map(|hint| Sentence::default().foreign(hint)))
}
