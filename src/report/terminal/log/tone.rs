//! Which lines of the log stand out, where there is colour.

use crate::terminal::palette::Palette;
use foghorn_deploy::event::EventKind;

/// Paints the line of an event.
pub(super) fn paint(kind: &EventKind, palette: Palette, text: String) -> String {
    match kind {
        EventKind::ServiceFinished { verdict, .. } if verdict.proven() => palette.good(&text),
        EventKind::CauseFound { fatal: true, .. }
        | EventKind::PlatformRollbackStarted { .. }
        | EventKind::RollbackRequested { .. }
        | EventKind::ServiceFinished { .. } => palette.bad(&text),
        EventKind::Warned { .. }
        | EventKind::DirtyTreeNoticed
        | EventKind::ObservationFailed { .. }
        | EventKind::HookWaiting { .. }
        | EventKind::DesiredCountChanged { .. }
        | EventKind::CauseFound { fatal: false, .. } => palette.warn(&text),
        EventKind::Waited { .. }
        | EventKind::Progressed { .. }
        | EventKind::ImageCopyProgressed { .. } => palette.faint(&text),
        EventKind::RunStarted { .. }
        | EventKind::ImageFound { .. }
        | EventKind::BuildStarted { .. }
        | EventKind::BuildOutput { .. }
        | EventKind::ImagePushed { .. }
        | EventKind::ImageTaken { .. }
        | EventKind::ImageCopyStarted { .. }
        | EventKind::ImageCopied { .. }
        | EventKind::StageStarted { .. }
        | EventKind::Planned { .. }
        | EventKind::RevisionRegistered { .. }
        | EventKind::DeploymentStarted { .. }
        | EventKind::DeploymentAdopted { .. }
        | EventKind::ServiceEventSeen { .. }
        | EventKind::AllHealthy { .. }
        | EventKind::LifecycleStageEntered { .. }
        | EventKind::StageSkipped { .. }
        | EventKind::StageFinished { .. }
        | EventKind::RunFinished { .. } => text,
    }
}
