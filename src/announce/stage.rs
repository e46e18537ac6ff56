//! What a stage has come to, in GitHub's words.

use foghorn_deploy::cause::wording;
use foghorn_deploy::event::{Event, EventKind};
use foghorn_deploy::outcome::Outcome;
use foghorn_deploy::verdict::Verdict;
use foghorn_github::State;
use foghorn_report::sentence::{plain, progress::services, verdict as words};

/// The stages that are under way, with the verdicts so far.
#[derive(Debug, Default)]
pub(super) struct Stages(Vec<(String, Vec<Verdict>)>);

impl Stages {
    /// Takes an event in; returns the stages that ended with it, and how.
    pub(super) fn take(&mut self, event: &Event) -> Vec<(String, State, String)> {
        let stage = event.stage.as_deref().unwrap_or_default();
        match &event.kind {
            EventKind::StageStarted { .. } => {
                self.0.push((stage.to_owned(), Vec::new()));
                Vec::new()
            }
            EventKind::ServiceFinished { verdict, .. } => {
                if let Some((_, verdicts)) = self.0.iter_mut().find(|(name, _)| name == stage) {
                    verdicts.push(verdict.clone());
                }
                Vec::new()
            }
            EventKind::StageFinished { .. } => {
                let at = self.0.iter().position(|(name, _)| name == stage);
                let ended = at.map(|at| self.0.remove(at));
                ended
                    .into_iter()
                    .map(|(stage, v)| told(stage, &v))
                    .collect()
            }
            // Something ended the run in the middle of them.
            EventKind::RunFinished { outcome, .. } => std::mem::take(&mut self.0)
                .into_iter()
                .map(|(stage, _)| (stage, State::Error, outcome.meaning().to_owned()))
                .collect(),
            EventKind::RunStarted { .. }
            | EventKind::DirtyTreeNoticed
            | EventKind::ImageFound { .. }
            | EventKind::BuildStarted { .. }
            | EventKind::BuildOutput { .. }
            | EventKind::ImagePushed { .. }
            | EventKind::ImageTaken { .. }
            | EventKind::ImageCopyStarted { .. }
            | EventKind::ImageCopyProgressed { .. }
            | EventKind::ImageCopied { .. }
            | EventKind::Warned { .. }
            | EventKind::Planned { .. }
            | EventKind::RevisionRegistered { .. }
            | EventKind::DeploymentStarted { .. }
            | EventKind::DeploymentAdopted { .. }
            | EventKind::Progressed { .. }
            | EventKind::Waited { .. }
            | EventKind::ServiceEventSeen { .. }
            | EventKind::CauseFound { .. }
            | EventKind::AllHealthy { .. }
            | EventKind::PlatformRollbackStarted { .. }
            | EventKind::RollbackRequested { .. }
            | EventKind::DesiredCountChanged { .. }
            | EventKind::LifecycleStageEntered { .. }
            | EventKind::HookWaiting { .. }
            | EventKind::ObservationFailed { .. }
            | EventKind::StageSkipped { .. } => Vec::new(),
        }
    }
}

fn told(stage: String, verdicts: &[Verdict]) -> (String, State, String) {
    let outcome = Outcome::fold(verdicts);
    let said = match outcome {
        Outcome::Succeeded if verdicts.iter().all(Verdict::proven) => State::Success,
        // No task is wanted there, so that nothing was proven.
        Outcome::Succeeded => State::Inactive,
        Outcome::RolledBack | Outcome::Failed | Outcome::RollbackFailed => State::Failure,
        Outcome::Bug
        | Outcome::Usage
        | Outcome::Refused
        | Outcome::AwsUnavailable
        | Outcome::ImageFailed
        | Outcome::Unknown
        | Outcome::Superseded
        | Outcome::Interrupted
        | Outcome::Terminated => State::Error,
    };
    (stage, said, description(verdicts, outcome))
}

/// Says it of the service that decided the outcome.
fn description(verdicts: &[Verdict], outcome: Outcome) -> String {
    let deciding = verdicts.iter().find(|v| Outcome::of(v) == outcome);
    let root = deciding
        .and_then(words::failure)
        .and_then(|failure| failure.causes.first());
    match (root, verdicts) {
        (Some((cause, _)), _) => plain(&wording::title(cause)),
        (None, [only]) => plain(&words::sentence(only)),
        (None, many) if outcome == Outcome::Succeeded => {
            format!("{} are deployed", services(many.len()))
        }
        (None, _) => outcome.meaning().to_owned(),
    }
}
