//! The log reporter: one line per thing that happened, for pipes and CI.
//!
//! Owns the columns (elapsed time, stage and service, what happened). Foreign lines stand behind
//! `| `, so that they can be told from foghorn's own.

mod crowd;
mod details;
mod tone;

use super::palette::Palette;
use super::{Options, error, summary};
use crate::columns;
use crate::escape::log;
use crate::reporter::Reporter;
use crate::sentence::happening;
use crate::span;
use crowd::{Crowd, Speech};
use details::Shown;
use foghorn_deploy::event::{Event, EventKind};
use foghorn_deploy::foreign::Sentence;
use std::collections::HashSet;
use std::io::{self, Write};

/// Column of foreign lines and of lines that belong to the one above.
const INDENT: &str = "       ";
/// Narrowest and widest column for stage and service.
const WHO: std::ops::RangeInclusive<usize> = 16..=32;

/// With more services than this in a stage, less is said of each.
const FEW: u32 = 5;

/// Writes one line per thing that happened.
pub struct Log<W> {
    out: W,
    palette: Palette,
    who: usize,
    shown: Shown,
    crowd: Crowd,
    /// Stages with so many services that their plans are told in short.
    crowded: HashSet<Option<String>>,
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
            shown: Shown::default(),
            crowd: Crowd::default(),
            crowded: HashSet::new(),
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

    /// The styles in use.
    pub(crate) fn palette(&self) -> Palette {
        self.palette
    }

    pub(crate) fn write(&mut self, event: &Event) -> io::Result<()> {
        let speech = self.crowd.take(&who(event), event);
        if let EventKind::StageStarted { services, .. } = &event.kind
            && *services > FEW
        {
            self.crowded.insert(event.stage.clone());
        }
        match &event.kind {
            EventKind::RunStarted {
                version,
                verb,
                commit,
                stages,
            } => {
                self.started(version, verb, commit.as_deref(), stages)?;
            }
            EventKind::Planned { plan } => {
                if let Some(sentence) = happening::happening(&event.kind) {
                    self.line(event, &who(event), &sentence)?;
                }
                self.plan(plan, !self.crowded.contains(&event.stage))?;
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
            kind => match speech {
                Speech::Own => {
                    if let Some(sentence) = happening::happening(kind) {
                        self.line(event, &who(event), &sentence)?;
                    }
                    self.details(event)?;
                }
                Speech::Together(sentence) => {
                    let stage = log::line(event.stage.as_deref().unwrap_or_default());
                    self.line(event, &stage, &sentence)?;
                }
                Speech::Silent => {}
            },
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

    fn line(&mut self, event: &Event, who: &str, sentence: &Sentence) -> io::Result<()> {
        self.who = self.who.max(columns::width(who)).min(*WHO.end());
        let text = self.palette.sentence(sentence);
        let text = tone::paint(&event.kind, self.palette, text);
        let who = columns::padded(who, self.who);
        self.put(&format!("{}  {who}  {text}", span::clock(event.at_ms)))
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
