//! The log with GitLab's sections.
//!
//! Wraps the plain log, since a section has to begin and end between its lines. Must not read a
//! clock: GitLab measures sections by the times in their markers, which come from the events.

use crate::escape::log;
use crate::reporter::Reporter;
use crate::terminal::{self, Options};
use foghorn_deploy::event::{Event, EventKind};
use foghorn_deploy::foreign::Sentence;
use std::io::{self, Write};

/// Writes the log of a GitLab job.
pub struct Log<W> {
    inner: terminal::Log<W>,
    began: u64,
    /// The sections that are open, innermost last.
    open: Vec<Section>,
    /// How many there were.
    count: usize,
    at_ms: u64,
}

/// A section that is open.
struct Section {
    name: String,
    kind: Kind,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Build,
    Stage,
}

impl<W: Write> Log<W> {
    /// Writes to `out`, which the runner reads. `began` is when the run did, in seconds since 1970.
    pub fn new(out: W, options: Options, began: u64) -> Self {
        Self {
            inner: terminal::Log::new(out, options),
            began,
            open: Vec::new(),
            count: 0,
            at_ms: 0,
        }
    }

    /// Begins a section. Source: GitLab documentation, "Custom collapsible sections": the `0` in
    /// the escape sequence counts, and names are letters, digits, `_`, `.` and `-`.
    fn begin(&mut self, kind: Kind, title: &str) -> io::Result<()> {
        self.count += 1;
        let (name, collapsed) = match kind {
            Kind::Build => ("build", "[collapsed=true]"),
            Kind::Stage => ("stage", ""),
        };
        let name = format!("foghorn_{name}_{}", self.count);
        let now = self.now();
        let title = log::line(title);
        writeln!(
            self.inner.out(),
            "\x1b[0Ksection_start:{now}:{name}{collapsed}\r\x1b[0K{title}"
        )?;
        self.open.push(Section { name, kind });
        Ok(())
    }

    fn end(&mut self) -> io::Result<()> {
        let now = self.now();
        match self.open.pop() {
            Some(Section { name, .. }) => {
                writeln!(self.inner.out(), "\x1b[0Ksection_end:{now}:{name}\r\x1b[0K")
            }
            None => Ok(()),
        }
    }

    fn end_all(&mut self) -> io::Result<()> {
        while !self.open.is_empty() {
            self.end()?;
        }
        Ok(())
    }

    fn is_in(&self, kind: Kind) -> bool {
        self.open.last().is_some_and(|section| section.kind == kind)
    }

    fn now(&self) -> u64 {
        self.began + self.at_ms / 1000
    }

    fn before(&mut self, event: &Event) -> io::Result<()> {
        let output = matches!(event.kind, EventKind::BuildOutput { .. });
        if output && !self.is_in(Kind::Build) {
            self.begin(Kind::Build, "Build output")?;
        }
        if !output && self.is_in(Kind::Build) {
            self.end()?;
        }
        match &event.kind {
            EventKind::StageStarted { cluster, .. } => {
                self.end_all()?;
                let stage = event.stage.as_deref().unwrap_or_default();
                self.begin(Kind::Stage, &format!("Stage {stage}: cluster {cluster}"))
            }
            // The last screen is what one looks for: it never hides in a section.
            EventKind::StageSkipped { .. } | EventKind::RunFinished { .. } => self.end_all(),
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
            | EventKind::ServiceFinished { .. }
            | EventKind::StageFinished { .. } => Ok(()),
        }
    }
}

impl<W: Write + Send> Reporter for Log<W> {
    fn name(&self) -> &'static str {
        "the log"
    }

    fn report(&mut self, event: &Event) -> io::Result<()> {
        self.at_ms = event.at_ms;
        self.before(event)?;
        self.inner.write(event)?;
        if matches!(event.kind, EventKind::StageFinished { .. }) {
            self.end_all()?;
        }
        self.inner.out().flush()
    }

    fn notice(&mut self, notice: &Sentence) -> io::Result<()> {
        self.inner.notice(notice)
    }

    fn finish(&mut self) -> io::Result<()> {
        self.end_all()?;
        self.inner.finish()
    }
}
