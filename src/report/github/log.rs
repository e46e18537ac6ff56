//! The log with GitHub's groups and annotations.
//!
//! Wraps the plain log, since a group has to open and close between its lines. What the builder and the
//! application wrote is also put between `stop-commands` and its token, a second lock beside the
//! escaping.

use super::annotation;
use crate::reporter::Reporter;
use crate::sentence::verdict as words;
use crate::terminal::{self, Options};
use foghorn_deploy::cause::Cause;
use foghorn_deploy::event::{Event, EventKind};
use foghorn_deploy::foreign::Sentence;
use foghorn_deploy::verdict::Verdict;
use std::io::{self, Write};

/// Annotations of one kind that GitHub keeps for a step. Source: actions/runner, `ExecutionContext`.
const LIMIT: usize = 10;

/// Writes the log for a step of GitHub Actions.
pub struct Log<W> {
    inner: terminal::Log<W>,
    token: String,
    in_group: bool,
    errors: usize,
    warnings: usize,
    annotated: Vec<Cause>,
}

impl<W: Write> Log<W> {
    /// Writes to `out`, which the runner reads. `token` is random, of at least 20 letters and digits.
    pub fn new(out: W, options: Options, token: impl Into<String>) -> Self {
        Self {
            inner: terminal::Log::new(out, options),
            token: token.into(),
            in_group: false,
            errors: 0,
            warnings: 0,
            annotated: Vec::new(),
        }
    }

    fn open_group(&mut self) -> io::Result<()> {
        if self.in_group {
            return Ok(());
        }
        self.in_group = true;
        let token = self.token.clone();
        write!(
            self.inner.out(),
            "::group::Build output\n::stop-commands::{token}\n"
        )
    }

    fn close_group(&mut self) -> io::Result<()> {
        if !self.in_group {
            return Ok(());
        }
        self.in_group = false;
        let token = self.token.clone();
        write!(self.inner.out(), "::{token}::\n::endgroup::\n")
    }

    /// Writes an event. What shows evidence, with the application's own lines, stands between
    /// `stop-commands` and its token.
    fn locked(&mut self, event: &Event) -> io::Result<()> {
        let evidence = match &event.kind {
            EventKind::CauseFound { evidence, .. } => evidence.log.is_some(),
            EventKind::ServiceFinished { verdict, .. } => {
                words::failure(verdict).is_some_and(|failure| {
                    let mut causes = failure.causes.iter();
                    causes.any(|(_, evidence)| evidence.log.is_some())
                })
            }
            EventKind::RunFinished { error, .. } => {
                error.as_ref().is_some_and(|error| !error.output.is_empty())
            }
            // What AWS says in one line is escaped, and nothing more is needed.
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
            | EventKind::StageStarted { .. }
            | EventKind::Planned { .. }
            | EventKind::RevisionRegistered { .. }
            | EventKind::DeploymentStarted { .. }
            | EventKind::DeploymentAdopted { .. }
            | EventKind::Progressed { .. }
            | EventKind::Waited { .. }
            | EventKind::ServiceEventSeen { .. }
            | EventKind::AllHealthy { .. }
            | EventKind::PlatformRollbackStarted { .. }
            | EventKind::RollbackRequested { .. }
            | EventKind::DesiredCountChanged { .. }
            | EventKind::LifecycleStageEntered { .. }
            | EventKind::HookWaiting { .. }
            | EventKind::ObservationFailed { .. }
            | EventKind::StageSkipped { .. }
            | EventKind::StageFinished { .. } => false,
        };
        if !evidence {
            return self.inner.write(event);
        }
        let token = self.token.clone();
        writeln!(self.inner.out(), "::stop-commands::{token}")?;
        // Commands must work again, whatever happened in between.
        let written = self.inner.write(event);
        writeln!(self.inner.out(), "::{token}::")?;
        written
    }

    fn annotate(&mut self, event: &Event) -> io::Result<()> {
        match &event.kind {
            EventKind::Warned { warning, hints } => {
                self.warning(&annotation::warning(warning, hints))
            }
            EventKind::ServiceFinished { verdict, .. } if !verdict.proven() => {
                if self.is_annotated(verdict) {
                    return Ok(());
                }
                let line = annotation::verdict(event, verdict);
                if line.starts_with("::error") {
                    self.error(&line)
                } else {
                    self.warning(&line)
                }
            }
            // It waits for a person, who may not be looking.
            EventKind::HookWaiting { hints, .. } => self.warning(&annotation::hook(event, hints)),
            EventKind::RunFinished {
                error: Some(error), ..
            } => {
                for line in annotation::error(error) {
                    self.error(&line)?;
                }
                Ok(())
            }
            EventKind::ServiceFinished { .. }
            | EventKind::RunFinished { error: None, .. }
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
            | EventKind::StageStarted { .. }
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
            | EventKind::ObservationFailed { .. }
            | EventKind::StageSkipped { .. }
            | EventKind::StageFinished { .. } => Ok(()),
        }
    }

    /// Services of one commit often fail for one reason, which is said once.
    fn is_annotated(&mut self, verdict: &Verdict) -> bool {
        let root = words::failure(verdict).and_then(|failure| failure.causes.first());
        let Some((cause, _)) = root else {
            return false;
        };
        let known = self.annotated.iter().any(|known| known.same_as(cause));
        if !known {
            self.annotated.push(cause.clone());
        }
        known
    }

    fn error(&mut self, line: &str) -> io::Result<()> {
        self.errors += 1;
        if self.errors > LIMIT {
            Ok(())
        } else {
            writeln!(self.inner.out(), "{line}")
        }
    }

    fn warning(&mut self, line: &str) -> io::Result<()> {
        self.warnings += 1;
        if self.warnings > LIMIT {
            Ok(())
        } else {
            writeln!(self.inner.out(), "{line}")
        }
    }
}

impl<W: Write + Send> Reporter for Log<W> {
    fn name(&self) -> &'static str {
        "the log"
    }

    fn report(&mut self, event: &Event) -> io::Result<()> {
        if matches!(event.kind, EventKind::BuildOutput { .. }) {
            self.open_group()?;
            self.inner.write(event)?;
        } else {
            self.close_group()?;
            self.locked(event)?;
        }
        self.annotate(event)?;
        self.inner.out().flush()
    }

    fn notice(&mut self, notice: &Sentence) -> io::Result<()> {
        self.close_group()?;
        self.warning(&annotation::warning(notice, &[]))?;
        self.inner.out().flush()
    }

    fn finish(&mut self) -> io::Result<()> {
        self.close_group()?;
        self.inner.finish()
    }
}
