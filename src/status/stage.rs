//! One stage: its credentials, then its services, ten at a time.

use super::{Means, in_order, service, unread};
use crate::stages;
use foghorn_aws::Connector;
use foghorn_deploy::config::Stage;
use foghorn_deploy::plan::Refusal;
use foghorn_deploy::status::{Item, ServiceStatus, StageStatus};
use std::sync::Arc;
use tokio::task::JoinSet;

/// Services in one DescribeServices call, and read side by side.
/// Source: ECS API model, `DescribeServicesRequest.services`.
const BATCH: usize = 10;

/// Reads a stage.
pub(super) async fn read(
    means: &Means,
    connector: &Connector,
    stage: Arc<Stage>,
    session_name: &str,
) -> StageStatus {
    let mut status = StageStatus {
        stage: stage.name.clone(),
        region: stage.region.clone(),
        cluster: stage.cluster.clone(),
        account: None,
        services: Vec::new(),
        unread: Vec::new(),
    };
    let open = match stages::open(connector, &stage, session_name).await {
        Ok(open) => open,
        Err(failure) => {
            status.unread.push(unread(Item::Stage, failure));
            return status;
        }
    };
    status.account = Some(open.identity.account.clone());
    for batch in stage.services.chunks(BATCH) {
        let names: Vec<&str> = batch.iter().map(|one| one.service.as_str()).collect();
        let reading = match open.session.describe_services(&stage.cluster, &names).await {
            Ok(reading) => reading,
            Err(error) => {
                // All services are in one cluster: the next ten would not be told either.
                let failure = stages::in_stage(&stage, open.unread(error));
                status.unread.push(unread(Item::Stage, failure));
                return status;
            }
        };
        let mut readings = JoinSet::new();
        for (place, (service, found)) in batch.iter().zip(reading.services).enumerate() {
            let task = service::Reading {
                means: means.clone(),
                session: Arc::clone(&open.session),
                stage: Arc::clone(&stage),
                service: service.clone(),
                at: reading.at,
            };
            readings.spawn(async move {
                let status = match found {
                    Some(found) => Box::pin(task.read(found)).await,
                    None => missing(&task),
                };
                (place, status)
            });
        }
        status.services.extend(in_order(readings.join_all().await));
    }
    status
}

fn missing(of: &service::Reading) -> ServiceStatus {
    let refusal = Refusal::Missing {
        service: of.service.service.clone(),
        cluster: of.stage.cluster.clone(),
    };
    let failure = crate::failure::Failure::refused(refusal.sentence()).hints(refusal.hints());
    let why = unread(Item::Service, failure);
    ServiceStatus::unread(&of.service.service, Some(of.at), why)
}
