//! What happened to one service of one stage.

use super::phase::{Phase, Phases, Tone};
use foghorn_deploy::event::{Event, EventKind};
use foghorn_deploy::name::RevisionArn;
use foghorn_deploy::plan::ServicePlan;
use foghorn_deploy::verdict::Verdict;

/// A service that was worked on.
#[derive(Debug)]
pub(crate) struct Service {
    /// The stage.
    pub(crate) stage: String,
    /// Its name in ECS.
    pub(crate) name: String,
    /// What was planned.
    pub(crate) plan: Option<ServicePlan>,
    /// The revision that was deployed.
    pub(crate) revision: Option<RevisionArn>,
    /// How it ended.
    pub(crate) verdict: Option<Verdict>,
    /// How long it took, in milliseconds.
    pub(crate) took_ms: u64,
    /// When the cause was found that ended the wait, in milliseconds since the run began.
    pub(crate) cause_ms: Option<u64>,
    phases: Phases,
}

impl Service {
    pub(super) fn new(stage: &str, name: &str) -> Self {
        Self {
            stage: stage.to_owned(),
            name: name.to_owned(),
            plan: None,
            revision: None,
            verdict: None,
            took_ms: 0,
            cause_ms: None,
            phases: Phases::default(),
        }
    }

    /// Returns `stage/service`.
    pub(crate) fn who(&self) -> String {
        format!("{}/{}", self.stage, self.name)
    }

    /// Returns the phases of its deployment, oldest first.
    pub(crate) fn phases(&self) -> &[Phase] {
        self.phases.all()
    }

    /// Returns whether it runs what it should, by what is known so far.
    pub(crate) fn is_proven(&self) -> bool {
        self.verdict.as_ref().is_some_and(Verdict::proven)
    }

    pub(super) fn take(&mut self, event: &Event) {
        let at_ms = event.at_ms;
        match &event.kind {
            EventKind::Planned { plan } => self.plan = Some(plan.clone()),
            EventKind::RevisionRegistered { revision, .. } => {
                self.revision = Some(revision.clone());
            }
            EventKind::DeploymentStarted { revision, .. }
            | EventKind::DeploymentAdopted { revision, .. } => {
                self.revision = Some(revision.clone());
                self.phases.begin("start new tasks", Tone::Active, at_ms);
            }
            EventKind::LifecycleStageEntered {
                stage,
                production_traffic,
            } => {
                let name = match production_traffic {
                    Some(percent) => format!("{} {percent}%", words(stage)),
                    None => words(stage),
                };
                self.phases.begin(&name, Tone::Active, at_ms);
            }
            EventKind::AllHealthy { .. } => self.phases.begin("soak", Tone::Active, at_ms),
            EventKind::CauseFound { fatal: true, .. } => {
                self.cause_ms.get_or_insert(at_ms);
                self.phases.spoil();
            }
            EventKind::PlatformRollbackStarted { .. } | EventKind::RollbackRequested { .. } => {
                self.phases.begin("go back", Tone::Bad, at_ms);
            }
            EventKind::ServiceFinished { verdict, took_ms } => {
                let tone = if verdict.proven() {
                    Tone::Done
                } else {
                    Tone::Bad
                };
                self.phases.end(tone, at_ms);
                self.verdict = Some(verdict.clone());
                self.took_ms = *took_ms;
                if let Verdict::Deployed { revision, .. }
                | Verdict::Unchanged { revision, .. }
                | Verdict::Idle { revision } = verdict
                {
                    self.revision = Some(revision.clone());
                }
            }
            EventKind::CauseFound { fatal: false, .. }
            | EventKind::RunStarted { .. }
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
            | EventKind::StageStarted { .. }
            | EventKind::Progressed { .. }
            | EventKind::Waited { .. }
            | EventKind::ServiceEventSeen { .. }
            | EventKind::DesiredCountChanged { .. }
            | EventKind::HookWaiting { .. }
            | EventKind::ObservationFailed { .. }
            | EventKind::StageSkipped { .. }
            | EventKind::StageFinished { .. }
            | EventKind::RunFinished { .. } => {}
        }
    }
}

/// Returns `BAKE_TIME` as `bake time`.
fn words(stage: &str) -> String {
    stage.replace('_', " ").to_lowercase()
}
