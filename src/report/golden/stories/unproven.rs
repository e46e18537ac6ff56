//! Runs that proved nothing: superseded, timed out, never begun.

use super::{ended, stage_started, started};
use crate::golden::recording::{Recording, revision};
use foghorn_deploy::event::{ErrorReport, Event, EventKind, PlacedProblem};
use foghorn_deploy::foreign::{Foreign, Sentence};
use foghorn_deploy::name::DeploymentId;
use foghorn_deploy::outcome::Outcome;
use foghorn_deploy::verdict::{Unknown, Verdict};

pub(in crate::golden) fn superseded() -> Vec<Event> {
    let verdict = Verdict::Superseded {
        by: Some(DeploymentId::new("ecs-svc/9999999999")),
        revision: Some(revision(9)),
        registered_by: Some(Foreign::new("arn:aws:iam::111111111111:user/other")),
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

pub(in crate::golden) fn timeout() -> Vec<Event> {
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

pub(in crate::golden) fn configuration_problems() -> Vec<Event> {
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
