//! Whatever comes in, in whatever order, there is one verdict by the deadline, no false green, and
//! at most one rollback.

use super::world::{Story, exited, missing, secs};
use crate::foreign::Foreign;
use crate::observation::{CircuitBreaker, RolloutState, ServiceDeploymentStatus};
use crate::plan::{OnCancel, OnFailure};
use crate::rollout::{Act, Input, Next};
use crate::verdict::Verdict;
use proptest::prelude::*;
use std::time::Duration;

#[derive(Debug, Clone)]
enum Move {
    Ours(u32, u32),
    Old(u32),
    Running,
    State(RolloutState),
    Deployment(ServiceDeploymentStatus),
    RolledBack(RolloutState),
    Superseded,
    Missing(u64),
    Exited(u64),
    Unreadable,
    Cancelled,
}

/// How a write is answered.
#[derive(Debug, Clone, Copy)]
enum Answer {
    Accepted,
    Refused,
    Lost,
}

fn moves() -> impl Strategy<Value = Vec<Move>> {
    let state = prop_oneof![
        Just(RolloutState::InProgress),
        Just(RolloutState::Completed),
        Just(RolloutState::Failed),
        Just(RolloutState::Other("NEW".into())),
    ];
    let status = prop_oneof![
        Just(ServiceDeploymentStatus::Pending),
        Just(ServiceDeploymentStatus::InProgress),
        Just(ServiceDeploymentStatus::Successful),
        Just(ServiceDeploymentStatus::StopRequested),
        Just(ServiceDeploymentStatus::Stopped),
        Just(ServiceDeploymentStatus::RollbackRequested),
        Just(ServiceDeploymentStatus::RollbackInProgress),
        Just(ServiceDeploymentStatus::RollbackSuccessful),
        Just(ServiceDeploymentStatus::RollbackFailed),
        Just(ServiceDeploymentStatus::Other("NEW".into())),
    ];
    let one = prop_oneof![
        3 => (0..3u32, 0..3u32).prop_map(|(r, p)| Move::Ours(r, p)),
        2 => (0..3u32).prop_map(Move::Old),
        1 => Just(Move::Running),
        2 => state.clone().prop_map(Move::State),
        2 => status.prop_map(Move::Deployment),
        1 => state.prop_map(Move::RolledBack),
        1 => Just(Move::Superseded),
        1 => (0..9u64).prop_map(Move::Missing),
        1 => (0..9u64).prop_map(Move::Exited),
        1 => Just(Move::Unreadable),
        1 => prop::bool::weighted(0.1).prop_map(|yes| if yes { Move::Cancelled } else { Move::Unreadable }),
    ];
    prop::collection::vec(one, 1..40)
}

fn policies() -> impl Strategy<Value = (CircuitBreaker, OnFailure, OnCancel)> {
    (
        prop_oneof![
            Just(CircuitBreaker::Off),
            Just(CircuitBreaker::On),
            Just(CircuitBreaker::OnWithRollback),
        ],
        prop_oneof![
            Just(OnFailure::Rollback),
            Just(OnFailure::StopWaiting),
            Just(OnFailure::KeepWaiting),
        ],
        prop_oneof![Just(OnCancel::Leave), Just(OnCancel::Rollback)],
    )
}

fn answers() -> impl Strategy<Value = Vec<Answer>> {
    let one = prop_oneof![
        Just(Answer::Accepted),
        Just(Answer::Refused),
        Just(Answer::Lost),
    ];
    prop::collection::vec(one, 12)
}

