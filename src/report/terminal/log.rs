//! The log reporter: one line per thing that happened, for pipes and CI.
//!
//! Owns the columns (elapsed time, stage and service, what happened) and which events get more than
//! a line. Foreign lines stand behind `| `, so that they can be told from foghorn's own.

use super::palette::Palette;
use super::{Options, error, failure, summary};
use crate::escape::log;
use crate::reporter::Reporter;
use crate::sentence::{change, difference, happening, verdict as verdict_words};
use crate::span;
use foghorn_deploy::cause::Cause;
use foghorn_deploy::event::{Event, EventKind};
use foghorn_deploy::foreign::{Foreign, Sentence};
use foghorn_deploy::plan::ServicePlan;
use foghorn_deploy::verdict::Verdict;
use std::collections::BTreeMap;
use std::io::{self, Write};

/// Column of foreign lines and of lines that belong to the one above.
const INDENT: &str = "       ";
/// Narrowest and widest column for stage and service.
const WHO: std::ops::RangeInclusive<usize> = 16..=32;
/// Differences of a task definition that are listed; the rest is counted.
const DIFFERENCES: usize = 12;

/// Writes one line per thing that happened.
pub struct Log<W> {
    out: W,
    palette: Palette,
    who: usize,
    /// The root cause that was shown in full, by stage and service.
    shown: BTreeMap<String, Cause>,
    /// Whether the last line was empty: two pages share the empty line between them.
    blank: bool,
}

impl<W: Write> Log<W> {
    /// Writes to `out`, line by line.
    pub fn new(out: W, options: Options) -> Self {
        Self {
            out,
            palette: Palette::new(options.colour),
            who: *WHO.start(),
            shown: BTreeMap::new(),
            blank: false,
        }
    }

    /// The writer, for what frames the log.
    pub(crate) fn out(&mut self) -> &mut W {
        &mut self.out
    }

    /// Width of the column for stage and service.
    pub(crate) fn who(&self) -> usize {
        self.who
    }

    pub(crate) fn write(&mut self, event: &Event) -> io::Result<()> {
        match &event.kind {
            EventKind::RunStarted {
                version,
                verb,
                commit,
                stages,
            } => {
                self.started(version, verb, commit.as_deref(), stages)?;
            }
            EventKind::BuildOutput { image: _, line } => self.foreign(line)?,
            EventKind::RunFinished {
                outcome,
                running,
                error,
            } => {
                let mut page = Vec::new();
                if let Some(error) = error {
                    page.push(String::new());
                    page.extend(error::lines(error, self.palette));
                }
                page.extend(summary::lines(*outcome, running, event.at_ms, self.palette));
                self.page(&page)?;
            }
            kind => {
                if let Some(sentence) = happening::happening(kind) {
                    self.line(event, &sentence)?;
                }
                self.details(event)?;
            }
        }
        self.out.flush()
    }

    fn started(
        &mut self,
        version: &str,
        verb: &str,
        commit: Option<&str>,
        stages: &[String],
    ) -> io::Result<()> {
        let mut parts = vec![format!(
            "foghorn {} {}",
            log::line(version),
            log::line(verb)
        )];
        if let Some(commit) = commit {
            let short: String = commit.chars().take(12).collect();
            parts.push(format!("commit {}", log::line(&short)));
        }
        if !stages.is_empty() {
            let stages: Vec<_> = stages.iter().map(|s| log::line(s)).collect();
            parts.push(format!("to {}", stages.join(", then ")));
        }
        let line = self.palette.strong(&parts.join(", "));
        self.put(&line)
    }

    fn line(&mut self, event: &Event, sentence: &Sentence) -> io::Result<()> {
        let who = who(event);
        self.who = self.who.max(who.chars().count()).min(*WHO.end());
        let text = self.palette.sentence(sentence);
        let text = match &event.kind {
            EventKind::ServiceFinished { verdict, .. } if verdict.proven() => {
                self.palette.good(&text)
            }
            EventKind::CauseFound { fatal: true, .. }
            | EventKind::PlatformRollbackStarted { .. }
            | EventKind::ServiceFinished { .. } => self.palette.bad(&text),
            EventKind::Warned { .. }
            | EventKind::DirtyTreeNoticed
            | EventKind::ObservationFailed { .. }
            | EventKind::CauseFound { fatal: false, .. } => self.palette.warn(&text),
            EventKind::Waited { .. } | EventKind::Progressed { .. } => self.palette.faint(&text),
            EventKind::RunStarted { .. }
            | EventKind::ImageFound { .. }
            | EventKind::BuildStarted { .. }
            | EventKind::BuildOutput { .. }
            | EventKind::ImagePushed { .. }
            | EventKind::ImageTaken { .. }
            | EventKind::StageStarted { .. }
            | EventKind::Planned { .. }
            | EventKind::RevisionRegistered { .. }
            | EventKind::DeploymentStarted { .. }
            | EventKind::DeploymentAdopted { .. }
            | EventKind::ServiceEventSeen { .. }
            | EventKind::AllHealthy { .. }
            | EventKind::StageSkipped { .. }
            | EventKind::StageFinished { .. }
            | EventKind::RunFinished { .. } => text,
        };
        let clock = span::clock(event.at_ms);
        self.put(&format!("{clock}  {who:<width$}  {text}", width = self.who))
    }

