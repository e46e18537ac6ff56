//! A deployment that cannot succeed, by each policy; and cancelling.

use super::world::{Story, missing, secs};
use super::*;
use crate::observation::{CircuitBreaker, RolloutState, ServiceDeploymentStatus};
use crate::plan::{OnCancel, OnFailure};
use crate::verdict::RolledBackBy;

/// A deployment whose first task has just stopped for a reason that no retry can cure.
fn doomed(breaker: CircuitBreaker, on_failure: OnFailure) -> Story {
    let mut story = Story::new(breaker).on_failure(on_failure).begin();
    story
        .at(secs(14))
        .ours(0, 1)
        .old(1)
        .deployment(ServiceDeploymentStatus::InProgress)
        .stopped(missing("t1", secs(3), secs(13)));
    story
}

fn refusal() -> Input {
    Input::Refused {
        error: Foreign::new("AccessDeniedException"),
        hints: vec![],
    }
}

#[test]
fn by_default_ecs_is_told_to_go_back_and_is_watched_to_the_end() {
    for breaker in [
        CircuitBreaker::Off,
        CircuitBreaker::On,
        CircuitBreaker::OnWithRollback,
    ] {
        let mut story = doomed(breaker, OnFailure::Rollback);
        assert_eq!(story.observe(), None);
        assert!(matches!(story.writes[..], [Act::StopDeployment { .. }]));
        assert!(story.said("cause-found") && story.said("rollback-requested"));
        assert!(matches!(
            story.step(Input::StopAccepted),
            Next::Observe { .. }
        ));
        story
            .at(secs(20))
            .rolled_back(RolloutState::InProgress)
            .deployment(ServiceDeploymentStatus::RollbackInProgress);
        assert_eq!(story.observe(), None);
        story
            .at(secs(40))
            .rolled_back(RolloutState::Completed)
            .deployment(ServiceDeploymentStatus::RollbackSuccessful);
        let Some(Verdict::RolledBack { failure, by, to }) = story.observe() else {
            panic!("{breaker:?} should be rolled back")
        };
        assert_eq!(by, RolledBackBy::Foghorn);
        assert_eq!(to.unwrap().short(), "api:7");
        assert_eq!(failure.causes[0].0.kind, CauseKind::ParameterMissing);
        assert_eq!(story.writes.len(), 1, "one rollback is enough");
    }
}

#[test]
fn where_stopping_is_refused_the_last_successful_revision_is_deployed() {
    let mut story = doomed(CircuitBreaker::Off, OnFailure::Rollback);
    assert_eq!(story.observe(), None);
    story.step(refusal());
    assert_eq!(story.observe(), None);
    let Some(Act::Update { revision, .. }) = story.writes.last() else {
        panic!("{:?}", story.writes)
    };
    assert_eq!(revision.short(), "api:7");
}

#[test]
fn a_refused_way_back_is_a_failure_that_says_so() {
    let mut story = doomed(CircuitBreaker::Off, OnFailure::Rollback);
    assert_eq!(story.observe(), None);
    story.step(refusal());
    assert_eq!(story.observe(), None);
    let Next::Finish(Verdict::Failed { failure, hints }) = story.step(refusal()) else {
        panic!("should have failed")
    };
    assert_eq!(failure.causes[0].0.kind, CauseKind::ParameterMissing);
    assert!(format!("{hints:?}").contains("UpdateService"), "{hints:?}");
}

#[test]
fn what_ecs_gave_up_without_going_back_is_taken_back_by_foghorn() {
    let mut story = doomed(CircuitBreaker::On, OnFailure::Rollback);
    story
        .state(RolloutState::Failed)
        .deployment(ServiceDeploymentStatus::Stopped);
    assert_eq!(story.observe(), None);
    assert!(
        matches!(story.writes[..], [Act::Update { .. }]),
        "there is nothing left to stop: {:?}",
        story.writes
    );
}

#[test]
fn ecs_may_be_quicker_and_then_it_was_ecs() {
    let mut story = doomed(CircuitBreaker::OnWithRollback, OnFailure::Rollback);
    assert_eq!(story.observe(), None);
    story.step(refusal());
    story
        .at(secs(20))
        .rolled_back(RolloutState::Completed)
        .deployment(ServiceDeploymentStatus::RollbackSuccessful);
    assert!(matches!(
        story.observe(),
        Some(Verdict::RolledBack {
            by: RolledBackBy::Ecs,
            ..
        })
    ));
    assert_eq!(story.writes.len(), 1);
}

