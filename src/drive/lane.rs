//! One service on its way: its rollout, and what the loop waits for.

use foghorn_deploy::foreign::Sentence;
use foghorn_deploy::observation::Service;
use foghorn_deploy::rollout::{Act, Look, Rollout};
use foghorn_deploy::task_definition::TaskDefinition;
use foghorn_deploy::time::AwsTime;
use foghorn_deploy::verdict::Verdict;
use std::time::Duration;

/// A rollout with what the loop knows about it.
pub(super) struct Lane {
    pub(super) rollout: Rollout,
    pub(super) document: TaskDefinition,
    pub(super) began: Duration,
    /// The service as it was read last.
    pub(super) last: Option<(AwsTime, Service)>,
    /// When its targets were read last.
    pub(super) targets_read: Option<Duration>,
    /// Whether it spoiled a reading of several services, so that it is read by itself.
    pub(super) apart: bool,
    pub(super) state: State,
}

pub(super) enum State {
    /// A call is to be made, but its turn has not come. Nothing was sent.
    Queued { at: Duration, act: Act },
    /// A call is under way.
    Acting,
    /// A reading is under way.
    Reading,
    /// The next reading is due then.
    Due {
        at: Duration,
        look: Look,
        fresh: bool,
    },
    /// It is over.
    Finished(Verdict),
}

impl Lane {
    pub(super) fn new(rollout: Rollout, document: TaskDefinition, began: Duration) -> Self {
        Self {
            rollout,
            document,
            began,
            last: None,
            targets_read: None,
            apart: false,
            state: State::Acting,
        }
    }

    /// The service's name.
    pub(super) fn service(&self) -> &str {
        &self.rollout.plan().service
    }

    pub(super) fn finished(&self) -> bool {
        matches!(self.state, State::Finished(_))
    }

    /// Whether it is read again and again: neither about to be changed nor finished.
    pub(super) fn watched(&self) -> bool {
        matches!(self.state, State::Due { .. } | State::Reading)
    }

    pub(super) fn into_verdict(self) -> (String, Verdict) {
        let service = self.service().to_owned();
        match self.state {
            State::Finished(verdict) => (service, verdict),
            State::Queued { .. } | State::Acting | State::Reading | State::Due { .. } => (
                service,
                Verdict::Cancelled {
                    left: Sentence::default(),
                    hints: vec![],
                },
            ),
        }
    }
}
