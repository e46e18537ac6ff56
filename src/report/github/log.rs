//! The log with GitHub's groups and annotations.
//!
//! Wraps the plain log, since a group has to open and close between its lines. The builder's output is
//! also put between `stop-commands` and its token, a second lock beside the escaping.

use super::annotation;
use crate::reporter::Reporter;
use crate::terminal::{self, Options};
use foghorn_deploy::event::{Event, EventKind};
use foghorn_deploy::foreign::Sentence;
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

    fn annotate(&mut self, event: &Event) -> io::Result<()> {
        match &event.kind {
            EventKind::Warned { warning, hints } => {
                self.warning(&annotation::warning(warning, hints))
            }
            EventKind::ServiceFinished { verdict, .. } if !verdict.proven() => {
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
        } else {
            self.close_group()?;
        }
        self.inner.write(event)?;
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
