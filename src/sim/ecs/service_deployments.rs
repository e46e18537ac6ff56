//! Service-deployment operations.

use serde_json::Map;
use serde_json::Value;
use serde_json::json;

use super::error::EcsError;
use super::lookup;
use super::page::page;
use super::request::Request;
use super::service_shape::revision_counts;
use super::time;
use crate::engine::Backdrop;
use crate::engine::HookAction;
use crate::engine::Region;
use crate::engine::hook::HookRun;
use crate::engine::service::Service;
use crate::engine::service_deployment::RevisionCounts;
use crate::engine::service_deployment::ServiceDeployment;

/// Source: ECS API model, `DescribeServiceDeploymentsRequest`.
pub(super) const MOST: usize = 20;

pub(super) fn list(region: &Region, request: &Request<'_>) -> Result<Value, EcsError> {
    let index = lookup::required_service(region, request, "service")?;
    let statuses = request.texts("status")?;
    let created = request.map("createdAt")?;
    let bound = |name: &str| created.and_then(|range| range.get(name)?.as_f64());
    let (after, before) = (bound("after"), bound("before"));
    let service = region.services.get(index);
    let service = service.ok_or_else(EcsError::service_not_found)?;
    let newest_first = service.records.iter().rev();
    let items: Vec<Value> = newest_first
        .filter(|one| statuses.is_empty() || statuses.contains(&one.status.as_str()))
        .filter(|one| {
            let at = time::seconds(one.created_at).as_f64();
            after.is_none_or(|after| at >= Some(after))
                && before.is_none_or(|before| at <= Some(before))
        })
        .map(|one| Value::Object(brief(region, service, one)))
        .collect();
    page(request, "serviceDeployments", &items, 20)
}

/// Source: ECS API model, `ServiceDeploymentBrief`.
fn brief(region: &Region, service: &Service, one: &ServiceDeployment) -> Map<String, Value> {
    let mut members = Map::new();
    let mut put = |name: &str, value: Value| members.insert(name.to_owned(), value);
    let cluster = format!("cluster/{}", service.cluster);
    put("serviceDeploymentArn", json!(one.arn));
    put("serviceArn", json!(service.arn));
    put("clusterArn", json!(region.backdrop.place.ecs(&cluster)));
    put("targetServiceRevisionArn", json!(one.target.arn));
    put("status", json!(one.status.as_str()));
    if let Some(reason) = &one.status_reason {
        put("statusReason", json!(reason));
    }
    for (name, at) in [
        ("createdAt", Some(one.created_at)),
        ("startedAt", one.started_at),
        ("finishedAt", one.finished_at),
    ] {
        time::put(&mut members, name, at);
    }
    members
}

pub(super) fn describe(region: &Region, request: &Request<'_>) -> Result<Value, EcsError> {
    let arns = arns(request, "serviceDeploymentArns")?;
    let (mut found, mut failures) = (Vec::new(), Vec::new());
    for arn in arns {
        match find(region, arn) {
            Some((service, one)) => found.push(shape(region, service, one)),
            None => failures.push(json!({"arn": arn, "reason": "MISSING"})),
        }
    }
    Ok(json!({"serviceDeployments": found, "failures": failures}))
}

/// Reads a list of one to twenty ARNs.
pub(super) fn arns<'a>(request: &Request<'a>, member: &str) -> Result<Vec<&'a str>, EcsError> {
    let arns = request.texts(member)?;
    if arns.is_empty() || arns.len() > MOST {
        // Source: background knowledge.
        return Err(EcsError::invalid(format!(
            "{member} must have between 1 and {MOST} entries."
        )));
    }
    Ok(arns)
}

fn find<'r>(region: &'r Region, arn: &str) -> Option<(&'r Service, &'r ServiceDeployment)> {
    region.services.iter().find_map(|service| {
        let mut records = service.records.iter();
        let one = records.find(|one| one.arn == arn)?;
        Some((service, one))
    })
}

