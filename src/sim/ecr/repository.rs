//! Operations on repositories.

use serde::Deserialize;
use serde_json::{Value, json};

use super::{INVALID, find, not_found, registry};
use crate::decode::decode;
use crate::images::Repository;
use crate::place::Place;
use crate::request::Request;
use crate::service_error::ServiceError;
use crate::state::Stores;
use crate::timestamp::epoch_seconds;
use crate::world::TagMutability;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Create {
    repository_name: String,
    image_tag_mutability: Option<TagMutability>,
}

/// CreateRepository.
pub(super) fn create(request: &Request<'_>, stores: &mut Stores) -> Result<Value, ServiceError> {
    let input: Create = decode(request.body, INVALID)?;
    let name = input.repository_name;
    let place = registry(request);
    if !well_named(&name) {
        return Err(ServiceError::new(
            INVALID,
            "Invalid parameter at 'repositoryName' failed to satisfy constraint: 'must satisfy \
             regular expression '(?:[a-z0-9]+(?:[._-][a-z0-9]+)*/)*[a-z0-9]+(?:[._-][a-z0-9]+)*''",
        ));
    }
    if stores.repositories.get(&place, &name).is_some() {
        return Err(ServiceError::new(
            "RepositoryAlreadyExistsException",
            format!(
                "The repository with name '{name}' already exists in the registry with id '{}'",
                place.account
            ),
        ));
    }
    let mutability = input.image_tag_mutability.unwrap_or_default();
    let repository = Repository::new(&name, mutability, request.now);
    let output = json!({ "repository": described(&repository, &place) });
    stores.repositories.add(&place, repository);
    Ok(output)
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Describe {
    repository_names: Option<Vec<String>>,
}

/// DescribeRepositories; all of them on one page.
pub(super) fn describe(request: &Request<'_>, stores: &Stores) -> Result<Value, ServiceError> {
    let input: Describe = decode(request.body, INVALID)?;
    let place = registry(request);
    let repositories: Vec<Value> = match input.repository_names {
        Some(names) => names
            .iter()
            .map(|name| Ok(described(find(stores, &place, name)?, &place)))
            .collect::<Result<_, ServiceError>>()?,
        None => stores
            .repositories
            .of(&place)
            .map(|one| described(one, &place))
            .collect(),
    };
    Ok(json!({ "repositories": repositories }))
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct PutTagMutability {
    repository_name: String,
    image_tag_mutability: TagMutability,
}

/// PutImageTagMutability.
pub(super) fn put_tag_mutability(
    request: &Request<'_>,
    stores: &mut Stores,
) -> Result<Value, ServiceError> {
    let input: PutTagMutability = decode(request.body, INVALID)?;
    let place = registry(request);
    let name = &input.repository_name;
    let repository = stores
        .repositories
        .get_mut(&place, name)
        .ok_or_else(|| not_found(&place, name))?;
    repository.tag_mutability = input.image_tag_mutability;
    Ok(json!({
        "registryId": place.account,
        "repositoryName": name,
        "imageTagMutability": repository.tag_mutability,
    }))
}

fn described(repository: &Repository, place: &Place) -> Value {
    let Place { account, region } = place;
    json!({
        "repositoryArn": repository.arn(place),
        "registryId": account,
        "repositoryName": repository.name,
        "repositoryUri": format!("{account}.dkr.ecr.{region}.amazonaws.com/{}", repository.name),
        "createdAt": epoch_seconds(repository.created_at),
        "imageTagMutability": repository.tag_mutability,
        "imageScanningConfiguration": { "scanOnPush": false },
        "encryptionConfiguration": { "encryptionType": "AES256" },
    })
}

/// Source: ECR API model, `RepositoryName`.
fn well_named(name: &str) -> bool {
    let word = |word: &str| {
        !word.is_empty()
            && word
                .bytes()
                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
    };
    (2..=256).contains(&name.len())
        && name
            .split('/')
            .all(|part| part.split(['.', '_', '-']).all(word))
}

#[cfg(test)]
mod tests {
    use super::well_named;

    #[test]
    fn names() {
        for (name, good) in [
            ("product-api", true),
            ("team/product_api.v2", true),
            ("Product", false),
            ("a//b", false),
            ("-api", false),
            ("a", false),
        ] {
            assert_eq!(well_named(name), good, "{name}");
        }
    }
}