proptest! {
    #![proptest_config(crate::fixed_seed(500))]

    #[test]
    fn one_verdict_no_false_green_and_at_most_one_rollback(
        moves in moves(),
        (breaker, on_failure, on_cancel) in policies(),
        answers in answers(),
    ) {
        let mut story = Story::new(breaker).on_failure(on_failure).on_cancel(on_cancel).begin();
        let mut answers = answers.into_iter();
        let mut accepted = Accepted::default();
        let mut verdict = None;
        // Every other moment 100 seconds pass, so that deadlines come into it.
        let mut now = Duration::ZERO;
        for (n, step) in moves.iter().enumerate() {
            now += secs(if n % 2 == 0 { 5 } else { 100 });
            story.at(now);
            let ended = play(&mut story, step, now);
            let ended = ended.or_else(|| accepted.answer(&mut story, &mut answers));
            if let Some(ended) = ended {
                verdict.get_or_insert(ended);
            }
        }
        // The deployment's time, and then that of going back, which may be stopping and deploying.
        for at in [5_000, 10_000, 15_000, 20_000, 25_000] {
            let ended = story.at(secs(at)).observe();
            let ended = ended.or_else(|| accepted.answer(&mut story, &mut answers));
            if let Some(ended) = ended {
                verdict.get_or_insert(ended);
            }
        }
        let verdict = verdict.expect("there is a verdict by the deadline");
        prop_assert!(accepted.stops <= 1, "{} stops", accepted.stops);
        prop_assert!(accepted.updates <= 1, "{} updates", accepted.updates);
        if on_failure != OnFailure::Rollback && on_cancel != OnCancel::Rollback {
            prop_assert_eq!(accepted.stops + accepted.updates, 0);
        }
        if let Verdict::Deployed { running, .. } = &verdict {
            prop_assert!(*running >= 2);
            prop_assert!(moves.iter().any(|m| matches!(m, Move::Ours(2.., _))));
            let complete = |m: &Move| matches!(
                m,
                Move::State(RolloutState::Completed)
                    | Move::Deployment(ServiceDeploymentStatus::Successful)
            );
            prop_assert!(moves.iter().any(complete));
        }
        if let Verdict::RolledBack { .. } = &verdict {
            let back = |m: &Move| matches!(
                m,
                Move::RolledBack(_)
                    | Move::Deployment(ServiceDeploymentStatus::RollbackSuccessful)
                    | Move::State(_)
            );
            prop_assert!(moves.iter().any(back) || accepted.updates == 1);
        }
        // The verdict stands, whatever comes later.
        let again = story.at(secs(30_000)).observe();
        prop_assert_eq!(again, Some(verdict));
    }
}

/// Writes that were accepted, after the deployment itself.
#[derive(Debug, Default)]
struct Accepted {
    stops: u32,
    updates: u32,
    answered: usize,
}

impl Accepted {
    /// Answers the writes that are under way, and returns the verdict that an answer brings.
    fn answer(
        &mut self,
        story: &mut Story,
        answers: &mut impl Iterator<Item = Answer>,
    ) -> Option<Verdict> {
        while let Some(act) = story.writes.get(self.answered).cloned() {
            self.answered += 1;
            let next = match (answers.next().unwrap_or(Answer::Refused), act) {
                (Answer::Accepted, Act::StopDeployment { .. }) => {
                    self.stops += 1;
                    story.step(Input::StopAccepted)
                }
                (Answer::Accepted, Act::Update { .. }) => {
                    self.updates += 1;
                    let service = story.going_back();
                    story.step(Input::Updated(Box::new(service)))
                }
                (Answer::Lost, _) => story.step(Input::AnswerLost {
                    error: Foreign::new("connection reset"),
                }),
                (Answer::Refused | Answer::Accepted, _) => story.step(Input::Refused {
                    error: Foreign::new("AccessMissingException"),
                    hints: vec![],
                }),
            };
            match next {
                Next::Finish(verdict) => return Some(verdict),
                Next::Act(act @ (Act::StopDeployment { .. } | Act::Update { .. })) => {
                    story.writes.push(act);
                }
                Next::Observe { .. } | Next::Act(_) => {}
            }
        }
        None
    }
}

fn play(story: &mut Story, step: &Move, now: Duration) -> Option<Verdict> {
    match step {
        Move::Unreadable => return story.unreadable(now),
        Move::Cancelled => return story.cancel(),
        Move::Ours(running, pending) => {
            story.ours(*running, *pending);
        }
        Move::Old(running) => {
            story.old(*running);
        }
        Move::Running => {
            story.running_since(now);
        }
        Move::State(state) => {
            story.state(state.clone());
        }
        Move::Deployment(status) => {
            story.deployment(status.clone());
        }
        Move::RolledBack(state) => {
            story.rolled_back(state.clone());
        }
        Move::Superseded => {
            story.superseded();
        }
        Move::Missing(n) => {
            story.stopped(missing(&format!("m{n}"), now.saturating_sub(secs(10)), now));
        }
        Move::Exited(n) => {
            story.stopped(exited(&format!("e{n}"), now.saturating_sub(secs(10)), now));
        }
    }
    story.observe()
}

/// What a reading says must not depend on the order in which AWS lists things.
#[test]
fn the_order_within_a_reading_does_not_matter() {
    let told = |reversed: bool| {
        let mut story = Story::new(CircuitBreaker::Off).begin();
        let tasks = [
            missing("a", secs(3), secs(13)),
            exited("b", secs(3), secs(12)),
            exited("c", secs(13), secs(20)),
            missing("d", secs(14), secs(22)),
        ];
        story.at(secs(30)).ours(0, 2).old(2);
        if reversed {
            for task in tasks.into_iter().rev() {
                story.stopped(task);
            }
        } else {
            for task in tasks {
                story.stopped(task);
            }
        }
        story.observe()
    };
    let verdict = told(false);
    assert!(
        matches!(verdict, Some(Verdict::Failed { .. })),
        "{verdict:?}"
    );
    assert_eq!(verdict, told(true));
}