    /// Writes what an event has beside its line.
    fn details(&mut self, event: &Event) -> io::Result<()> {
        match &event.kind {
            EventKind::Warned { hints, .. } => {
                for hint in hints {
                    let hint = format!("hint: {}", self.palette.sentence(hint));
                    self.below(&hint)?;
                }
                Ok(())
            }
            EventKind::Planned { plan } => self.plan(plan),
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
            } => {
                let who = who(event);
                let page = failure::lines("FAILED", &who, cause, evidence, &[], self.palette);
                self.shown.insert(who, cause.clone());
                self.page(&page)
            }
            EventKind::ServiceFinished { verdict, .. } => self.finished(event, verdict),
            EventKind::RunStarted { .. }
            | EventKind::DirtyTreeNoticed
            | EventKind::ImageFound { .. }
            | EventKind::BuildStarted { .. }
            | EventKind::BuildOutput { .. }
            | EventKind::ImagePushed { .. }
            | EventKind::ImageTaken { .. }
            | EventKind::StageStarted { .. }
            | EventKind::RevisionRegistered { .. }
            | EventKind::DeploymentStarted { .. }
            | EventKind::DeploymentAdopted { .. }
            | EventKind::Progressed { .. }
            | EventKind::Waited { .. }
            | EventKind::ServiceEventSeen { .. }
            | EventKind::CauseFound { fatal: false, .. }
            | EventKind::AllHealthy { .. }
            | EventKind::PlatformRollbackStarted { .. }
            | EventKind::ObservationFailed { .. }
            | EventKind::StageSkipped { .. }
            | EventKind::StageFinished { .. }
            | EventKind::RunFinished { .. } => Ok(()),
        }
    }

    fn plan(&mut self, plan: &ServicePlan) -> io::Result<()> {
        let Some(conditions) = change::conditions(plan) else {
            return Ok(());
        };
        if let Some(current) = &plan.current {
            self.below(&format!("until now: {}", log::line(current.short())))?;
        }
        let differences = change::differences(&plan.change);
        for one in differences.iter().take(DIFFERENCES) {
            let line = self.palette.sentence(&difference::difference(one));
            self.below(&line)?;
        }
        if let Some(more) = differences
            .len()
            .checked_sub(DIFFERENCES)
            .filter(|more| *more > 0)
        {
            self.below(&format!("… and {more} more"))?;
        }
        for image in &plan.images {
            self.below(&format!("image {}", log::line(image)))?;
        }
        self.below(&log::line(&conditions))
    }

    /// Shows the root cause, unless it was shown already when it was found.
    fn finished(&mut self, event: &Event, verdict: &Verdict) -> io::Result<()> {
        let who = who(event);
        let shown = self.shown.remove(&who);
        let page = failure::after(verdict, &who, shown.as_ref(), self.palette);
        self.page(&page)?;
        verdict_words::hints(verdict).iter().try_for_each(|hint| {
            let hint = format!("hint: {}", self.palette.sentence(hint));
            self.below(&hint)
        })
    }

    fn foreign(&mut self, text: &Foreign) -> io::Result<()> {
        for line in log::lines(text.raw()) {
            let line = self.palette.faint(&format!("| {line}"));
            self.below(&line)?;
        }
        Ok(())
    }

    fn below(&mut self, line: &str) -> io::Result<()> {
        self.put(&format!("{INDENT}{line}"))
    }

    fn page(&mut self, lines: &[String]) -> io::Result<()> {
        let shared = usize::from(self.blank && lines.first().is_some_and(String::is_empty));
        lines[shared..].iter().try_for_each(|line| self.put(line))
    }

    fn put(&mut self, line: &str) -> io::Result<()> {
        self.blank = line.is_empty();
        writeln!(self.out, "{line}")
    }
}

impl<W: Write + Send> Reporter for Log<W> {
    fn name(&self) -> &'static str {
        "the log"
    }

    fn report(&mut self, event: &Event) -> io::Result<()> {
        self.write(event)
    }

    fn notice(&mut self, notice: &Sentence) -> io::Result<()> {
        let line = self
            .palette
            .warn(&format!("warning: {}", self.palette.sentence(notice)));
        self.put(&line)?;
        self.out.flush()
    }

    fn finish(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// Returns what an event concerns: `dev/product-api`, `dev`, or nothing.
pub(crate) fn who(event: &Event) -> String {
    let parts: Vec<_> = [&event.stage, &event.service]
        .into_iter()
        .flatten()
        .map(|s| log::line(s))
        .collect();
    parts.join("/")
}