#[test]
fn a_lost_answer_on_the_way_back_hides_no_rollback_that_ecs_has_made() {
    let mut story = doomed(CircuitBreaker::Off, OnFailure::Rollback);
    assert_eq!(story.observe(), None);
    story.step(refusal());
    assert_eq!(story.observe(), None);
    for at in [20, 30, 40] {
        let error = Foreign::new("connection reset");
        story.at(secs(at)).step(Input::AnswerLost { error });
        story
            .at(secs(at + 7))
            .rolled_back(RolloutState::Completed)
            .deployment(ServiceDeploymentStatus::RollbackSuccessful);
        let verdict = story.observe();
        let over = matches!(verdict, Some(Verdict::RolledBack { .. }));
        assert_eq!(over, at == 40, "{verdict:?}");
    }
}

#[test]
fn a_rollback_without_a_candidate_has_failed() {
    let mut story = doomed(CircuitBreaker::Off, OnFailure::Rollback);
    assert_eq!(story.observe(), None);
    story.step(Input::StopAccepted);
    story
        .at(secs(20))
        .deployment(ServiceDeploymentStatus::RollbackFailed);
    assert!(matches!(
        story.observe(),
        Some(Verdict::RollbackFailed { .. })
    ));
}

#[test]
fn a_rollback_that_does_not_end_is_not_known() {
    let mut story = doomed(CircuitBreaker::Off, OnFailure::Rollback);
    assert_eq!(story.observe(), None);
    story.step(Input::StopAccepted);
    story
        .at(secs(14 + 1200))
        .rolled_back(RolloutState::InProgress)
        .deployment(ServiceDeploymentStatus::RollbackInProgress);
    assert!(matches!(
        story.observe(),
        Some(Verdict::Unknown {
            why: Unknown::Timeout { .. },
            failure: Some(_)
        })
    ));
}

#[test]
fn stop_waiting_leaves_a_doomed_deployment_to_ecs() {
    for breaker in [CircuitBreaker::Off, CircuitBreaker::OnWithRollback] {
        let mut story = doomed(breaker, OnFailure::StopWaiting);
        assert!(matches!(story.observe(), Some(Verdict::Failed { .. })));
        assert!(story.writes.is_empty());
    }
}

#[test]
fn a_cancelled_run_leaves_the_deployment_or_has_it_roll_back() {
    let under_way = |on_cancel| {
        let mut story = Story::new(CircuitBreaker::Off).on_cancel(on_cancel).begin();
        story
            .at(secs(20))
            .ours(1, 1)
            .old(2)
            .deployment(ServiceDeploymentStatus::InProgress);
        assert_eq!(story.observe(), None);
        story
    };
    let said = |next: Next| match next {
        Next::Finish(Verdict::Cancelled { left, .. }) => format!("{left:?}"),
        other => panic!("{other:?}"),
    };
    assert!(said(under_way(OnCancel::Leave).step(Input::Cancelled)).contains("goes on"));
    for (answer, words) in [
        (Input::StopAccepted, "was told to go back"),
        (refusal(), "refused"),
        (Input::Cancelled, "not known"),
    ] {
        let mut story = under_way(OnCancel::Rollback);
        let next = story.step(Input::Cancelled);
        assert!(
            matches!(next, Next::Act(Act::StopDeployment { .. })),
            "{next:?}"
        );
        let left = said(story.step(answer));
        assert!(left.contains(words), "{left}");
    }
}

#[test]
fn what_was_deployed_is_undone_because_of_another_service() {
    let mut story = Story::new(CircuitBreaker::Off).begin();
    story.at(secs(90)).ours(2, 0).state(RolloutState::Completed);
    let mut story = story.undone().expect("ours is there");
    let Next::Act(Act::Update { revision, .. }) = story.step(Input::Begin) else {
        panic!("it should go back")
    };
    assert_eq!(revision.short(), "api:7");
    let Next::Finish(Verdict::Failed { hints, .. }) = story.step(refusal()) else {
        panic!("it should say that it stays")
    };
    assert!(format!("{hints:?}").contains("UpdateService"), "{hints:?}");
}

#[test]
fn what_somebody_else_has_replaced_is_not_undone() {
    let mut story = Story::new(CircuitBreaker::Off).begin();
    story.at(secs(90)).ours(2, 0).superseded();
    assert!(story.undone().is_none());
}

#[test]
fn undoing_that_is_cancelled_before_it_began_changes_nothing() {
    let mut story = Story::new(CircuitBreaker::Off).begin();
    story.at(secs(90)).ours(2, 0).state(RolloutState::Completed);
    let mut story = story.undone().expect("ours is there");
    let writes = story.writes.len();
    let Some(Verdict::Cancelled { left, .. }) = story.cancel() else {
        panic!("it should be cancelled")
    };
    assert!(format!("{left:?}").contains("api:8"), "{left:?}");
    assert_eq!(story.writes.len(), writes);
}
