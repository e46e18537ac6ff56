//! What the log writes below the line of an event: plans, screens of causes, what to do.

use super::{Log, who};
use crate::escape::log;
use crate::sentence::aftermath::aftermath;
use crate::sentence::{change, difference, verdict as words};
use crate::terminal::failure;
use foghorn_deploy::cause::{Cause, Evidence, wording};
use foghorn_deploy::event::{Event, EventKind};
use foghorn_deploy::foreign::Foreign;
use foghorn_deploy::plan::ServicePlan;
use foghorn_deploy::verdict::Verdict;
use std::collections::BTreeMap;
use std::io::{self, Write};

/// Differences of a task definition that are listed; the rest is counted.
const DIFFERENCES: usize = 12;
/// The same, where many services are deployed.
const FEW_DIFFERENCES: usize = 2;
/// Services whose screen is shown for one and the same cause; for the others it is named.
const SCREENS: usize = 2;

/// The root causes that were shown.
#[derive(Debug, Default)]
pub(super) struct Shown {
    /// By stage and service.
    by_service: BTreeMap<String, Cause>,
    /// One of each, with the first service that had it and how many screens it got.
    screens: Vec<(Cause, String, usize)>,
}

impl Shown {
    /// Notes that a service failed for a cause. Returns the first service that did, if its screen
    /// was shown often enough.
    fn note(&mut self, who: &str, cause: &Cause) -> Option<String> {
        self.by_service.insert(who.to_owned(), cause.clone());
        let known = self.screens.iter_mut();
        match known.into_iter().find(|(one, _, _)| one.same_as(cause)) {
            Some((_, first, count)) if *count >= SCREENS => Some(first.clone()),
            Some((_, _, count)) => {
                *count += 1;
                None
            }
            None => {
                self.screens.push((cause.clone(), who.to_owned(), 1));
                None
            }
        }
    }
}

impl<W: Write> Log<W> {
    /// Writes what an event has beside its line.
    pub(super) fn details(&mut self, event: &Event) -> io::Result<()> {
        match &event.kind {
            EventKind::Warned { hints, .. } | EventKind::HookWaiting { hints, .. } => {
                for hint in hints {
                    let hint = format!("hint: {}", self.palette.sentence(hint));
                    self.below(&hint)?;
                }
                Ok(())
            }
            EventKind::RevisionRegistered { not_echoed, .. } if !not_echoed.is_empty() => {
                let paths: Vec<_> = not_echoed.iter().map(|p| log::line(p)).collect();
                let line = format!(
                    "warning: AWS does not show what it was sent as {}; see whether it took effect",
                    paths.join(", ")
                );
                let line = self.palette.warn(&line);
                self.below(&line)
            }
            EventKind::CauseFound {
                cause,
                evidence,
                fatal: true,
            } => self.cause(&who(event), cause, evidence),
            EventKind::ServiceFinished { verdict, .. } => self.finished(event, verdict),
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
            | EventKind::StageStarted { .. }
            | EventKind::Planned { .. }
            | EventKind::RevisionRegistered { .. }
            | EventKind::DeploymentStarted { .. }
            | EventKind::DeploymentAdopted { .. }
            | EventKind::Progressed { .. }
            | EventKind::Waited { .. }
            | EventKind::ServiceEventSeen { .. }
            | EventKind::CauseFound { fatal: false, .. }
            | EventKind::AllHealthy { .. }
            | EventKind::PlatformRollbackStarted { .. }
            | EventKind::RollbackRequested { .. }
            | EventKind::DesiredCountChanged { .. }
            | EventKind::LifecycleStageEntered { .. }
            | EventKind::ObservationFailed { .. }
            | EventKind::StageSkipped { .. }
            | EventKind::StageFinished { .. }
            | EventKind::RunFinished { .. } => Ok(()),
        }
    }

    /// Writes a plan; of one among many, what differs must do.
    pub(super) fn plan(&mut self, plan: &ServicePlan, in_full: bool) -> io::Result<()> {
        let Some(conditions) = change::conditions(plan) else {
            return Ok(());
        };
        if let Some(current) = change::until_now(plan).filter(|_| in_full) {
            self.below(&format!("until now: {}", log::line(current.short())))?;
        }
        let most = if in_full {
            DIFFERENCES
        } else {
            FEW_DIFFERENCES
        };
        let differences = change::differences(&plan.change);
        let more = differences.len().saturating_sub(most);
        for (at, one) in differences.iter().take(most).enumerate() {
            let line = self.palette.sentence(&difference::difference(one));
            let is_last = at + 1 == most && more > 0;
            let more = if is_last {
                format!(" … and {more} more")
            } else {
                String::new()
            };
            self.below(&format!("{line}{more}"))?;
        }
        if !in_full {
            return Ok(());
        }
        for image in &plan.images {
            self.below(&format!("image {}", log::line(image)))?;
        }
        self.below(&log::line(&conditions))
    }

    fn cause(&mut self, who: &str, cause: &Cause, evidence: &Evidence) -> io::Result<()> {
        match self.shown.note(who, cause) {
            Some(first) => self.same_as(&first, cause),
            None => {
                let page = failure::lines("FAILED", who, cause, evidence, &[], self.palette);
                self.page(&page)
            }
        }
    }

    fn same_as(&mut self, first: &str, cause: &Cause) -> io::Result<()> {
        let title = self.palette.sentence(&wording::title(cause));
        self.below(&format!("the same as of {first}: {title}"))
    }

    /// Shows the root cause, unless it was shown already when it was found.
    fn finished(&mut self, event: &Event, verdict: &Verdict) -> io::Result<()> {
        let who = who(event);
        let shown = self.shown.by_service.remove(&who);
        let root = words::failure(verdict)
            .and_then(|failure| failure.causes.first())
            .map(|(cause, _)| cause);
        let as_another = match (root, &shown) {
            (Some(root), None) => self.shown.note(&who, root),
            (Some(_), Some(_)) | (None, _) => None,
        };
        if let (Some(first), Some(root)) = (&as_another, root) {
            self.same_as(first, root)?;
        }
        let known = if as_another.is_some() {
            root
        } else {
            shown.as_ref()
        };
        let page = failure::after(verdict, &who, known, self.palette);
        self.page(&page)?;
        let stage = event.stage.as_deref().unwrap_or_default();
        let left = aftermath(verdict, stage, event.service.as_deref());
        // The line of a rollback has said what runs.
        let parts = left
            .parts()
            .filter(|(what, _)| *what != "now" || !matches!(verdict, Verdict::RolledBack { .. }));
        for (what, sentence) in parts {
            let line = format!("{what}: {}", self.palette.sentence(sentence));
            self.below(&line)?;
        }
        Ok(())
    }

    pub(super) fn foreign(&mut self, text: &Foreign) -> io::Result<()> {
        for line in log::lines(text.raw()) {
            let line = self.palette.faint(&format!("| {line}"));
            self.below(&line)?;
        }
        Ok(())
    }
}
