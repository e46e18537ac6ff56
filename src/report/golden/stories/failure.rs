//! Runs in which a deployment failed.

use super::{deploy, plan, running, stage_started, started, untouched};
use crate::golden::recording::{Recording, cause, failed, progress, revision};
use foghorn_deploy::cause::{Cause, CauseKind, Class, Evidence, LogTail};
use foghorn_deploy::event::{Event, EventKind};
use foghorn_deploy::foreign::{Foreign, Sentence};
use foghorn_deploy::observation::Target;
use foghorn_deploy::outcome::Outcome;
use foghorn_deploy::verdict::{Failure, RolledBackBy, Verdict};

/// The execution role may not read an SSM parameter; the old revision keeps serving.
pub(in crate::golden) fn fargate_illusion() -> Vec<Event> {
    let parameter = "arn:aws:ssm:eu-west-1:111111111111:parameter/product-api/dev/DATABASE_URL";
    let text = format!(
        "ResourceInitializationError: unable to pull secrets or registry auth: execution resource retrieval failed: \
         unable to retrieve secrets from ssm: service call has been retried 1 time(s): [operation error SSM: \
         GetParameters, https response error StatusCode: 400, RequestID: 6f4ad2d4-5a3f-4c5e-9d0e-1f7f0a6d9a11, api \
         error ]AccessDeniedException: User: arn:aws:sts::111111111111:assumed-role/product-api-execution/\
         0f3c2b1a99d84e0fb7a1c0ffee123456 is not authorized to perform: ssm:GetParameters on resource: {parameter} \
         because no identity-based policy allows the ssm:GetParameters action"
    );
    let cause = Cause {
        role: Some(Foreign::new("product-api-execution")),
        action: Some(Foreign::new("ssm:GetParameters")),
        resource: Some(Foreign::new(parameter)),
        ..cause(CauseKind::ParameterAccessDenied, &text)
    };
    let evidence = Evidence {
        tasks: vec![
            "0f3c2b1a99d84e0fb7a1c0ffee123456".to_owned(),
            "7d5e0c4411aa4b7dbd00c0ffee654321".to_owned(),
        ],
        count: 2,
        stop_code: Some("TaskFailedToStart".to_owned()),
        targets: Vec::new(),
        events: vec![Foreign::new(format!(
            "(service product-api) was unable to place a task. Reason: {text}."
        ))],
        log: None,
    };
    let verdict = failed(&cause, &evidence);
    let run = stage_started(Recording::deploy(&["dev", "prod"]), "dev", 1)
        .at(
            2,
            EventKind::Planned {
                plan: plan(deploy()),
            },
        )
        .at(
            3,
            EventKind::RevisionRegistered {
                revision: revision(8),
                not_echoed: vec!["enableFaultInjection".to_owned()],
            },
        );
    started(run, 3)
        .counts(5, [2, 2, 0, 2])
        .at(
            31,
            EventKind::CauseFound {
                cause,
                evidence,
                fatal: true,
            },
        )
        .at(
            32,
            EventKind::ServiceFinished {
                verdict: verdict.clone(),
                took_ms: 29_000,
            },
        )
        .on("dev", "")
        .at(32, EventKind::StageFinished { proven: false })
        .on("prod", "")
        .at(
            32,
            EventKind::StageSkipped {
                why: Sentence::own("dev is not proven healthy"),
            },
        )
        .on("", "")
        .at(
            32,
            EventKind::RunFinished {
                outcome: Outcome::Failed,
                running: vec![running("dev", 7, &verdict), untouched("prod", 7)],
                error: None,
            },
        )
        .events()
}

