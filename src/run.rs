//! What a run that is reported has from its beginning to its end, whichever verb it is of.
//!
//! Owns the first and the last of its events. Must not know what happens between them.

use crate::cancel::Cancel;
use crate::ci::Ci;
use crate::cli::ReportArgs;
use crate::clock::Clock;
use crate::failure::Failure;
use crate::narrator::Narrator;
use crate::voices;
use foghorn_deploy::config::Stage;
use foghorn_deploy::event::{EventKind, Running};
use foghorn_deploy::outcome::Outcome;
use foghorn_image::Source;

/// A run that is reported.
pub(crate) struct Run {
    /// Whom to tell.
    pub(crate) narrator: Narrator,
    /// The clock.
    pub(crate) clock: Clock,
    /// Whether to stop.
    pub(crate) cancel: Cancel,
}

impl Run {
    /// Makes the reporters and listens for signals. Needs a running tokio runtime.
    pub(crate) fn new(report: &ReportArgs, clock: Clock, ci: &Ci) -> anyhow::Result<Self> {
        Ok(Self {
            narrator: Narrator::new(voices::reporters(report, ci)?, clock),
            clock,
            cancel: Cancel::install()?,
        })
    }

    /// Tells that the run has started, as its first event. `source` is the state of the repository
    /// that it deploys or builds, if it does.
    pub(crate) fn tell_start(&self, verb: &str, source: Option<&Source>, stages: &[&Stage]) {
        self.narrator.tell(EventKind::RunStarted {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            verb: verb.to_owned(),
            commit: source.map(|source| source.commit.clone()),
            stages: stages.iter().map(|stage| stage.name.clone()).collect(),
        });
        if source.is_some_and(|source| source.dirty.is_some()) {
            self.narrator.tell(EventKind::DirtyTreeNoticed);
        }
    }

    /// Tells how the run ended, as its last event, and returns the outcome.
    pub(crate) fn tell_end(&self, running: Vec<Running>, ended: Result<(), Failure>) -> Outcome {
        let (outcome, error) = match ended {
            Ok(()) => (outcome_of(&running), None),
            Err(failure) => (failure.outcome, Some(*failure.report)),
        };
        // Verdicts do not know which signal ended the run.
        let outcome = match (outcome, self.cancel.requested()) {
            (Outcome::Interrupted, Some(signal)) => signal,
            (outcome, _) => outcome,
        };
        self.narrator.tell(EventKind::RunFinished {
            outcome,
            running,
            error,
        });
        outcome
    }
}

/// Returns the outcome that the verdicts on these services make.
pub(crate) fn outcome_of(running: &[Running]) -> Outcome {
    Outcome::fold(running.iter().filter_map(|one| one.verdict.as_ref()))
}
