//! Stories of one deployment, told reading by reading, and properties over any sequence of inputs.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

mod going_back;
mod named;
mod properties;
mod world;

use super::*;
use crate::cause::CauseKind;
use crate::observation::{CircuitBreaker, RolloutState, ServiceDeploymentStatus};
use crate::plan::OnFailure;
use crate::verdict::Unknown;
use world::{Story, exited, missing, secs};

#[test]
fn a_healthy_deployment_is_deployed_once_the_soak_is_over() {
    let mut story = Story::new(CircuitBreaker::OnWithRollback).begin();
    story.at(secs(10)).ours(0, 2).old(2);
    assert!(story.observe().is_none());
    story.at(secs(30)).ours(2, 0).running_since(secs(25)).old(2);
    assert!(story.observe().is_none());
    story
        .at(secs(60))
        .old(0)
        .state(RolloutState::Completed)
        .deployment(ServiceDeploymentStatus::Successful);
    assert!(story.observe().is_none(), "ECS is done, the soak is not");
    assert!(story.said("all-healthy"));
    story.at(secs(86));
    assert!(matches!(
        story.observe(),
        Some(Verdict::Deployed { running: 2, .. })
    ));
}

#[test]
fn old_tasks_never_make_a_new_revision_look_healthy() {
    let mut story = Story::new(CircuitBreaker::Off).begin();
    story.at(secs(300)).ours(0, 0).old(2);
    assert!(story.observe().is_none(), "two tasks run, but not ours");
    story.at(secs(1300));
    assert!(matches!(
        story.observe(),
        Some(Verdict::Unknown {
            why: Unknown::Timeout { .. },
            ..
        })
    ));
}

#[test]
fn the_first_deterministic_stop_ends_the_wait_when_nobody_rolls_back() {
    for breaker in [CircuitBreaker::Off, CircuitBreaker::On] {
        let mut story = Story::new(breaker).begin();
        story
            .at(secs(14))
            .ours(0, 1)
            .old(1)
            .stopped(missing("t1", secs(3), secs(13)));
        let Some(Verdict::Failed { failure, .. }) = story.observe() else {
            panic!("{breaker:?} should fail")
        };
        assert_eq!(failure.causes[0].0.kind, CauseKind::ParameterMissing);
        assert!(story.said("cause-found"));
    }
}

#[test]
fn a_rollback_by_ecs_is_watched_to_its_end() {
    let mut story = Story::new(CircuitBreaker::OnWithRollback)
        .on_failure(OnFailure::KeepWaiting)
        .begin();
    story
        .at(secs(14))
        .ours(0, 1)
        .old(1)
        .stopped(missing("t1", secs(3), secs(13)));
    assert!(
        story.observe().is_none(),
        "the cause is said, the rollback is waited for"
    );
    assert!(story.said("cause-found"));
    story
        .at(secs(60))
        .rolled_back(RolloutState::InProgress)
        .deployment(ServiceDeploymentStatus::RollbackInProgress);
    assert!(story.observe().is_none());
    assert!(story.said("platform-rollback-started"));
    story
        .at(secs(90))
        .rolled_back(RolloutState::Completed)
        .deployment(ServiceDeploymentStatus::RollbackSuccessful);
    let Some(Verdict::RolledBack { failure, to, .. }) = story.observe() else {
        panic!("should be rolled back")
    };
    assert_eq!(to.unwrap().short(), "api:7");
    assert_eq!(failure.causes[0].0.kind, CauseKind::ParameterMissing);
}

#[test]
fn that_the_breaker_tripped_is_no_cause_while_the_tasks_are_not_listed_yet() {
    let mut story = Story::new(CircuitBreaker::OnWithRollback).begin();
    story.at(secs(20)).ours(0, 2).old(2);
    assert!(story.observe().is_none());
    story
        .at(secs(40))
        .rolled_back(RolloutState::Completed)
        .deployment(ServiceDeploymentStatus::RollbackSuccessful)
        .event("(service api) (deployment ecs-svc/2) deployment failed: tasks failed to start.")
        .because(
            "Service deployment rolled back because the circuit breaker threshold was exceeded.",
        );
    assert_eq!(
        story.observe(),
        None,
        "the tasks that failed may still come"
    );
    story.at(secs(44)).stopped(exited("t1", secs(3), secs(13)));
    let Some(Verdict::RolledBack { failure, .. }) = story.observe() else {
        panic!("should be rolled back")
    };
    assert_eq!(failure.causes[0].0.kind, CauseKind::ContainerExited);
}

#[test]
fn a_stale_reading_is_no_rollback() {
    let mut story = Story::new(CircuitBreaker::OnWithRollback).begin();
    story.at(secs(20)).ours(1, 1).old(2);
    assert!(story.observe().is_none());
    story
        .at(secs(23))
        .rolled_back(RolloutState::Completed)
        .deployment(ServiceDeploymentStatus::InProgress);
    assert!(
        story.observe().is_none(),
        "the service deployment says that ours is under way"
    );
    assert!(!story.said("platform-rollback-started"));
}

