//! The account's image registry (ECR).

use super::Session;
use super::scan::identifier;
use crate::error::{Error, Kind, Missing};
use aws_sdk_ecr::types::ImageTagMutability;
use aws_smithy_types::base64;
use foghorn_deploy::name::Digest;
use foghorn_deploy::sealed::Sealed;
use foghorn_deploy::time::AwsTime;

/// A login for the registry, good for twelve hours or as long as the identity's own credentials.
#[derive(Debug, Clone)]
pub struct RegistryToken {
    /// `AWS`.
    pub user: String,
    /// Never shown, never on disk.
    pub password: Sealed<String>,
    /// `https://ACCOUNT.dkr.ecr.REGION.amazonaws.com`.
    pub endpoint: String,
    /// When the token ends.
    pub expires: Option<AwsTime>,
}

/// A repository. Source: ECR API model, `Repository`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Repository {
    /// `ACCOUNT.dkr.ecr.REGION.amazonaws.com/NAME`.
    pub uri: String,
    /// Whether a tag that exists cannot be moved (at least not every one).
    pub immutable_tags: bool,
}

/// An image in a repository. Source: ECR API model, `ImageDetail`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Image {
    /// Of its manifest or index, as stored.
    pub digest: Digest,
    /// All its tags.
    pub tags: Vec<String>,
    /// Compressed, in bytes; for an index, that of its largest image.
    pub size: Option<u64>,
    /// Whether it is archived, so that nobody can pull it.
    pub archived: bool,
}

impl Session {
    /// Fetches a login for the registry of this region.
    pub async fn registry_token(&self) -> Result<RegistryToken, Error> {
        const CALL: &str = "ecr:GetAuthorizationToken";
        let answer = self.clients().ecr.get_authorization_token().send().await;
        let answer = answer.map_err(|error| self.failed(CALL, &error))?;
        let data = answer.authorization_data().first();
        let data = data.ok_or_else(|| Error::unreadable(CALL, "authorizationData"))?;
        let (user, password) = data
            .authorization_token()
            .and_then(login)
            .ok_or_else(|| Error::unreadable(CALL, "authorizationToken"))?;
        let endpoint = data
            .proxy_endpoint()
            .ok_or_else(|| Error::unreadable(CALL, "proxyEndpoint"))?;
        Ok(RegistryToken {
            user,
            password: Sealed::new(password),
            endpoint: endpoint.to_owned(),
            expires: crate::reading::time::moment(data.expires_at()),
        })
    }

    /// Reads a repository, of this account unless `registry` names another. `None` if there is
    /// none.
    pub async fn repository(
        &self,
        name: &str,
        registry: Option<&str>,
    ) -> Result<Option<Repository>, Error> {
        const CALL: &str = "ecr:DescribeRepositories";
        let answer = self
            .clients()
            .ecr
            .describe_repositories()
            .repository_names(name)
            .set_registry_id(registry.map(str::to_owned))
            .send()
            .await
            .map_err(|error| self.failed(CALL, &error).about(name));
        match answer {
            Ok(answer) => {
                let found = answer
                    .repositories()
                    .first()
                    .map(|found| repository(CALL, found));
                found
                    .ok_or_else(|| Error::unreadable(CALL, "repositories"))?
                    .map(Some)
            }
            Err(error) if *error.kind() == Kind::NotFound(Missing::Repository) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Makes a repository with ECR's defaults, or returns the one of that name: it may be our own,
    /// if the answer of a first attempt was lost.
    pub async fn create_repository(&self, name: &str) -> Result<Repository, Error> {
        const CALL: &str = "ecr:CreateRepository";
        let create = self.clients().ecr.create_repository().repository_name(name);
        match create.send().await {
            Ok(answer) => {
                let made = answer.repository().map(|made| repository(CALL, made));
                made.ok_or_else(|| Error::unreadable(CALL, "repository"))?
            }
            Err(error) => {
                let error = self.failed(CALL, &error).about(name);
                if error.code() != Some("RepositoryAlreadyExistsException") {
                    return Err(error);
                }
                self.repository(name, None).await?.ok_or(error)
            }
        }
    }

    /// Reads an image by tag or by `sha256:…` digest. `None` if the repository has none such; a
    /// repository that does not exist is [`Kind::NotFound`].
    pub async fn image(
        &self,
        repository: &str,
        registry: Option<&str>,
        tag_or_digest: &str,
    ) -> Result<Option<Image>, Error> {
        const CALL: &str = "ecr:DescribeImages";
        let answer = self
            .clients()
            .ecr
            .describe_images()
            .repository_name(repository)
            .set_registry_id(registry.map(str::to_owned))
            .image_ids(identifier(tag_or_digest))
            .send()
            .await
            .map_err(|error| self.failed(CALL, &error).about(repository));
        match answer {
            Ok(answer) => answer.image_details().first().map(image).transpose(),
            Err(error) if *error.kind() == Kind::NotFound(Missing::Image) => Ok(None),
            Err(error) => Err(error),
        }
    }
}

fn login(token: &str) -> Option<(String, String)> {
    let plain = String::from_utf8(base64::decode(token).ok()?).ok()?;
    let (user, password) = plain.split_once(':')?;
    Some((user.to_owned(), password.to_owned()))
}

fn repository(
    call: &'static str,
    repository: &aws_sdk_ecr::types::Repository,
) -> Result<Repository, Error> {
    let uri = repository
        .repository_uri()
        .ok_or_else(|| Error::unreadable(call, "repositoryUri"))?;
    let mutability = repository.image_tag_mutability();
    Ok(Repository {
        uri: uri.to_owned(),
        immutable_tags: matches!(
            mutability,
            Some(ImageTagMutability::Immutable | ImageTagMutability::ImmutableWithExclusion)
        ),
    })
}

fn image(detail: &aws_sdk_ecr::types::ImageDetail) -> Result<Image, Error> {
    let digest = detail
        .image_digest()
        .ok_or_else(|| Error::unreadable("ecr:DescribeImages", "imageDigest"))?;
    Ok(Image {
        digest: Digest::new(digest),
        tags: detail.image_tags().to_vec(),
        size: detail
            .image_size_in_bytes()
            .and_then(|size| size.try_into().ok()),
        archived: detail
            .image_status()
            .is_some_and(|status| status.as_str() != "ACTIVE"),
    })
}