/// Source: ECS API model, `ServiceDeployment`.
fn shape(region: &Region, service: &Service, one: &ServiceDeployment) -> Value {
    let mut members = brief(region, service, one);
    members.remove("targetServiceRevisionArn");
    let mut put = |name: &str, value: Value| members.insert(name.to_owned(), value);
    put(
        "sourceServiceRevisions",
        one.sources.iter().map(revision_summary).collect(),
    );
    put("targetServiceRevision", revision_summary(&one.target));
    put("deploymentConfiguration", one.configuration.clone());
    put(
        "deploymentCircuitBreaker",
        json!({
            "status": one.monitor.as_str(),
            "failureCount": one.failure_count,
            "threshold": one.threshold,
        }),
    );
    put(
        "alarms",
        json!({
            "status": one.alarms.status.as_str(),
            "alarmNames": one.alarms.names,
            "triggeredAlarmNames": one.alarms.triggered,
        }),
    );
    if let Some(lifecycle) = one.lifecycle.as_ref().filter(|lifecycle| lifecycle.begun) {
        put("lifecycleStage", json!(lifecycle.stage.shown()));
        put(
            "lifecycleHookDetails",
            lifecycle.hooks.iter().map(hook_detail).collect(),
        );
    }
    if let Some(rollback) = &one.rollback {
        put(
            "rollback",
            json!({
                "reason": rollback.reason,
                "startedAt": time::seconds(rollback.started_at),
                "serviceRevisionArn": rollback.revision,
            }),
        );
    }
    time::put(&mut members, "updatedAt", Some(one.updated_at));
    time::put(&mut members, "stoppedAt", one.stopped_at);
    Value::Object(members)
}

/// Source: ECS API model, `ServiceRevisionSummary`.
fn revision_summary(counts: &RevisionCounts) -> Value {
    let mut summary = revision_counts(counts);
    if let Some(traffic) = counts.traffic {
        let percent = |tenths: u32| json!(f64::from(tenths) / 10.0);
        summary["requestedTestTrafficWeight"] = percent(traffic.test);
        summary["requestedProductionTrafficWeight"] = percent(traffic.production);
    }
    summary
}

/// Source: ECS API model, `DeploymentLifecycleHookDetail`.
fn hook_detail(hook: &HookRun) -> Value {
    let mut detail = json!({
        "hookId": hook.id,
        "targetType": hook.target.as_str(),
        "status": hook.status.as_str(),
        "expiresAt": time::seconds(hook.expires_at),
        "timeoutAction": hook.timeout_action.as_str(),
    });
    if let Some(arn) = &hook.arn {
        detail["targetArn"] = json!(arn);
    }
    detail
}

/// ContinueServiceDeployment. Source: ECS API model, `ContinueServiceDeploymentRequest`.
pub(super) fn go_on(region: &mut Region, request: &Request<'_>) -> Result<Value, EcsError> {
    let required = |member: &str| {
        let text = request.text(member)?;
        text.ok_or_else(|| EcsError::invalid(format!("{member} cannot be empty.")))
    };
    let (arn, hook) = (required("serviceDeploymentArn")?, required("hookId")?);
    let action = request.text("action")?.unwrap_or("CONTINUE");
    let action = HookAction::read(action)
        .ok_or_else(|| EcsError::invalid("Invalid action. Valid values: [CONTINUE, ROLLBACK]"))?;
    let (service, backdrop) = owner(region, arn)?;
    if service.answer_hook(arn, Some(hook), action, backdrop) {
        Ok(json!({"serviceDeploymentArn": arn}))
    } else {
        // Source: background knowledge; the model declares no better code.
        Err(EcsError::invalid(
            "The lifecycle hook is not in AWAITING_ACTION status.",
        ))
    }
}

/// Returns the service that a service deployment is of, or ECS's error when there is none.
fn owner<'r>(
    region: &'r mut Region,
    arn: &str,
) -> Result<(&'r mut Service, &'r mut Backdrop), EcsError> {
    let missing = || {
        EcsError::new(
            "ServiceDeploymentNotFoundException",
            "Service deployment not found.",
        )
    };
    let index = find(region, arn).map(|(service, _)| service.index);
    let index = index.ok_or_else(missing)?;
    let Region {
        backdrop, services, ..
    } = region;
    Ok((services.get_mut(index).ok_or_else(missing)?, backdrop))
}

pub(super) fn stop(region: &mut Region, request: &Request<'_>) -> Result<Value, EcsError> {
    let arn = request
        .text("serviceDeploymentArn")?
        .ok_or_else(|| EcsError::invalid("serviceDeploymentArn cannot be empty."))?;
    // ABORT is in the model, but only ROLLBACK is documented as valid.
    // Source: ECS developer guide, "stop service deployment".
    let kind = request.text("stopType")?.unwrap_or("ROLLBACK");
    if kind != "ROLLBACK" {
        return Err(EcsError::invalid(
            "Invalid stopType. Valid values: [ROLLBACK]",
        ));
    }
    let (service, backdrop) = owner(region, arn)?;
    if service.request_rollback(arn, backdrop) {
        Ok(json!({"serviceDeploymentArn": arn}))
    } else {
        // Source: background knowledge.
        Err(EcsError::new(
            "ConflictException",
            "The service deployment has finished and cannot be stopped.",
        ))
    }
}
