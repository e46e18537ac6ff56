//! Deployments that shift traffic, and a desired count that somebody changes meanwhile.

use super::{ended, stage_started, started};
use crate::golden::recording::{Recording, cause, progress, revision};
use foghorn_deploy::cause::{CauseKind, Evidence};
use foghorn_deploy::event::{Event, EventKind, Progress, TargetCounts};
use foghorn_deploy::foreign::{Foreign, Sentence};
use foghorn_deploy::outcome::Outcome;
use foghorn_deploy::verdict::{Failure, RolledBackBy, Verdict};

fn begun() -> Recording {
    let run = stage_started(Recording::deploy(&["dev"]), "dev", 1);
    started(run, 3).counts(5, [2, 2, 0, 2])
}

fn entered(run: Recording, seconds: u64, stage: &str, production_traffic: Option<u8>) -> Recording {
    run.at(
        seconds,
        EventKind::LifecycleStageEntered {
            stage: stage.to_owned(),
            production_traffic,
        },
    )
}

fn deployed() -> Verdict {
    Verdict::Deployed {
        revision: revision(8),
        running: 2,
    }
}

pub(in crate::golden) fn a_hook_that_waits() -> Vec<Event> {
    let arn = "arn:aws:ecs:eu-west-1:111111111111:service-deployment/dev/product-api/8vKfl1h5";
    let answer = |action: &str| {
        format!(
            "aws ecs continue-service-deployment --service-deployment-arn {arn} --hook-id pause-1 --action {action}"
        )
    };
    let waits = EventKind::HookWaiting {
        hook: "pause-1".to_owned(),
        stage: Some("POST_TEST_TRAFFIC_SHIFT".to_owned()),
        expires_in_ms: Some(3_600_000),
        timeout_action: Some("ROLLBACK".to_owned()),
        hints: vec![
            Sentence::own("let it go on with ").code(answer("CONTINUE")),
            Sentence::own("or send it back with ").code(answer("ROLLBACK")),
        ],
    };
    let heartbeat = EventKind::Waited {
        progress: progress([2, 0, 2, 2]),
        waiting_for: Sentence::own("an answer to lifecycle hook ").code("pause-1"),
    };
    let run = entered(begun(), 20, "SCALE_UP", Some(0)).counts(40, [2, 0, 2, 2]);
    let run = entered(run, 41, "POST_TEST_TRAFFIC_SHIFT", Some(0))
        .at(42, waits)
        .at(72, heartbeat);
    let run = entered(run, 90, "BAKE_TIME", Some(100));
    ended(run, 400, Outcome::Succeeded, &deployed(), 8)
}

pub(in crate::golden) fn a_canary_and_an_alarm() -> Vec<Event> {
    let reason = "Service deployment rolled back because of alarm(s) detected: product-api-5xx";
    let to = Some(revision(7));
    let run = entered(begun(), 40, "PRODUCTION_TRAFFIC_SHIFT", Some(10)).at(
        160,
        EventKind::PlatformRollbackStarted {
            reason: Some(Foreign::new(reason)),
            to: to.clone(),
        },
    );
    let verdict = Verdict::RolledBack {
        failure: Failure {
            causes: vec![(
                cause(CauseKind::AlarmTriggered, reason),
                Evidence::default(),
            )],
            reason: Some(Foreign::new(reason)),
        },
        by: RolledBackBy::Alarm,
        to,
    };
    ended(run, 200, Outcome::RolledBack, &verdict, 7)
}

pub(in crate::golden) fn desired_count_changed() -> Vec<Event> {
    let counts = |[pending, running, old]: [u32; 3], [healthy, initial, draining]: [u32; 3]| {
        let progress = Progress {
            targets: Some(TargetCounts {
                healthy,
                initial,
                unhealthy: 0,
                draining,
            }),
            ..progress([4, pending, running, old])
        };
        EventKind::Progressed { progress }
    };
    let run = begun()
        .at(20, EventKind::DesiredCountChanged { from: 2, to: 4 })
        .at(21, counts([4, 0, 2], [2, 0, 0]))
        .at(25, counts([1, 3, 2], [2, 3, 0]))
        .at(30, counts([0, 4, 2], [4, 2, 0]))
        .at(45, counts([0, 4, 2], [4, 0, 2]));
    let verdict = Verdict::Deployed {
        revision: revision(8),
        running: 4,
    };
    ended(run, 130, Outcome::Succeeded, &verdict, 8)
}
