//! Finding what a request names: by short name or by ARN.

use serde_json::Value;
use serde_json::json;

use super::error::EcsError;
use super::request::Request;
use crate::engine::Region;
use crate::engine::cluster::Cluster;
use crate::engine::last_part;
use crate::engine::service::Service;

/// Tells whether a name or an ARN means the thing that has both.
fn means(reference: &str, name: &str, arn: &str) -> bool {
    if reference.starts_with("arn:") {
        // Services have two forms of ARN; the old one lacks the cluster.
        let short = arn.rsplit_once('/').and_then(|(head, last)| {
            let (head, _cluster) = head.split_once('/')?;
            Some(format!("{head}/{last}"))
        });
        reference == arn || short.as_deref() == Some(reference)
    } else {
        reference == name
    }
}

/// Returns the cluster that the request names, or `default`.
pub(super) fn cluster<'r>(
    region: &'r Region,
    request: &Request<'_>,
) -> Result<&'r Cluster, EcsError> {
    let reference = request.text("cluster")?.unwrap_or("default");
    region
        .clusters
        .iter()
        .find(|one| means(reference, &one.name, &one.arn))
        .ok_or_else(EcsError::cluster_not_found)
}

/// Returns the index of the newest service of this name or ARN in a cluster.
pub(super) fn service(region: &Region, cluster: &str, reference: &str) -> Option<usize> {
    region
        .services
        .iter()
        .rposition(|one| one.cluster == cluster && means(reference, &one.name, &one.arn))
}

/// Returns the service that the request names, or ECS's error when it does not exist.
pub(super) fn required_service(
    region: &Region,
    request: &Request<'_>,
    member: &str,
) -> Result<usize, EcsError> {
    let cluster = cluster(region, request)?;
    let reference = request
        .text(member)?
        .ok_or_else(|| EcsError::invalid("Service cannot be empty."))?;
    service(region, &cluster.name, reference).ok_or_else(EcsError::service_not_found)
}

/// Returns the service that an ARN of a deployment or revision belongs to, as `…/CLUSTER/SERVICE/
/// ID`.
pub(super) fn owner<'r>(region: &'r Region, arn: &str) -> Option<&'r Service> {
    let (path, _id) = arn.rsplit_once('/')?;
    let mut parts = path.rsplit('/');
    let (name, cluster) = (parts.next()?, parts.next()?);
    let mut services = region.services.iter().rev();
    services.find(|one| one.name == name && one.cluster == cluster)
}

/// Returns an entry of `failures[]`. Source: ECS developer guide, "API failures messages".
pub(super) fn missing(region: &Region, kind: &str, reference: &str) -> Value {
    let arn = if reference.starts_with("arn:") {
        reference.to_owned()
    } else {
        let name = last_part(reference);
        region.backdrop.place.ecs(&format!("{kind}/{name}"))
    };
    json!({"arn": arn, "reason": "MISSING"})
}
