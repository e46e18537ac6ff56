#![allow(clippy::unwrap_used, reason = "tests may panic")]

use super::Other;
use crate::foreign::Foreign;
use crate::name::{DeploymentId, RevisionArn};
use crate::observation::{
    CircuitBreaker, Controller, Deployment, DeploymentConfiguration, DeploymentStatus,
    RolloutState, Service, ServiceStatus, Strategy,
};
use crate::plan::{Change, RedeployReason, ServicePlan, example};
use crate::snapshot::{Revision, ServiceSnapshot};
use serde_json::json;

fn revision(number: u32) -> RevisionArn {
    RevisionArn::new(format!(
        "arn:aws:ecs:eu-west-1:111111111111:task-definition/api:{number}"
    ))
}

/// The service runs revision 9, or is on its way there.
fn found(state: Option<RolloutState>) -> ServiceSnapshot {
    let configuration = DeploymentConfiguration {
        strategy: Strategy::Rolling,
        minimum_healthy_percent: None,
        maximum_percent: None,
        circuit_breaker: CircuitBreaker::Off,
        alarms: CircuitBreaker::Off,
    };
    let primary = Deployment {
        id: DeploymentId::new("ecs-svc/9"),
        status: DeploymentStatus::Primary,
        task_definition: revision(9),
        desired: 2,
        pending: 0,
        running: 2,
        failed: 0,
        created_at: None,
        rollout_state: state,
        rollout_state_reason: None,
    };
    let service = Service {
        name: "api".to_owned(),
        arn: String::new(),
        status: ServiceStatus::Active,
        controller: Controller::Ecs,
        desired: 2,
        running: 2,
        pending: 0,
        task_definition: revision(9),
        deployments: vec![primary],
        current_service_deployment: None,
        events: vec![],
        load_balancers: vec![],
        configuration,
        health_check_grace: 0,
    };
    ServiceSnapshot {
        name: "api".to_owned(),
        service: Some(service),
        service_deployment: None,
        revisions: vec![Revision {
            arn: revision(9),
            document: json!({ "registeredBy": "arn:aws:iam::111111111111:user/ann" }),
        }],
        last_successful: None,
        tasks: vec![],
    }
}

fn plan(change: Change) -> ServicePlan {
    ServicePlan {
        current: Some(revision(9)),
        ..example::plan(change)
    }
}

#[test]
fn only_what_is_in_flight_elsewhere() {
    let reuse = || Change::Reuse {
        revision: revision(10),
        differences: vec![],
    };
    let again = || Change::Redeploy {
        revision: revision(9),
        why: RedeployReason::Asked,
    };
    let table = [
        (Some(RolloutState::InProgress), reuse(), true),
        (Some(RolloutState::Completed), reuse(), false),
        (Some(RolloutState::Failed), reuse(), false),
        // A single deployment without a state is over.
        (None, reuse(), false),
        // The same revision is no other deployment, whoever started it.
        (Some(RolloutState::InProgress), again(), false),
    ];
    for (state, change, expected) in table {
        let other = Other::find(&plan(change.clone()), &found(state.clone()));
        assert_eq!(other.is_some(), expected, "{state:?} {change:?}");
    }
}

#[test]
fn it_is_named() {
    let change = Change::Reuse {
        revision: revision(10),
        differences: vec![],
    };
    let other = Other::find(&plan(change), &found(Some(RolloutState::InProgress))).unwrap();
    let by = other.registered_by.as_ref().map(Foreign::raw);
    assert_eq!(by, Some("arn:aws:iam::111111111111:user/ann"));
    let sentence = serde_json::to_string(&other.sentence()).unwrap();
    for part in ["ecs-svc/9", "api:9", "user/ann"] {
        assert!(sentence.contains(part), "{sentence}");
    }
}
