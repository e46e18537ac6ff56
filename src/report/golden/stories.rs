//! The recorded runs, and what they have in common. Texts of AWS are in its literal words.

mod failure;
mod many;
mod shift;
mod success;
mod unproven;
mod way_back;

pub(super) use failure::{container_exits, fargate_illusion, load_balancer_404};
pub(super) use many::many;
pub(super) use shift::{a_canary_and_an_alarm, a_hook_that_waits, desired_count_changed};
pub(super) use success::{nothing_to_do, two_stages};
pub(super) use unproven::{configuration_problems, superseded, timeout};
pub(super) use way_back::{cancelled_while_going_back, rollback_failed, rolled_back_by_foghorn};

use super::recording::{Recording, deployment, digest, revision};
use foghorn_deploy::document::Path;
use foghorn_deploy::event::{Event, EventKind, Running};
use foghorn_deploy::observation::{CircuitBreaker, Strategy};
use foghorn_deploy::outcome::Outcome;
use foghorn_deploy::plan::{Change, Limits, Register, ServicePlan};
use foghorn_deploy::task_definition::{Difference, DifferenceKind, Shown};
use foghorn_deploy::verdict::Verdict;
use std::time::Duration;

const REPOSITORY: &str = "111111111111.dkr.ecr.eu-west-1.amazonaws.com/product-api";

fn stage_started(run: Recording, stage: &str, seconds: u64) -> Recording {
    stage_with(1, run, stage, seconds)
}

fn stage_with(services: u32, run: Recording, stage: &str, seconds: u64) -> Recording {
    let account = if stage == "prod" {
        "222222222222"
    } else {
        "111111111111"
    };
    run.on(stage, "")
        .at(
            seconds,
            EventKind::StageStarted {
                account: account.to_owned(),
                region: "eu-west-1".to_owned(),
                cluster: stage.to_owned(),
                caller: format!("arn:aws:sts::{account}:assumed-role/deploy/foghorn"),
                services,
                url: Some(format!("https://{stage}.example.com/")),
            },
        )
        .on(stage, "product-api")
}

fn started(run: Recording, seconds: u64) -> Recording {
    run.at(
        seconds,
        EventKind::DeploymentStarted {
            deployment: deployment(),
            service_deployment: None,
            revision: revision(8),
        },
    )
}

fn ended(
    run: Recording,
    seconds: u64,
    outcome: Outcome,
    verdict: &Verdict,
    now: u32,
) -> Vec<Event> {
    run.at(
        seconds,
        EventKind::ServiceFinished {
            verdict: verdict.clone(),
            took_ms: (seconds - 3) * 1000,
        },
    )
    .on("", "")
    .at(
        seconds,
        EventKind::RunFinished {
            outcome,
            running: vec![running("dev", now, verdict)],
            error: None,
        },
    )
    .events()
}

fn plan(change: Change) -> ServicePlan {
    ServicePlan {
        service: "product-api".to_owned(),
        cluster: "dev".to_owned(),
        current: Some(revision(7)),
        change,
        images: vec![format!("app={REPOSITORY}@{}", digest())],
        desired: 2,
        strategy: Strategy::Rolling,
        circuit_breaker: CircuitBreaker::OnWithRollback,
        alarms: CircuitBreaker::Off,
        fallback: Some(revision(7)),
        on_failure: foghorn_deploy::plan::OnFailure::Rollback,
        on_cancel: foghorn_deploy::plan::OnCancel::Leave,
        limits: Limits {
            timeout: Duration::from_mins(20),
            soak: Duration::from_mins(1),
        },
        definition: None,
    }
}

fn deploy() -> Change {
    let container = Path::root().key("containerDefinitions").named("app");
    let one = |path: Path, kind, shown| Difference { path, kind, shown };
    Change::Deploy {
        register: Register {
            family: "product-api".to_owned(),
            redacted: serde_json::json!({}),
            document: None,
        },
        differences: vec![
            one(
                container.key("cpu"),
                DifferenceKind::Changed,
                Some(Shown {
                    old: Some(128.into()),
                    new: Some(256.into()),
                }),
            ),
            one(
                container.key("environment").named("LOG_LEVEL"),
                DifferenceKind::Added,
                None,
            ),
            one(container.key("image"), DifferenceKind::Changed, None),
        ],
    }
}

fn running(stage: &str, number: u32, verdict: &Verdict) -> Running {
    Running {
        verdict: Some(verdict.clone()),
        ..untouched(stage, number)
    }
}

fn untouched(stage: &str, number: u32) -> Running {
    Running {
        stage: stage.to_owned(),
        service: "product-api".to_owned(),
        revision: Some(revision(number)),
        images: vec![format!("{REPOSITORY}@{}", digest())],
        verdict: None,
    }
}
