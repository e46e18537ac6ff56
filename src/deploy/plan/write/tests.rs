//! The list of calls, by what is done and what the stage wants when that goes wrong.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use super::{Place, When};
use crate::name::{DeploymentId, RevisionArn};
use crate::plan::change::{Change, RedeployReason, Register};
use crate::plan::{OnCancel, OnFailure, ServicePlan, example};

const NAMES: &str = "arn:aws:ecs:eu-west-1:111111111111:";

fn revision(number: u32) -> RevisionArn {
    RevisionArn::new(format!("{NAMES}task-definition/api:{number}"))
}

fn plan(change: Change) -> ServicePlan {
    ServicePlan {
        current: Some(revision(7)),
        fallback: Some(revision(7)),
        ..example::plan(change)
    }
}

fn deploy() -> Change {
    Change::Deploy {
        register: Register {
            family: "api".to_owned(),
            redacted: serde_json::Value::Null,
            document: None,
        },
        differences: vec![],
    }
}

fn reuse(number: u32) -> Change {
    Change::Reuse {
        revision: revision(number),
        differences: vec![],
    }
}

/// Each as `action when`.
fn said(plan: &ServicePlan, recorded: bool) -> Vec<String> {
    let place = Place::of(
        "arn:aws:iam::111111111111:root",
        "111111111111",
        "eu-west-1",
    );
    let writes = plan.writes(&place, recorded);
    let word = |when: When| {
        serde_json::to_value(when)
            .unwrap()
            .as_str()
            .unwrap()
            .to_owned()
    };
    writes
        .into_iter()
        .map(|write| format!("{} {}", write.action, word(write.when)))
        .collect()
}

const REGISTER: &str = "ecs:RegisterTaskDefinition always";
const UPDATE: &str = "ecs:UpdateService always";
const STOP: &str = "ecs:StopServiceDeployment failure";
const GO_BACK: &str = "ecs:UpdateService failure";
const RECORD: &str = "ssm:PutParameter healthy";

#[test]
fn by_what_is_done() {
    let unchanged = || Change::Unchanged {
        revision: revision(7),
        running: 2,
    };
    let adopt = Change::Adopt {
        revision: revision(8),
        deployment: DeploymentId::new("ecs-svc/1"),
        service_deployment: None,
    };
    let again = Change::Redeploy {
        revision: revision(7),
        why: RedeployReason::Asked,
    };
    for (change, recorded, wanted) in [
        (unchanged(), true, &[][..]),
        (unchanged(), false, &[RECORD]),
        (adopt, false, &[STOP, GO_BACK, RECORD]),
        // What runs already is nothing to go back to.
        (again, false, &[UPDATE, STOP, RECORD]),
        (reuse(8), false, &[UPDATE, STOP, GO_BACK, RECORD]),
        (deploy(), false, &[REGISTER, UPDATE, STOP, GO_BACK, RECORD]),
    ] {
        let plan = plan(change);
        assert_eq!(said(&plan, recorded), wanted, "{:?}", plan.change);
    }
}

#[test]
fn by_what_the_stage_wants() {
    let rest = |on_failure, on_cancel, fallback, desired| {
        let plan = ServicePlan {
            desired,
            fallback,
            on_failure,
            on_cancel,
            ..plan(deploy())
        };
        said(&plan, false).split_off(2)
    };
    let (leave, back) = (OnCancel::Leave, OnCancel::Rollback);
    let before = || Some(revision(7));
    let cancelled = [
        "ecs:StopServiceDeployment cancelled",
        "ecs:UpdateService cancelled",
    ];
    assert_eq!(rest(OnFailure::Rollback, leave, None, 2), [STOP, RECORD]);
    assert_eq!(rest(OnFailure::StopWaiting, leave, before(), 2), [RECORD]);
    assert_eq!(rest(OnFailure::KeepWaiting, leave, before(), 0), [""; 0]);
    let wanted = [cancelled[0], cancelled[1], RECORD];
    assert_eq!(rest(OnFailure::KeepWaiting, back, before(), 2), wanted);
}

#[test]
fn on_what() {
    let place = Place::of(
        "arn:aws-cn:sts::111111111111:assumed-role/deploy/foghorn",
        "111111111111",
        "cn-north-1",
    );
    let plan = ServicePlan {
        cluster: "arn:aws-cn:ecs:cn-north-1:111111111111:cluster/dev".to_owned(),
        ..plan(deploy())
    };
    let resources = plan.writes(&place, false).into_iter().map(|w| w.resource);
    let ecs = "arn:aws-cn:ecs:cn-north-1:111111111111:";
    assert_eq!(
        resources.collect::<Vec<_>>(),
        [
            format!("{ecs}task-definition/api:*"),
            format!("{ecs}service/dev/api"),
            format!("{ecs}service-deployment/dev/api/*"),
            format!("{ecs}service/dev/api"),
            "arn:aws-cn:ssm:cn-north-1:111111111111:parameter/foghorn/dev/api".to_owned(),
        ]
    );
}
