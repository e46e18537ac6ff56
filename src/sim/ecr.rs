//! The ECR API. What it answers about images comes from [`crate::images`]; the registry itself,
//! which docker talks to, is [`crate::registry`].

mod authorization;
mod image;
pub(crate) mod put_image;
mod repository;
mod scan;

use serde_json::Value;

use crate::images::Repository;
use crate::place::Place;
use crate::request::Request;
use crate::service::unknown_operation;
use crate::service_error::ServiceError;
use crate::state::Stores;

/// What ECR calls a missing member.
const INVALID: &str = "InvalidParameterException";

/// Performs one operation.
pub(crate) fn call(request: &Request<'_>, stores: &mut Stores) -> Result<Value, ServiceError> {
    match request.operation {
        "GetAuthorizationToken" => Ok(authorization::token(request, stores)),
        "CreateRepository" => repository::create(request, stores),
        "DescribeRepositories" => repository::describe(request, stores),
        "PutImageTagMutability" => repository::put_tag_mutability(request, stores),
        "DescribeImages" => image::describe(request, stores),
        "DescribeImageScanFindings" => scan::findings(request, stores),
        "ListImages" => image::list(request, stores),
        "BatchGetImage" => image::batch_get(request, stores),
        "BatchCheckLayerAvailability" => image::layers(request, stores),
        "PutImage" => put_image::put(request, stores),
        _ => Err(unknown_operation(request.operation)),
    }
}

/// The registry a request is about: the caller's, or the one it names.
fn registry(request: &Request<'_>) -> Place {
    let account = request.body["registryId"]
        .as_str()
        .unwrap_or(&request.place.account);
    Place::new(account, &request.place.region)
}

/// Finds a repository.
fn find<'a>(stores: &'a Stores, place: &Place, name: &str) -> Result<&'a Repository, ServiceError> {
    stores
        .repositories
        .get(place, name)
        .ok_or_else(|| not_found(place, name))
}

/// Source: text observed in public logs.
fn not_found(place: &Place, name: &str) -> ServiceError {
    ServiceError::new(
        "RepositoryNotFoundException",
        format!(
            "The repository with name '{name}' does not exist in the registry with id '{}'",
            place.account
        ),
    )
}
