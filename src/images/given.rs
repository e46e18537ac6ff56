//! An image that was built elsewhere and is given by its digest: is it there?

use crate::failure::Failure;
use crate::settings::{Pinned, Settings};
use foghorn_aws::{Kind, Session};
use foghorn_deploy::config::{self, Image};
use foghorn_deploy::foreign::Sentence;
use foghorn_deploy::outcome::Outcome;

/// What is known of a given image.
pub(super) enum Found {
    /// The registry has it.
    Yes,
    /// It is not in ECR, or not in this region, or its registry may not be asked: the reason.
    NotAsked(Sentence),
}

/// A repository in ECR, from its address.
pub(crate) struct Repository<'u> {
    pub(crate) account: &'u str,
    pub(crate) region: &'u str,
    pub(crate) name: &'u str,
}

/// Asks ECR for an image. One that is not there is refused; one that cannot be asked for is not.
pub(super) async fn confirm(session: &Session, pinned: &Pinned) -> Result<Found, Failure> {
    let Some(repository) = parse(&pinned.repository) else {
        return Ok(Found::NotAsked(Sentence::own("its registry is not ECR")));
    };
    if repository.region != session.region() {
        return Ok(Found::NotAsked(Sentence::own(
            "its registry is in another region",
        )));
    }
    match session
        .image(repository.name, Some(repository.account), &pinned.digest)
        .await
    {
        Ok(Some(_)) => Ok(Found::Yes),
        Ok(None) => Err(missing(pinned, &repository)),
        Err(error) if matches!(error.kind(), Kind::NotFound(_)) => {
            Err(missing(pinned, &repository).caused_by(&error))
        }
        Err(error) if error.is_access_denied() => Ok(Found::NotAsked(
            Sentence::own("its registry may not be asked: ").foreign(error.to_string()),
        )),
        Err(error) => Err(error.into()),
    }
}

fn missing(pinned: &Pinned, repository: &Repository<'_>) -> Failure {
    let Repository {
        account,
        region,
        name,
    } = repository;
    Failure::new(
        Outcome::ImageFailed,
        Sentence::own("the registry has no image ").foreign(pinned.reference()),
    )
    .hint(Sentence::own("list what there is with ").code(format!(
        "aws ecr describe-images --registry-id {account} --region {region} --repository-name {name}"
    )))
}

/// Returns `REPOSITORY@sha256:…` for a digest alone, if the configuration says where the repository
/// is: a CI that masks the account in one job's outputs passes on nothing else to the next job.
pub(super) fn in_repository(settings: &Settings, image: &Image, digest: &str) -> Option<String> {
    if !digest.starts_with("sha256:") {
        return None;
    }
    let name = match &image.repository {
        config::Repository::Uri(uri) => uri.clone(),
        config::Repository::Ecr(name) => {
            let first = settings.config.stages.first();
            let account = image.registry.account.as_ref();
            let account = account.or_else(|| first?.account.as_ref())?;
            let region = image.registry.region.as_ref();
            let region = region.or_else(|| Some(&first?.region))?;
            let domain = if region.starts_with("cn-") {
                "amazonaws.com.cn"
            } else {
                "amazonaws.com"
            };
            format!("{account}.dkr.ecr.{region}.{domain}/{name}")
        }
    };
    Some(format!("{name}@{digest}"))
}

/// Reads `ACCOUNT.dkr.ecr.REGION.amazonaws.com/NAME`. Source: ECR user guide, "registry".
pub(crate) fn parse(uri: &str) -> Option<Repository<'_>> {
    let (host, name) = uri.split_once('/')?;
    let (account, rest) = host.split_once(".dkr.ecr.")?;
    let (region, domain) = rest.split_once('.')?;
    domain.starts_with("amazonaws.com").then_some(Repository {
        account,
        region,
        name,
    })
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn only_ecr_addresses_are_asked() {
        let found = parse("111111111111.dkr.ecr.eu-west-1.amazonaws.com/team/api");
        assert_eq!(
            found.map(|r| (r.account, r.region, r.name)),
            Some(("111111111111", "eu-west-1", "team/api"))
        );
        assert!(parse("ghcr.io/example/api").is_none());
    }
}
