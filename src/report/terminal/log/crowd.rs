//! The services of a stage that are under way, and when the log speaks of them one by one.
//!
//! Owns the pace of the counts: a person scrolls this log. A service alone has its counts said when
//! they matter, and every ten seconds at most otherwise; of many, one line speaks every half minute.

use foghorn_deploy::event::{Event, EventKind, Progress};
use foghorn_deploy::foreign::Sentence;
use foghorn_deploy::plan::Change;
use std::collections::BTreeMap;

use crate::sentence::progress::tasks;
use crate::sentence::verdict;

/// Services under way that are still spoken of one by one.
pub(super) const FEW: usize = 5;
/// Between two lines with counts of one service, in milliseconds.
const EVERY_ONE: u64 = 10_000;
/// Between two lines about all of them, in milliseconds.
const EVERY_ALL: u64 = 30_000;
/// Services that are named in such a line.
const NAMED: usize = 3;

/// How an event is said.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Speech {
    /// On its own line.
    Own,
    /// By a line about the whole stage.
    Together(Sentence),
    /// Not at all: another line says it, or will.
    Silent,
}

/// The services of the stage at hand.
#[derive(Debug, Default)]
pub(super) struct Crowd {
    under_way: BTreeMap<String, Member>,
    /// Finished services by the label of their verdict.
    finished: Vec<(&'static str, usize)>,
    said_ms: u64,
}

#[derive(Debug, Default)]
struct Member {
    progress: Progress,
    /// The counts that were said last, and when.
    said: Option<(Progress, u64)>,
    in_trouble: bool,
}

impl Crowd {
    /// Takes an event in, and returns how to say it. `who` is what it concerns.
    pub(super) fn take(&mut self, who: &str, event: &Event) -> Speech {
        match &event.kind {
            EventKind::StageStarted { .. } | EventKind::StageFinished { .. } => {
                *self = Self {
                    said_ms: event.at_ms,
                    ..Self::default()
                };
                Speech::Own
            }
            EventKind::Planned { plan } => {
                if !matches!(plan.change, Change::Unchanged { .. }) {
                    self.member(who);
                }
                Speech::Own
            }
            EventKind::Progressed { progress } => {
                self.member(who).progress = *progress;
                self.counted(who, event.at_ms)
            }
            EventKind::Waited { progress, .. } => {
                self.member(who).progress = *progress;
                if self.is_large() {
                    return self.together(event.at_ms);
                }
                Speech::Own
            }
            EventKind::ServiceFinished { verdict, .. } => {
                self.under_way.remove(who);
                self.count(verdict::label(verdict));
                Speech::Own
            }
            EventKind::CauseFound { .. }
            | EventKind::PlatformRollbackStarted { .. }
            | EventKind::RollbackRequested { .. }
            | EventKind::HookWaiting { .. } => {
                self.member(who).in_trouble = true;
                Speech::Own
            }
            // The line of the deployment names the revision, and that of the verdict follows.
            EventKind::RevisionRegistered { not_echoed, .. } if not_echoed.is_empty() => {
                self.unless_large()
            }
            EventKind::AllHealthy { .. } => {
                self.member(who).in_trouble = false;
                self.unless_large()
            }
            EventKind::RevisionRegistered { .. }
            | EventKind::DeploymentStarted { .. }
            | EventKind::DeploymentAdopted { .. }
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
            | EventKind::ServiceEventSeen { .. }
            | EventKind::DesiredCountChanged { .. }
            | EventKind::LifecycleStageEntered { .. }
            | EventKind::ObservationFailed { .. }
            | EventKind::StageSkipped { .. }
            | EventKind::RunFinished { .. } => Speech::Own,
        }
    }

    fn is_large(&self) -> bool {
        self.under_way.len() > FEW
    }

    fn unless_large(&self) -> Speech {
        if self.is_large() {
            Speech::Silent
        } else {
            Speech::Own
        }
    }

    /// Says the new counts of a service, if it is time or if they matter: a task more has failed,
    /// or all run.
    fn counted(&mut self, who: &str, now_ms: u64) -> Speech {
        if self.is_large() {
            return self.together(now_ms);
        }
        let member = self.member(who);
        let now = member.progress;
        let all_run = |counts: &Progress| counts.running >= counts.desired;
        let due = member.said.is_none_or(|(before, said_ms)| {
            now_ms.saturating_sub(said_ms) >= EVERY_ONE
                || now.failed > before.failed
                || (all_run(&now) && !all_run(&before))
        });
        if due {
            member.said = Some((now, now_ms));
            Speech::Own
        } else {
            Speech::Silent
        }
    }

    /// Says how all of them are, if it is time.
    fn together(&mut self, now_ms: u64) -> Speech {
        if now_ms.saturating_sub(self.said_ms) < EVERY_ALL {
            return Speech::Silent;
        }
        self.said_ms = now_ms;
        Speech::Together(self.all())
    }

    /// `12 deployed, 1 FAILED, 47 under way: 80 of 94 tasks run, 9 starting; in trouble: dev/api`.
    fn all(&self) -> Sentence {
        let done = self.finished.iter();
        let mut parts: Vec<_> = done
            .map(|(label, count)| format!("{count} {label}"))
            .collect();
        parts.push(format!("{} under way", self.under_way.len()));
        let sum = |count: fn(&Progress) -> u32| -> u32 {
            let members = self.under_way.values();
            members.fold(0, |sum, one| sum.saturating_add(count(&one.progress)))
        };
        let (running, desired) = (sum(|p| p.running), sum(|p| p.desired));
        let starting = sum(|p| p.pending);
        let mut said = format!("{}: {running} of {} run", parts.join(", "), tasks(desired));
        if starting > 0 {
            said = format!("{said}, {starting} starting");
        }
        let troubled = self.under_way.iter();
        let troubled: Vec<&String> = troubled
            .filter(|(_, one)| one.in_trouble)
            .map(|(who, _)| who)
            .collect();
        let Some((first, rest)) = troubled.split_first() else {
            return Sentence::own(said);
        };
        let mut said = Sentence::own(format!("{said}; in trouble: ")).foreign(*first);
        for who in rest.iter().take(NAMED - 1) {
            said = said.then(", ").foreign(*who);
        }
        match troubled.len().checked_sub(NAMED).filter(|more| *more > 0) {
            Some(more) => said.then(format!(" and {more} more")),
            None => said,
        }
    }

    fn count(&mut self, label: &'static str) {
        match self.finished.iter_mut().find(|(known, _)| *known == label) {
            Some((_, count)) => *count += 1,
            None => self.finished.push((label, 1)),
        }
    }

    fn member(&mut self, who: &str) -> &mut Member {
        self.under_way.entry(who.to_owned()).or_default()
    }
}
