//! The services of a stage on a screen that may be too small for them.
//!
//! Owns who gets a line of its own: first those in trouble, then those that move, then those that
//! only wait. The others are counted in one line, together with those that are finished.

use super::row::{Row, State};
use crate::columns;
use crate::sentence::verdict;
use crate::terminal::palette::Palette;
use foghorn_deploy::event::{Event, EventKind};
use foghorn_deploy::plan::Change;

/// The services whose rollout is under way, and how many are done.
#[derive(Debug, Default)]
pub(super) struct Board {
    rows: Vec<Row>,
    /// Finished services of the stage by the label of their verdict, in order of appearance.
    finished: Vec<(&'static str, usize)>,
}

/// A line of the board, not cut yet.
#[derive(Debug)]
pub(super) struct Line {
    pub(super) text: String,
    pub(super) look: Look,
}

/// How a line looks; it says nothing that the text does not say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Look {
    Plain,
    Faint,
    Trouble,
}

impl Look {
    pub(super) fn paint(self, palette: Palette, text: &str) -> String {
        match self {
            Self::Plain => text.to_owned(),
            Self::Faint => palette.faint(text),
            Self::Trouble => palette.warn(text),
        }
    }
}

impl Board {
    /// Takes an event in. `who` is what it concerns.
    pub(super) fn take(&mut self, who: &str, event: &Event) {
        match &event.kind {
            EventKind::Planned { plan } if !matches!(plan.change, Change::Unchanged { .. }) => {
                self.row(who).take(event);
            }
            EventKind::DeploymentStarted { .. } | EventKind::DeploymentAdopted { .. } => {
                self.row(who).take(event);
            }
            EventKind::ServiceFinished { verdict, .. } => {
                self.rows.retain(|row| row.who != who);
                self.count(verdict::label(verdict));
            }
            EventKind::StageStarted { .. }
            | EventKind::StageFinished { .. }
            | EventKind::RunFinished { .. } => *self = Self::default(),
            EventKind::Progressed { .. } | EventKind::Waited { .. } => self.row(who).take(event),
            EventKind::Planned { .. }
            | EventKind::CauseFound { .. }
            | EventKind::AllHealthy { .. }
            | EventKind::PlatformRollbackStarted { .. }
            | EventKind::RollbackRequested { .. }
            | EventKind::LifecycleStageEntered { .. }
            | EventKind::HookWaiting { .. }
            | EventKind::ObservationFailed { .. }
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
            | EventKind::StageSkipped { .. } => {
                if let Some(row) = self.rows.iter_mut().find(|row| row.who == who) {
                    row.take(event);
                }
            }
        }
    }

    /// Returns at most `room` lines. `names` is the width of the log's column for names.
    pub(super) fn lines(
        &self,
        now_ms: u64,
        names: usize,
        columns: usize,
        room: usize,
    ) -> Vec<Line> {
        if self.rows.is_empty() {
            return Vec::new();
        }
        let all_fit = self.rows.len() + usize::from(!self.finished.is_empty()) <= room;
        let room = if all_fit {
            room
        } else {
            room.saturating_sub(1)
        };
        let shown = self.most_important(room);
        // A long name may not push out what the line is there for.
        let names = names.min((columns * 2 / 5).max(12));
        let mut lines: Vec<Line> = Vec::new();
        for row in shown.iter().filter_map(|at| self.rows.get(*at)) {
            let name = columns::padded(&columns::cut_front(&row.who, names), names);
            lines.push(Line {
                text: format!("{} {name}  {}", row.age(now_ms), row.text()),
                look: match row.state() {
                    State::Trouble => Look::Trouble,
                    State::Moving => Look::Plain,
                    State::Waiting => Look::Faint,
                },
            });
        }
        let rest = self.rest(&shown);
        if !rest.is_empty() {
            lines.push(Line {
                text: format!("       {}", rest.join(", ")),
                look: Look::Faint,
            });
        }
        lines
    }

    /// Returns the places of the rows to show. They keep their order, so that lines do not jump.
    fn most_important(&self, room: usize) -> Vec<usize> {
        let mut places: Vec<usize> = (0..self.rows.len()).collect();
        places.sort_by_key(|at| self.rows[*at].state());
        places.truncate(room);
        places.sort_unstable();
        places
    }

    /// Returns what has no line of its own, counted: `48 deployed`, `3 waiting`.
    fn rest(&self, shown: &[usize]) -> Vec<String> {
        let hidden = |state: State| {
            let rows = self.rows.iter().enumerate();
            rows.filter(|(at, row)| !shown.contains(at) && row.state() == state)
                .count()
        };
        let hidden = [
            (hidden(State::Trouble), "more in trouble"),
            (hidden(State::Moving), "more rolling out"),
            (hidden(State::Waiting), "waiting"),
        ];
        self.finished
            .iter()
            .map(|(label, count)| (*count, *label))
            .chain(hidden)
            .filter(|(count, _)| *count > 0)
            .map(|(count, what)| format!("{count} {what}"))
            .collect()
    }

    fn count(&mut self, label: &'static str) {
        match self.finished.iter_mut().find(|(known, _)| *known == label) {
            Some((_, count)) => *count += 1,
            None => self.finished.push((label, 1)),
        }
    }

    fn row(&mut self, who: &str) -> &mut Row {
        let at = self
            .rows
            .iter()
            .position(|row| row.who == who)
            .unwrap_or_else(|| {
                self.rows.push(Row::new(who.to_owned()));
                self.rows.len() - 1
            });
        &mut self.rows[at]
    }
}
