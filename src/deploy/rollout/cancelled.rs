//! A cancelled run: what becomes of the deployment under way, by the stage's `on-cancel`.
//!
//! The platform that cancels kills soon after, so there is at most one call, and nobody watches
//! what comes of it. Owns that call's answer and the last words.

use super::{Act, Input, Next};
use crate::foreign::Sentence;
use crate::name::{RevisionArn, ServiceDeploymentArn};
use crate::plan::ServicePlan;
use crate::verdict::Verdict;

/// A run that has asked ECS to go back and leaves with the answer.
#[derive(Debug)]
pub(super) struct Leaving {
    service: String,
    to: Option<RevisionArn>,
    /// What to say if the request is refused: the deployment goes on.
    refused: Verdict,
}

impl Leaving {
    /// Begins to leave: has ECS go back, if there is a way to ask.
    pub(super) fn begin(
        plan: &ServicePlan,
        service_deployment: Option<ServiceDeploymentArn>,
        ours: &RevisionArn,
        refused: Verdict,
    ) -> Option<(Self, Act)> {
        let to = plan.fallback.clone();
        let act = match (service_deployment, &to) {
            (Some(service_deployment), _) => Act::StopDeployment { service_deployment },
            (None, Some(to)) if to != ours => Act::Update {
                revision: to.clone(),
                force: false,
            },
            (None, Some(_) | None) => return None,
        };
        let leaving = Self {
            service: plan.service.clone(),
            to,
            refused,
        };
        Some((leaving, act))
    }

    pub(super) fn step(&self, input: Input) -> Next {
        let verdict = match input {
            Input::StopAccepted | Input::Updated(_) => self.said(" was told to go back"),
            Input::Refused { error, hints } => match &self.refused {
                Verdict::Cancelled { left, hints: more } => Verdict::Cancelled {
                    left: left
                        .clone()
                        .then("; going back was refused: ")
                        .foreign(error.raw()),
                    hints: hints.into_iter().chain(more.iter().cloned()).collect(),
                },
                other => other.clone(),
            },
            Input::AnswerLost { .. }
            | Input::Begin
            | Input::Registered { .. }
            | Input::RevisionSearched(_)
            | Input::Observed(_)
            | Input::ObserveFailed { .. }
            | Input::LogRead(_)
            | Input::RegistrantRead(_)
            | Input::Cancelled => self.unanswered(),
        };
        Next::Finish(verdict)
    }

    /// Says what is left when no answer came.
    pub(super) fn unanswered(&self) -> Verdict {
        self.said(" was being told to go back; whether it was is not known")
    }

    fn said(&self, what: &str) -> Verdict {
        let left = Sentence::own("service ").code(&self.service).then(what);
        let left = match &self.to {
            Some(to) => left.then("; ").code(to.short()).then(" ran before"),
            None => left,
        };
        Verdict::Cancelled {
            left,
            hints: vec![],
        }
    }
}