#[test]
fn one_exit_is_a_hiccup_and_the_same_exit_in_a_later_round_is_not() {
    let mut story = Story::new(CircuitBreaker::Off).begin();
    story.at(secs(25)).ours(0, 2).old(2);
    story
        .stopped(exited("a", secs(3), secs(20)))
        .stopped(exited("b", secs(3), secs(21)));
    assert!(
        story.observe().is_none(),
        "started together, so they count once"
    );
    assert!(story.said("cause-found"), "but it is said at once");
    story.at(secs(50)).stopped(exited("c", secs(24), secs(45)));
    let Some(Verdict::Failed { failure, .. }) = story.observe() else {
        panic!("should fail")
    };
    assert_eq!(failure.causes[0].1.count, 3);
}

#[test]
fn a_newer_deployment_supersedes_ours() {
    let mut story = Story::new(CircuitBreaker::OnWithRollback).begin();
    story.at(secs(20)).ours(1, 1).old(2).superseded();
    assert!(matches!(
        story.observe(),
        Some(Verdict::Superseded {
            by: Some(_),
            registered_by: Some(_),
            ..
        })
    ));
}

#[test]
fn no_task_wanted_is_idle_and_proves_nothing() {
    let mut story = Story::new(CircuitBreaker::Off).desired(0).begin();
    story
        .at(secs(20))
        .ours(0, 0)
        .old(0)
        .state(RolloutState::Completed);
    story.deployment(ServiceDeploymentStatus::Successful);
    let verdict = story.observe().expect("should end");
    assert!(matches!(verdict, Verdict::Idle { .. }) && !verdict.proven());
}

#[test]
fn a_breaker_without_a_candidate_is_a_failed_rollback() {
    let mut story = Story::new(CircuitBreaker::OnWithRollback).begin();
    story
        .at(secs(60))
        .ours(0, 0)
        .old(0)
        .stopped(missing("t1", secs(3), secs(13)));
    story
        .state(RolloutState::Failed)
        .deployment(ServiceDeploymentStatus::RollbackFailed);
    assert!(matches!(
        story.observe(),
        Some(Verdict::RollbackFailed { .. })
    ));
}

#[test]
fn a_service_that_cannot_be_read_until_the_deadline_is_unknown() {
    let mut story = Story::new(CircuitBreaker::Off).begin();
    for at in [10, 20, 40] {
        assert!(story.unreadable(secs(at)).is_none());
    }
    assert!(matches!(
        story.unreadable(secs(1300)),
        Some(Verdict::Unknown {
            why: Unknown::Unobservable { .. },
            ..
        })
    ));
}

#[test]
fn a_lost_answer_is_looked_for_before_anything_is_sent_again() {
    let mut story = Story::new(CircuitBreaker::Off).register();
    let next = story.step(Input::AnswerLost {
        error: Foreign::new("connection reset"),
    });
    assert_eq!(next, Next::Act(Act::SearchRevision));
    let next = story.step(Input::RevisionSearched(Some(world::revision(8))));
    assert!(matches!(next, Next::Act(Act::Update { force: false, .. })));
    let next = story.step(Input::AnswerLost {
        error: Foreign::new("connection reset"),
    });
    assert!(
        matches!(next, Next::Observe { .. }),
        "looks whether it was carried out: {next:?}"
    );
    story.at(secs(2)).ours(0, 2).old(2);
    assert!(story.observe().is_none());
    assert!(
        story.said("deployment-started"),
        "it was, so nothing is sent again"
    );
}

#[test]
fn a_refused_call_leaves_the_service_alone() {
    let mut story = Story::new(CircuitBreaker::Off).register();
    let next = story.step(Input::Refused {
        error: Foreign::new("AccessDeniedException"),
        hints: vec![],
    });
    assert!(
        matches!(next, Next::Finish(Verdict::NotStarted { .. })),
        "{next:?}"
    );
}

#[test]
fn cancelling_says_what_is_left() {
    let mut story = Story::new(CircuitBreaker::Off).begin();
    story.at(secs(20)).ours(1, 1).old(2);
    assert!(story.observe().is_none());
    let next = story.step(Input::Cancelled);
    let Next::Finish(Verdict::Cancelled { left, .. }) = next else {
        panic!("{next:?}")
    };
    assert!(format!("{left:?}").contains("1 of 2"));
}

#[test]
fn a_lost_update_is_not_sent_over_somebody_elses() {
    let mut story = Story::new(CircuitBreaker::Off).register();
    story.step(Input::Registered {
        revision: world::revision(8),
        not_echoed: vec![],
    });
    story.step(Input::AnswerLost {
        error: Foreign::new("connection reset"),
    });
    story.at(secs(3)).superseded();
    assert!(matches!(
        story.observe(),
        Some(Verdict::Superseded { by: Some(_), .. })
    ));
    assert!(story.writes.is_empty(), "{:?}", story.writes);
}

#[test]
fn ours_is_found_even_if_it_was_replaced_before_it_was_seen() {
    let mut story = Story::new(CircuitBreaker::Off).register();
    story.step(Input::Registered {
        revision: world::revision(8),
        not_echoed: vec![],
    });
    story.step(Input::AnswerLost {
        error: Foreign::new("connection reset"),
    });
    story.at(secs(3)).ours(0, 1).superseded();
    assert!(matches!(
        story.observe(),
        Some(Verdict::Superseded { by: Some(_), .. })
    ));
    assert!(story.said("deployment-started"));
}
