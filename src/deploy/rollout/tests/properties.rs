//! Whatever comes in, in whatever order, there is one verdict by the deadline, and no false green.

use super::world::{Story, denied, exited, secs};
use crate::observation::{CircuitBreaker, RolloutState, ServiceDeploymentStatus};
use crate::verdict::Verdict;
use proptest::prelude::*;

#[derive(Debug, Clone)]
enum Move {
    Ours(u32, u32),
    Old(u32),
    State(RolloutState),
    Deployment(ServiceDeploymentStatus),
    RolledBack(RolloutState),
    Denied(u64),
    Exited(u64),
    Unreadable,
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
        Just(ServiceDeploymentStatus::Stopped),
        Just(ServiceDeploymentStatus::RollbackInProgress),
        Just(ServiceDeploymentStatus::RollbackSuccessful),
        Just(ServiceDeploymentStatus::RollbackFailed),
    ];
    let one = prop_oneof![
        (0..3u32, 0..3u32).prop_map(|(r, p)| Move::Ours(r, p)),
        (0..3u32).prop_map(Move::Old),
        state.clone().prop_map(Move::State),
        status.prop_map(Move::Deployment),
        state.prop_map(Move::RolledBack),
        (0..9u64).prop_map(Move::Denied),
        (0..9u64).prop_map(Move::Exited),
        Just(Move::Unreadable),
    ];
    prop::collection::vec(one, 1..30)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn one_verdict_by_the_deadline_and_never_deployed_unseen(moves in moves()) {
        let mut story = Story::new(CircuitBreaker::OnWithRollback).begin();
        let mut verdict = None;
        for (n, step) in moves.iter().enumerate() {
            let now = secs(5 + 5 * n as u64);
            story.at(now);
            let ended = match step {
                Move::Unreadable => story.unreadable(now),
                other => {
                    apply(&mut story, other, now);
                    story.observe()
                }
            };
            if let Some(ended) = ended {
                verdict.get_or_insert(ended);
            }
        }
        let last = story.at(secs(2000)).observe();
        let verdict = verdict.or(last).expect("there is a verdict by the deadline");
        // No reading ever listed a running task of ours, so nothing may be called deployed before
        // the soak has passed on the service's own count; 30 readings of 5 s reach that only with
        // COMPLETED and enough tasks seen.
        if let Verdict::Deployed { running, .. } = &verdict {
            prop_assert!(*running >= 2);
            prop_assert!(moves.iter().any(|m| matches!(m, Move::Ours(2.., _))));
            prop_assert!(moves.iter().any(|m| matches!(m, Move::State(RolloutState::Completed))));
        }
        // The verdict stands, whatever comes later.
        let again = story.at(secs(3000)).observe();
        prop_assert_eq!(again, Some(verdict));
    }
}

fn apply(story: &mut Story, step: &Move, now: std::time::Duration) {
    match step {
        Move::Ours(running, pending) => {
            story.ours(*running, *pending);
        }
        Move::Old(running) => {
            story.old(*running);
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
        Move::Denied(n) => {
            story.stopped(denied(&format!("d{n}"), now.saturating_sub(secs(10)), now));
        }
        Move::Exited(n) => {
            story.stopped(exited(&format!("e{n}"), now.saturating_sub(secs(10)), now));
        }
        Move::Unreadable => {}
    }
}
