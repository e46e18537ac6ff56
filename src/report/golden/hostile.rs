//! One hostile string in every place that text from outside can reach.

use super::recording::{Recording, cause, deployment, revision};
use super::{github, gitlab, gitlab_files, json, live, log, outputs, page, summary};
use foghorn_deploy::cause::{CauseKind, Class, Evidence, LogTail};
use foghorn_deploy::document::Path;
use foghorn_deploy::event::{
    ErrorReport, Event, EventKind, ImageOrigin, PlacedProblem, Progress, Running, WayBack,
};
use foghorn_deploy::foreign::{Foreign, Sentence};
use foghorn_deploy::name::{DeploymentId, Digest, RevisionArn};
use foghorn_deploy::observation::{CircuitBreaker, Strategy, Target};
use foghorn_deploy::outcome::Outcome;
use foghorn_deploy::plan::{Change, Limits, ServicePlan};
use foghorn_deploy::task_definition::{Difference, DifferenceKind, Shown};
use foghorn_deploy::verdict::{Failure, RolledBackBy, Unknown, Verdict};
use std::time::Duration;

const HOSTILE: &str = "::error::x\n  ::set-output name=a::b\r\n##[error]y\x1b]0;pwned\x07\u{202e}\u{200b}\u{9b}2J</script>```$(x)\u{2028}::warning::z";

fn text() -> Foreign {
    Foreign::new(HOSTILE)
}

fn sentence() -> Sentence {
    Sentence::default().foreign(HOSTILE)
}

fn all_over(kind: CauseKind) -> Failure {
    let cause = foghorn_deploy::cause::Cause {
        role: Some(text()),
        action: Some(text()),
        resource: Some(text()),
        container: Some(HOSTILE.to_owned()),
        exit_code: Some(1),
        class: Class::Uncertain,
        ..cause(kind, HOSTILE)
    };
    let evidence = Evidence {
        tasks: vec![HOSTILE.to_owned()],
        count: 1,
        stop_code: Some(HOSTILE.to_owned()),
        targets: vec![Target {
            group: HOSTILE.to_owned(),
            id: HOSTILE.to_owned(),
            port: None,
            state: HOSTILE.to_owned(),
            reason: Some(HOSTILE.to_owned()),
            description: Some(text()),
        }],
        events: vec![Foreign::new(format!("event {HOSTILE} end"))],
        log: Some(LogTail {
            group: HOSTILE.to_owned(),
            stream: HOSTILE.to_owned(),
            lines: Ok(vec![text()]),
        }),
    };
    let other = foghorn_deploy::cause::Cause {
        kind: CauseKind::Unrecognised,
        ..cause.clone()
    };
    Failure {
        causes: vec![(cause, evidence.clone()), (other, evidence)],
        reason: Some(text()),
    }
}

/// Every event that can carry text from outside.
pub(super) fn events() -> Vec<Event> {
    let mut run = Recording::deploy(&[HOSTILE]).on(HOSTILE, HOSTILE);
    for kind in on_the_way() {
        run = run.at(1, kind);
    }
    for verdict in verdicts() {
        run = run.at(
            2,
            EventKind::ServiceFinished {
                verdict,
                took_ms: 1,
            },
        );
    }
    let running = verdicts().into_iter().map(|verdict| Running {
        stage: name(),
        service: name(),
        revision: Some(RevisionArn::new(HOSTILE)),
        images: vec![name()],
        verdict: Some(verdict),
    });
    let problem = PlacedProblem {
        file: name(),
        line: 1,
        column: 1,
        message: text(),
        help: Some(text()),
        rendered: text(),
    };
    for problems in [vec![problem], Vec::new()] {
        let error = ErrorReport {
            message: sentence(),
            causes: vec![text()],
            hints: vec![sentence()],
            problems,
            output: vec![text()],
        };
        run = run.at(
            3,
            EventKind::RunFinished {
                outcome: Outcome::Bug,
                running: running.clone().collect(),
                error: Some(error),
            },
        );
    }
    run.events()
}

fn name() -> String {
    HOSTILE.to_owned()
}

fn plan() -> ServicePlan {
    ServicePlan {
        service: name(),
        cluster: name(),
        current: Some(RevisionArn::new(HOSTILE)),
        change: Change::Reuse {
            revision: RevisionArn::new(HOSTILE),
            differences: vec![Difference {
                path: Path::root().key(HOSTILE),
                kind: DifferenceKind::Added,
                shown: Some(Shown {
                    old: None,
                    new: Some("::error::\x1b\r\n".into()),
                }),
            }],
        },
        images: vec![name()],
        desired: 1,
        strategy: Strategy::Other(name()),
        circuit_breaker: CircuitBreaker::Off,
        alarms: CircuitBreaker::Off,
        fallback: Some(RevisionArn::new(HOSTILE)),
        on_failure: foghorn_deploy::plan::OnFailure::Rollback,
        on_cancel: foghorn_deploy::plan::OnCancel::Leave,
        limits: Limits {
            timeout: Duration::from_mins(20),
            soak: Duration::ZERO,
        },
        definition: None,
    }
}

