//! Deployments: the one in flight, and the last one if it ended badly.

use super::super::words;
use super::shown;
use foghorn_deploy::observation::{LifecycleHook, ServiceDeploymentStatus};
use foghorn_deploy::status::{EndedDeployment, InFlight, Made, ServiceStatus};
use foghorn_report::escape::log;

/// Whose deployment is in flight, and how far it is.
pub(super) fn in_flight(service: &ServiceStatus, flight: &InFlight) -> Vec<String> {
    let id = flight
        .deployment
        .as_ref()
        .map_or("a deployment", |id| id.as_str());
    let way = if words::is_going_back(flight) {
        "back to"
    } else {
        "to"
    };
    let mut line = format!(
        "{}, {way} {}{}: {} of {} running, {} starting",
        log::line(id),
        log::line(flight.revision.short()),
        words::ago(service.at, flight.since),
        flight.tasks.running,
        flight.tasks.desired,
        flight.tasks.pending,
    );
    if flight.failed > 0 {
        line = format!("{line}, {} failed", flight.failed);
    }
    if let Some(stage) = &flight.lifecycle_stage {
        line = format!("{line}; stage {}", log::line(stage));
    }
    if let Some(percent) = flight.production_traffic {
        line = format!("{line}, {percent} % of the traffic");
    }
    let mut lines = vec![line];
    let hooks = flight.waiting_hooks.iter();
    lines.extend(hooks.flat_map(|hook| waiting(flight, hook)));
    if let Some(origin) = &flight.origin {
        let who = origin
            .registered_by
            .iter()
            .map(|who| format!("registered by {}", shown(who)));
        lines.extend(who);
        lines.extend(origin.foghorn.as_ref().map(made));
    }
    lines
}

/// Source: ECS API model, `ContinueServiceDeployment`.
fn waiting(flight: &InFlight, hook: &LifecycleHook) -> Vec<String> {
    let id = log::line(&hook.id);
    let arn = flight.service_deployment.as_ref();
    let arn = arn.map_or_else(|| "ARN".to_owned(), |arn| log::line(arn.as_str()));
    vec![
        format!("lifecycle hook {id} waits for an answer"),
        format!(
            "hint: `aws ecs continue-service-deployment --service-deployment-arn {arn} \
             --hook-id {id} --action CONTINUE`, or `ROLLBACK`"
        ),
    ]
}

/// How the last deployment ended, if it ended badly.
pub(super) fn last_deployment(service: &ServiceStatus, last: &EndedDeployment) -> Vec<String> {
    if last.status == ServiceDeploymentStatus::Successful {
        return Vec::new();
    }
    let mut line = words::ended(&last.status);
    if let Some(revision) = &last.revision {
        line = format!("{}: {line}", log::line(revision.short()));
    }
    if let Some(back) = &last.rolled_back_to {
        line = format!("{line} to {}", log::line(back.short()));
    }
    line.push_str(&words::ago(service.at, last.finished_at));
    let mut lines = vec![line];
    lines.extend(last.reason.iter().map(shown));
    for alarm in &last.triggered_alarms {
        lines.push(format!("alarm {}", log::line(alarm)));
    }
    lines
}

fn made(made: &Made) -> String {
    let mut line = format!("made by foghorn {}", shown(&made.version));
    if let Some(commit) = &made.commit {
        line = format!("{line} from commit {}", shown(commit));
    }
    if let Some(run) = &made.run {
        line = format!("{line} in {}", shown(run));
    }
    line
}
