//! One service on the live view: what is known of it, on one line.
//!
//! Owns the order of the parts: a line is cut at its end, so the most important stands first.

use crate::escape::log;
use crate::sentence::{plain, progress};
use crate::span;
use foghorn_deploy::cause::wording;
use foghorn_deploy::event::{Event, EventKind, Progress, WayBack};
use foghorn_deploy::name::RevisionArn;

/// How much a service needs to be looked at; the first is the most urgent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum State {
    /// Something failed, goes back, or needs a person.
    Trouble,
    /// Its counts change.
    Moving,
    /// It is not started yet, or only time is missing.
    Waiting,
}

/// What is known of a service whose rollout is under way.
#[derive(Debug)]
pub(super) struct Row {
    /// Stage and service.
    pub(super) who: String,
    began_ms: Option<u64>,
    progress: Option<Progress>,
    /// Where it goes back to, in words.
    going_back: Option<String>,
    /// Whether a deployment of its own takes it back, so that its counts mean something.
    redeploys: bool,
    /// The hook that waits for an answer.
    hook: Option<String>,
    /// Stage and traffic of a deployment that shifts traffic.
    shift: Option<String>,
    trouble: Option<String>,
    waiting_for: Option<String>,
}

impl Row {
    pub(super) fn new(who: String) -> Self {
        Self {
            who,
            began_ms: None,
            progress: None,
            going_back: None,
            redeploys: false,
            hook: None,
            shift: None,
            trouble: None,
            waiting_for: None,
        }
    }

    /// Takes an event of this service in.
    pub(super) fn take(&mut self, event: &Event) {
        match &event.kind {
            EventKind::DeploymentStarted { .. } | EventKind::DeploymentAdopted { .. } => {
                self.began_ms.get_or_insert(event.at_ms);
                // Of a service that goes back it is the deployment that takes it there.
                self.progress = None;
            }
            EventKind::Progressed { progress } => {
                self.progress = Some(*progress);
                self.waiting_for = None;
            }
            EventKind::Waited {
                progress,
                waiting_for,
            } => {
                self.progress = Some(*progress);
                self.waiting_for = Some(format!("waiting for {}", plain(waiting_for)));
            }
            EventKind::CauseFound { cause, .. } => {
                self.trouble = Some(plain(&wording::title(cause)));
            }
            EventKind::AllHealthy { .. } => {
                self.trouble = None;
                self.waiting_for = Some("healthy, waiting for the soak time".to_owned());
            }
            EventKind::PlatformRollbackStarted { to, .. } => self.goes_back(to.as_ref()),
            EventKind::RollbackRequested { way, to } => {
                self.goes_back(to.as_ref());
                self.redeploys = *way == WayBack::PreviousRevision;
            }
            EventKind::LifecycleStageEntered {
                stage,
                production_traffic,
            } => {
                self.hook = None;
                let stage = log::line(stage);
                self.shift = Some(match production_traffic {
                    Some(percent) => format!("{stage}, {percent}% traffic"),
                    None => stage,
                });
            }
            EventKind::HookWaiting { hook, .. } => self.hook = Some(log::line(hook)),
            EventKind::ObservationFailed { .. } => {
                self.waiting_for = Some("cannot be read, trying again".to_owned());
            }
            EventKind::Planned { .. }
            | EventKind::ServiceFinished { .. }
            | EventKind::StageStarted { .. }
            | EventKind::StageFinished { .. }
            | EventKind::RunFinished { .. }
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
            | EventKind::RevisionRegistered { .. }
            | EventKind::ServiceEventSeen { .. }
            | EventKind::DesiredCountChanged { .. }
            | EventKind::StageSkipped { .. } => {}
        }
    }

    /// Says that the service goes back. The stages and hooks were those of the way forward.
    fn goes_back(&mut self, to: Option<&RevisionArn>) {
        let to = to.map_or_else(String::new, |to| format!(" to {}", log::line(to.short())));
        self.going_back = Some(format!("going back{to}"));
        self.hook = None;
        self.shift = None;
        self.waiting_for = None;
    }

    pub(super) fn state(&self) -> State {
        let failing = self.progress.is_some_and(|progress| {
            progress.failed > 0
                || progress
                    .targets
                    .is_some_and(|targets| targets.unhealthy > 0)
        });
        if failing || self.going_back.is_some() || self.hook.is_some() || self.trouble.is_some() {
            State::Trouble
        } else if self.began_ms.is_none() || self.waiting_for.is_some() {
            State::Waiting
        } else {
            State::Moving
        }
    }

    /// Returns the time since the deployment began, in the width of the log's clock and a space.
    pub(super) fn age(&self, now_ms: u64) -> String {
        match self.began_ms {
            Some(began) => format!("+{}", span::clock(now_ms.saturating_sub(began))),
            None => " ".repeat("+00:00".len()),
        }
    }

    pub(super) fn text(&self) -> String {
        let hook = self
            .hook
            .as_ref()
            .map(|hook| format!("WAITS FOR AN ANSWER to hook {hook}"));
        let parts = [
            hook,
            self.going_back.clone(),
            self.counts(),
            self.shift.clone(),
            self.trouble.clone(),
            self.waiting_for.clone(),
        ];
        let parts: Vec<String> = parts.into_iter().flatten().collect();
        // A tab would be as wide as the terminal likes.
        parts.join("; ").replace('\t', " ")
    }

    fn counts(&self) -> Option<String> {
        // While ECS takes it back, the counts are those of the deployment that is given up.
        if self.going_back.is_some() && !self.redeploys {
            return None;
        }
        Some(match (&self.progress, self.began_ms) {
            (Some(progress), _) => progress::brief(progress),
            (None, Some(_)) => "no task seen yet".to_owned(),
            (None, None) => "not started yet".to_owned(),
        })
    }
}
