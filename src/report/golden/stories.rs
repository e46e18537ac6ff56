//! The recorded runs. Texts of AWS are in its literal words.

use super::recording::{Recording, cause, deployment, digest, failed, progress, revision};
use foghorn_deploy::cause::{Cause, CauseKind, Class, Evidence, LogTail};
use foghorn_deploy::document::Path;
use foghorn_deploy::event::{ErrorReport, Event, EventKind, PlacedProblem, Running};
use foghorn_deploy::foreign::{Foreign, Sentence};
use foghorn_deploy::name::DeploymentId;
use foghorn_deploy::observation::{CircuitBreaker, Strategy, Target};
use foghorn_deploy::outcome::Outcome;
use foghorn_deploy::plan::{Change, Limits, Register, ServicePlan};
use foghorn_deploy::task_definition::{Difference, DifferenceKind, Shown};
use foghorn_deploy::verdict::{Failure, Unknown, Verdict};
use std::time::Duration;

const REPOSITORY: &str = "111111111111.dkr.ecr.eu-west-1.amazonaws.com/product-api";

pub(super) fn two_stages() -> Vec<Event> {
    let reference = format!("{REPOSITORY}:3f2c1d9ab457-8be1d001");
    let mut run = Recording::deploy(&["dev", "prod"]).at(
        0,
        EventKind::BuildStarted {
            image: String::new(),
            builder: "docker buildx".to_owned(),
            reference: reference.clone(),
        },
    );
    for line in [
        "#1 [internal] load build definition from Dockerfile",
        "#5 [2/2] COPY serve.sh /serve.sh",
        "#5 DONE 0.1s",
    ] {
        run = run.at(
            1,
            EventKind::BuildOutput {
                image: String::new(),
                line: Foreign::new(line),
            },
        );
    }
    run = run.at(
        8,
        EventKind::ImagePushed {
            image: String::new(),
            reference,
            digest: digest(),
            took_ms: 8_200,
        },
    );
    for (stage, start) in [("dev", 8), ("prod", 110)] {
        run = stage_started(run, stage, start)
            .at(
                start + 1,
                EventKind::Planned {
                    plan: plan(deploy()),
                },
            )
            .at(
                start + 2,
                EventKind::RevisionRegistered {
                    revision: revision(8),
                    not_echoed: Vec::new(),
                },
            );
        run = started(run, start + 2)
            .counts(start + 4, [2, 2, 0, 2])
            .counts(start + 31, [2, 0, 2, 2])
            .at(start + 32, EventKind::AllHealthy { running: 2 })
            .at(
                start + 60,
                EventKind::Waited {
                    progress: progress([2, 0, 2, 1]),
                    waiting_for: Sentence::own("1 old task to drain"),
                },
            )
            .at(
                start + 94,
                EventKind::ServiceFinished {
                    verdict: Verdict::Deployed {
                        revision: revision(8),
                        running: 2,
                    },
                    took_ms: 92_000,
                },
            )
            .on(stage, "")
            .at(start + 94, EventKind::StageFinished { proven: true });
    }
    let verdict = Verdict::Deployed {
        revision: revision(8),
        running: 2,
    };
    let running = ["dev", "prod"]
        .map(|stage| running(stage, 8, &verdict))
        .to_vec();
    run.on("", "")
        .at(
            204,
            EventKind::RunFinished {
                outcome: Outcome::Succeeded,
                running,
                error: None,
            },
        )
        .events()
}

pub(super) fn nothing_to_do() -> Vec<Event> {
    let verdict = Verdict::Unchanged {
        revision: revision(8),
        running: 2,
    };
    let run = Recording::deploy(&["dev"]).at(
        0,
        EventKind::ImageFound {
            image: String::new(),
            reference: format!("{REPOSITORY}:3f2c1d9ab457-8be1d001"),
            digest: digest(),
        },
    );
    stage_started(run, "dev", 0)
        .at(
            0,
            EventKind::Planned {
                plan: plan(Change::Unchanged {
                    revision: revision(8),
                    running: 2,
                }),
            },
        )
        .at(
            0,
            EventKind::ServiceFinished {
                verdict: verdict.clone(),
                took_ms: 300,
            },
        )
        .on("dev", "")
        .at(0, EventKind::StageFinished { proven: true })
        .on("", "")
        .at(
            0,
            EventKind::RunFinished {
                outcome: Outcome::Succeeded,
                running: vec![running("dev", 8, &verdict)],
                error: None,
            },
        )
        .events()
}

/// The execution role may not read an SSM parameter; the old revision keeps serving.
pub(super) fn fargate_illusion() -> Vec<Event> {
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
pub(super) fn container_exits() -> Vec<Event> {
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

pub(super) fn load_balancer_404() -> Vec<Event> {
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

pub(super) fn superseded() -> Vec<Event> {
    let verdict = Verdict::Superseded {
        by: Some(DeploymentId::new("ecs-svc/9999999999")),
        revision: Some(revision(9)),
    };
    let run = started(stage_started(Recording::deploy(&["dev"]), "dev", 1), 3);
    ended(
        run.counts(5, [2, 1, 1, 2]),
        20,
        Outcome::Superseded,
        &verdict,
        9,
    )
}

pub(super) fn timeout() -> Vec<Event> {
    let verdict = Verdict::Unknown {
        why: Unknown::Timeout {
            waiting_for: Sentence::own("1 more task to run"),
        },
        failure: None,
    };
    let run = started(stage_started(Recording::deploy(&["dev"]), "dev", 1), 3)
        .counts(5, [2, 1, 1, 2])
        .at(300, EventKind::ObservationFailed { error: Foreign::new("dispatch failure: connection reset by peer") })
        .at(600, EventKind::ServiceEventSeen {
            message: Foreign::new("(service product-api) was unable to place a task. Reason: Capacity is unavailable at this time. Please try again later or in a different availability zone."),
        });
    ended(run, 1203, Outcome::Unknown, &verdict, 7)
}

pub(super) fn configuration_problems() -> Vec<Event> {
    let rendered = "error: unknown key `clutser`\n --> foghorn.yml:9:5\n  |\n9 |     clutser: dev\n  |     ^^^^^^^ did you mean `cluster`?";
    let problem = |line, message: &str, help: Option<&str>, rendered: &str| PlacedProblem {
        file: "foghorn.yml".to_owned(),
        line,
        column: 5,
        message: Foreign::new(message),
        help: help.map(Foreign::new),
        rendered: Foreign::new(rendered),
    };
    let error = ErrorReport {
        message: Sentence::own("the configuration has 2 problems"),
        causes: Vec::new(),
        hints: vec![Sentence::own("see every key with ").code("foghorn schema")],
        problems: vec![
            problem(
                9,
                "unknown key `clutser`",
                Some("did you mean `cluster`?"),
                rendered,
            ),
            problem(
                12,
                "`region` is missing",
                None,
                "error: `region` is missing\n  --> foghorn.yml:12:5\n   |\n12 |   prod:\n   |   ^^^^",
            ),
        ],
        output: Vec::new(),
    };
    let kind = EventKind::RunFinished {
        outcome: Outcome::Usage,
        running: Vec::new(),
        error: Some(error),
    };
    Recording::deploy(&[]).at(0, kind).events()
}

fn stage_started(run: Recording, stage: &str, seconds: u64) -> Recording {
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
        limits: Limits {
            timeout: Duration::from_secs(1200),
            soak: Duration::from_secs(60),
        },
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