fn on_the_way() -> Vec<EventKind> {
    let failure = all_over(CauseKind::ParameterAccessDenied);
    let (cause, evidence) = failure.causes[0].clone();
    vec![
        EventKind::Planned { plan: plan() },
        EventKind::ImageTaken {
            image: name(),
            reference: name(),
            from: ImageOrigin::Proven { stage: name() },
        },
        EventKind::ImageFound {
            image: name(),
            reference: name(),
            digest: Digest::new(HOSTILE),
        },
        EventKind::ImageCopyStarted {
            image: name(),
            from: name(),
            to: name(),
        },
        EventKind::ImageCopyProgressed {
            image: name(),
            bytes: 1,
            of_bytes: 2,
        },
        EventKind::ImageCopied {
            image: name(),
            reference: name(),
            bytes: 2,
            referrers: 1,
            took_ms: 1,
        },
        EventKind::BuildStarted {
            image: name(),
            builder: name(),
            reference: name(),
        },
        EventKind::BuildOutput {
            image: name(),
            line: text(),
        },
        EventKind::Warned {
            warning: sentence(),
            hints: vec![sentence()],
        },
        EventKind::StageStarted {
            account: name(),
            region: name(),
            cluster: name(),
            caller: name(),
            services: 1,
            url: Some(name()),
        },
        EventKind::RevisionRegistered {
            revision: RevisionArn::new(HOSTILE),
            not_echoed: vec![name()],
        },
        EventKind::DeploymentStarted {
            deployment: deployment(),
            service_deployment: None,
            revision: revision(8),
        },
        EventKind::Waited {
            progress: Progress::default(),
            waiting_for: sentence(),
        },
        EventKind::ServiceEventSeen { message: text() },
        EventKind::CauseFound {
            cause: cause.clone(),
            evidence: evidence.clone(),
            fatal: false,
        },
        EventKind::CauseFound {
            cause: cause.clone(),
            evidence: evidence.clone(),
            fatal: true,
        },
        EventKind::PlatformRollbackStarted {
            reason: Some(text()),
            to: Some(RevisionArn::new(HOSTILE)),
        },
        EventKind::RollbackRequested {
            way: WayBack::PreviousRevision,
            to: Some(RevisionArn::new(HOSTILE)),
        },
        EventKind::DesiredCountChanged { from: 2, to: 4 },
        EventKind::LifecycleStageEntered {
            stage: name(),
            production_traffic: Some(10),
        },
        EventKind::HookWaiting {
            hook: name(),
            stage: Some(name()),
            expires_in_ms: Some(60_000),
            timeout_action: Some(name()),
            hints: vec![sentence()],
        },
        EventKind::ObservationFailed { error: text() },
        EventKind::StageSkipped { why: sentence() },
    ]
}

fn verdicts() -> Vec<Verdict> {
    vec![
        Verdict::RolledBack {
            failure: all_over(CauseKind::ParameterAccessDenied),
            by: RolledBackBy::CircuitBreaker,
            to: Some(RevisionArn::new(HOSTILE)),
        },
        Verdict::RollbackFailed {
            failure: all_over(CauseKind::ContainerExited),
            reason: Some(text()),
        },
        Verdict::Superseded {
            by: Some(DeploymentId::new(HOSTILE)),
            revision: Some(RevisionArn::new(HOSTILE)),
            registered_by: Some(text()),
        },
        Verdict::Unknown {
            why: Unknown::Unobservable {
                error: text(),
                hints: vec![sentence()],
            },
            failure: None,
        },
        Verdict::Unknown {
            why: Unknown::LostAnswer {
                call: name(),
                error: text(),
            },
            failure: None,
        },
        Verdict::NotStarted {
            call: name(),
            error: text(),
            hints: vec![sentence()],
        },
        Verdict::Cancelled {
            left: sentence(),
            hints: vec![sentence()],
        },
    ]
}

#[test]
fn hostile_text_commands_nobody() {
    let events = events();
    let own = [
        "::group::Build output",
        "::stop-commands::TOKEN",
        "::TOKEN::",
        "::endgroup::",
        "::error title=",
        "::error file=",
        "::warning title=",
    ];
    for (reporter, shown) in [
        ("log", log(&events)),
        ("live", live(&events)),
        ("github", github(&events)),
        ("json", json(&events)),
        ("summary", summary(&events)),
        ("outputs", outputs(&events)),
        ("page", page(&events)),
        ("gitlab", gitlab(&events)),
        ("gitlab files", gitlab_files(&events)),
    ] {
        for line in shown.split('\n') {
            // The live view's own sequences: up, to the first column, erase below.
            let foreign = match reporter {
                "live" => without_redraw(line),
                "gitlab" => without_section(line),
                _ => line,
            };
            let is_bad =
                |c: char| (c.is_control() && c != '\t') || "\u{202e}\u{200b}\u{2028}".contains(c);
            assert!(!foreign.contains(is_bad), "{reporter}: {line:?}");
            assert!(!foreign.contains("##["), "{reporter}: {line:?}");
            let is_own = reporter == "github" && own.iter().any(|own| line.starts_with(own));
            assert!(
                is_own || !foreign.trim_start().starts_with("::"),
                "{reporter}: {line:?}"
            );
        }
    }
}

/// Takes a marker of a section away, which stands at the begin of a line only.
fn without_section(line: &str) -> &str {
    let marker = "\x1b[0Ksection_";
    match line.split_once("\r\x1b[0K") {
        Some((start, rest)) if start.starts_with(marker) => rest,
        Some(_) | None => line,
    }
}

fn without_redraw(line: &str) -> &str {
    match line.split_once("A\r\x1b[J") {
        Some((up, rest))
            if up.starts_with("\x1b[") && up[2..].chars().all(|c| c.is_ascii_digit()) =>
        {
            rest
        }
        Some(_) | None => line,
    }
}
