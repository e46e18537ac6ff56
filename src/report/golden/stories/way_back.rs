//! Runs that went back, or were left on the way.

use super::{ended, stage_started, started};
use crate::golden::recording::{Recording, cause, revision};
use foghorn_deploy::cause::{Cause, CauseKind, Class, Evidence};
use foghorn_deploy::event::{Event, EventKind, WayBack};
use foghorn_deploy::foreign::{Foreign, Sentence};
use foghorn_deploy::outcome::Outcome;
use foghorn_deploy::verdict::{Failure, RolledBackBy, Verdict};

fn begun() -> Recording {
    let run = stage_started(Recording::deploy(&["dev"]), "dev", 1);
    started(run, 3).counts(5, [2, 2, 0, 2])
}

fn exits() -> (Cause, Evidence) {
    let cause = Cause {
        class: Class::Uncertain,
        container: Some("app".to_owned()),
        exit_code: Some(1),
        ..cause(
            CauseKind::ContainerExited,
            "Essential container in task exited",
        )
    };
    let evidence = Evidence {
        tasks: vec!["0f3c2b1a99d84e0fb7a1c0ffee123456".to_owned()],
        count: 2,
        stop_code: Some("EssentialContainerExited".to_owned()),
        ..Evidence::default()
    };
    (cause, evidence)
}

fn doomed(way: WayBack) -> (Recording, Failure) {
    let (cause, evidence) = exits();
    let failure = Failure {
        causes: vec![(cause.clone(), evidence.clone())],
        reason: None,
    };
    let found = EventKind::CauseFound {
        cause,
        evidence,
        fatal: true,
    };
    let requested = EventKind::RollbackRequested {
        way,
        to: Some(revision(7)),
    };
    (begun().at(40, found).at(41, requested), failure)
}

pub(in crate::golden) fn rolled_back_by_foghorn() -> Vec<Event> {
    let (run, failure) = doomed(WayBack::StopServiceDeployment);
    let verdict = Verdict::RolledBack {
        failure,
        by: RolledBackBy::Foghorn,
        to: Some(revision(7)),
    };
    ended(run, 75, Outcome::RolledBack, &verdict, 7)
}

pub(in crate::golden) fn rollback_failed() -> Vec<Event> {
    let (run, failure) = doomed(WayBack::StopServiceDeployment);
    let reason =
        "Service deployment rollback failed because the circuit breaker threshold was exceeded.";
    let verdict = Verdict::RollbackFailed {
        failure,
        reason: Some(Foreign::new(reason)),
    };
    ended(run, 300, Outcome::RollbackFailed, &verdict, 7)
}

pub(in crate::golden) fn cancelled_while_going_back() -> Vec<Event> {
    let (run, _) = doomed(WayBack::PreviousRevision);
    let verdict = Verdict::Cancelled {
        left: Sentence::own("service ")
            .code("product-api")
            .then(" was told to go back to ")
            .code("product-api:7")
            .then(", which ECS goes on with"),
        hints: Vec::new(),
    };
    ended(run, 50, Outcome::Interrupted, &verdict, 7)
}
