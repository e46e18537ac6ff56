//! A stage of many services, two of which are in trouble.

use super::{deploy, plan, stage_with};
use crate::golden::recording::{Recording, cause, deployment, progress};
use foghorn_deploy::cause::{CauseKind, Evidence};
use foghorn_deploy::event::{Event, EventKind, Running};
use foghorn_deploy::foreign::Sentence;
use foghorn_deploy::name::RevisionArn;
use foghorn_deploy::outcome::Outcome;
use foghorn_deploy::plan::ServicePlan;
use foghorn_deploy::verdict::{Failure, RolledBackBy, Verdict};

/// Seconds between two steps of all services.
const STEP: u64 = 10;

fn name(number: usize) -> String {
    format!("service-{number:02}")
}

fn revision(number: usize, version: u32) -> RevisionArn {
    RevisionArn::new(format!(
        "arn:aws:ecs:eu-west-1:111111111111:task-definition/{}:{version}",
        name(number)
    ))
}

/// The third and the seventh cannot read a parameter, and ECS rolls them back.
fn fails(number: usize) -> bool {
    [3, 7].contains(&number)
}

fn failure() -> Failure {
    let cause = cause(
        CauseKind::ParameterAccessDenied,
        "ResourceInitializationError: unable to pull secrets",
    );
    let evidence = Evidence {
        tasks: vec!["0f3c2b1a99d84e0fb7a1c0ffee123456".to_owned()],
        count: 2,
        ..Evidence::default()
    };
    Failure {
        causes: vec![(cause, evidence)],
        reason: None,
    }
}

fn verdict(number: usize) -> Verdict {
    if fails(number) {
        Verdict::RolledBack {
            failure: failure(),
            by: RolledBackBy::CircuitBreaker,
            to: Some(revision(number, 7)),
        }
    } else {
        Verdict::Deployed {
            revision: revision(number, 8),
            running: 2,
        }
    }
}

/// Says what happens to one service in one step; the last step ends it.
fn step(run: Recording, number: usize, step: u64, at: u64) -> Recording {
    match step {
        0 => run.at(
            at,
            EventKind::DeploymentStarted {
                deployment: deployment(),
                service_deployment: None,
                revision: revision(number, 8),
            },
        ),
        1 => run.counts(at, [2, 2, 0, 2]),
        2 if fails(number) => {
            let (cause, evidence) = failure().causes.remove(0);
            run.at(
                at,
                EventKind::CauseFound {
                    cause,
                    evidence,
                    fatal: true,
                },
            )
        }
        2 => run.counts(at, [2, 1, 1, 2]),
        3 => run.counts(at, [2, 0, 2, 2]),
        4 if fails(number) => run.at(
            at,
            EventKind::PlatformRollbackStarted {
                reason: None,
                to: Some(revision(number, 7)),
            },
        ),
        4 => run.at(at, EventKind::AllHealthy { running: 2 }),
        _ => run.at(
            at,
            EventKind::Waited {
                progress: progress([2, 0, 2, 1]),
                waiting_for: Sentence::own("1 old task to drain, which takes up to 300 s"),
            },
        ),
    }
}

/// All begin together; the later ones take longer.
pub(in crate::golden) fn many(services: usize) -> Vec<Event> {
    let mut run = stage_with(
        u32::try_from(services).unwrap(),
        Recording::deploy(&["dev"]),
        "dev",
        1,
    );
    for number in 1..=services {
        let plan = ServicePlan {
            service: name(number),
            ..plan(deploy())
        };
        run = run
            .on("dev", &name(number))
            .at(2, EventKind::Planned { plan });
    }
    let last = |number: usize| 7 + number as u64 / 4;
    for at in 0..=last(services) {
        for number in (1..=services).filter(|number| at <= last(*number)) {
            run = run.on("dev", &name(number));
            run = if at == last(number) {
                let finished = EventKind::ServiceFinished {
                    verdict: verdict(number),
                    took_ms: at * STEP * 1000,
                };
                run.at(3 + at * STEP, finished)
            } else {
                step(run, number, at, 3 + at * STEP)
            };
        }
    }
    let end = 3 + last(services) * STEP;
    let running = (1..=services).map(|number| Running {
        stage: "dev".to_owned(),
        service: name(number),
        revision: Some(revision(number, if fails(number) { 7 } else { 8 })),
        images: Vec::new(),
        verdict: Some(verdict(number)),
    });
    let finished = EventKind::RunFinished {
        outcome: Outcome::RolledBack,
        running: running.collect(),
        error: None,
    };
    run.on("dev", "")
        .at(end, EventKind::StageFinished { proven: false })
        .on("", "")
        .at(end, finished)
        .events()
}