/// Exits at start: said at the first task, fatal at the second; then ECS rolls back.
pub(in crate::golden) fn container_exits() -> Vec<Event> {
    let first = Cause {
        class: Class::Uncertain,
        container: Some("app".to_owned()),
        exit_code: Some(1),
        ..cause(
            CauseKind::ContainerExited,
            "Essential container in task exited",
        )
    };
    let lines = [
        "\x1b[34mINFO\x1b[0m listening on 8080",
        "thread 'main' panicked at src/main.rs:17:",
        "DATABASE_URL is not a URL",
    ];
    let evidence = Evidence {
        tasks: vec!["0f3c2b1a99d84e0fb7a1c0ffee123456".to_owned()],
        count: 1,
        stop_code: Some("EssentialContainerExited".to_owned()),
        log: Some(LogTail {
            group: "/ecs/product-api".to_owned(),
            stream: "app/app/0f3c2b1a99d84e0fb7a1c0ffee123456".to_owned(),
            lines: Ok(lines.map(Foreign::new).to_vec()),
        }),
        ..Evidence::default()
    };
    let other = cause(
        CauseKind::Unrecognised,
        "Task failed for a reason nobody has seen",
    );
    let failure = Failure {
        causes: vec![
            (first.clone(), evidence.clone()),
            (
                other,
                Evidence {
                    count: 2,
                    ..Evidence::default()
                },
            ),
        ],
        reason: Some(Foreign::new(
            "ECS deployment circuit breaker: tasks failed to start.",
        )),
    };
    let verdict = Verdict::RolledBack {
        failure,
        by: RolledBackBy::CircuitBreaker,
        to: Some(revision(7)),
    };
    let run = stage_started(Recording::deploy(&["dev"]), "dev", 1);
    started(run, 3)
        .counts(5, [2, 2, 0, 2])
        .at(
            20,
            EventKind::CauseFound {
                cause: first,
                evidence,
                fatal: false,
            },
        )
        .at(
            40,
            EventKind::PlatformRollbackStarted {
                reason: Some(Foreign::new(
                    "ECS deployment circuit breaker: tasks failed to start.",
                )),
                to: Some(revision(7)),
            },
        )
        .at(
            55,
            EventKind::ServiceFinished {
                verdict: verdict.clone(),
                took_ms: 52_000,
            },
        )
        .on("", "")
        .at(
            55,
            EventKind::RunFinished {
                outcome: Outcome::RolledBack,
                running: vec![running("dev", 7, &verdict)],
                error: None,
            },
        )
        .events()
}

pub(in crate::golden) fn load_balancer_404() -> Vec<Event> {
    let group = "arn:aws:elasticloadbalancing:eu-west-1:111111111111:targetgroup/product-api/50dc6c495c0c9188";
    let text = "Task failed ELB health checks in (target-group product-api)";
    let cause = Cause {
        resource: Some(Foreign::new(group)),
        container: Some("app".to_owned()),
        ..cause(CauseKind::LoadBalancerUnhealthy, text)
    };
    let evidence = Evidence {
        tasks: ["0f3c2b1a", "7d5e0c44", "1c9aa0be", "e2b7d310"]
            .map(str::to_owned)
            .to_vec(),
        count: 4,
        stop_code: Some("ServiceSchedulerInitiated".to_owned()),
        targets: vec![Target {
            group: group.to_owned(),
            id: "10.0.1.23".to_owned(),
            port: Some(8080),
            state: "unhealthy".to_owned(),
            reason: Some("Target.ResponseCodeMismatch".to_owned()),
            description: Some(Foreign::new("Health checks failed with these codes: [404]")),
        }],
        events: vec![Foreign::new(
            "(service product-api) (port 8080) is unhealthy in (target-group product-api) due to (reason Health checks failed with these codes: [404]).",
        )],
        log: Some(LogTail {
            group: "/ecs/product-api".to_owned(),
            stream: "app/app/0f3c2b1a".to_owned(),
            lines: Err(
                "AccessDeniedException: not authorized to perform: logs:GetLogEvents".to_owned(),
            ),
        }),
    };
    let verdict = failed(&cause, &evidence);
    let run = stage_started(Recording::deploy(&["dev"]), "dev", 1);
    let run = started(run, 3).counts(5, [2, 2, 0, 2]).on("dev", "worker");
    started(run, 5)
        .at(
            45,
            EventKind::Waited {
                progress: progress([1, 0, 1, 1]),
                waiting_for: Sentence::own("1 old task to drain, which takes up to 300 s"),
            },
        )
        .at(
            60,
            EventKind::ServiceFinished {
                verdict: Verdict::Deployed {
                    revision: revision(3),
                    running: 1,
                },
                took_ms: 55_000,
            },
        )
        .on("dev", "product-api")
        .at(
            150,
            EventKind::CauseFound {
                cause,
                evidence,
                fatal: true,
            },
        )
        .at(
            151,
            EventKind::ServiceFinished {
                verdict: verdict.clone(),
                took_ms: 148_000,
            },
        )
        .on("", "")
        .at(
            151,
            EventKind::RunFinished {
                outcome: Outcome::Failed,
                running: vec![running("dev", 7, &verdict)],
                error: None,
            },
        )
        .events()
}
