//! The live view: permanent lines as in the log, and below them one line per service, rewritten in place.
//!
//! Owns the rows at the bottom of the screen. Uses two sequences only, cursor up and erase below, so
//! that it works wherever colours do. At the end no row is left.

use super::log::{Log, who};
use super::{Options, table};
use crate::reporter::Reporter;
use crate::sentence::{plain, progress};
use crate::span;
use foghorn_deploy::event::{Event, EventKind, Progress};
use foghorn_deploy::foreign::Sentence;
use std::io::{self, Write};

/// Rows that are shown at once; more services are counted.
const ROWS: usize = 12;

/// Rewrites one line per service in place.
pub struct Live<W> {
    out: W,
    log: Log<Vec<u8>>,
    width: usize,
    rows: Vec<Row>,
    drawn: usize,
    now_ms: u64,
}

/// What is known of a service whose rollout is under way.
struct Row {
    who: String,
    progress: Option<Progress>,
    waiting_for: String,
}

impl<W: Write> Live<W> {
    /// Writes to a terminal. `options.width` is its width in columns.
    pub fn new(out: W, options: Options) -> Self {
        Self {
            out,
            log: Log::new(Vec::new(), options),
            width: options.width.max(20),
            rows: Vec::new(),
            drawn: 0,
            now_ms: 0,
        }
    }

    /// Takes the new width of the terminal, in columns.
    pub fn resize(&mut self, width: usize) {
        self.width = width.max(20);
    }

    fn row(&mut self, event: &Event) -> &mut Row {
        let who = who(event);
        let at = self
            .rows
            .iter()
            .position(|row| row.who == who)
            .unwrap_or_else(|| {
                self.rows.push(Row {
                    who,
                    progress: None,
                    waiting_for: String::new(),
                });
                self.rows.len() - 1
            });
        &mut self.rows[at]
    }

    /// Writes the permanent lines that the log has gathered, then the rows, in one go.
    fn draw(&mut self) -> io::Result<()> {
        let mut screen = Vec::new();
        if self.drawn > 0 {
            // Up to the first row, then erase everything below.
            write!(screen, "\x1b[{}A\r\x1b[J", self.drawn)?;
        }
        screen.append(self.log.out());
        let lines = self.lines();
        for line in &lines {
            writeln!(screen, "{line}")?;
        }
        self.drawn = lines.len();
        self.out.write_all(&screen)?;
        self.out.flush()
    }

    fn lines(&self) -> Vec<String> {
        let cells: Vec<_> = self
            .rows
            .iter()
            .take(ROWS)
            .map(|row| row.cells(self.now_ms, self.log.who()))
            .collect();
        let mut lines = table::lines(&cells);
        if let Some(more) = self.rows.len().checked_sub(ROWS).filter(|more| *more > 0) {
            lines.push(format!("… and {more} more"));
        }
        // A row that wraps would take two lines and break the count.
        lines
            .into_iter()
            .map(|line| clip(&line, self.width - 1))
            .collect()
    }
}

impl Row {
    /// The run's time, the service in the log's column, the counts, and what is missing.
    fn cells(&self, now_ms: u64, who: usize) -> Vec<String> {
        let counts = self
            .progress
            .as_ref()
            .map_or_else(|| "no task seen yet".to_owned(), progress::counts);
        vec![
            span::clock(now_ms),
            format!("{:<who$}", self.who),
            counts,
            self.waiting_for.clone(),
        ]
    }
}

impl<W: Write + Send> Reporter for Live<W> {
    fn name(&self) -> &'static str {
        "the live view"
    }

    fn report(&mut self, event: &Event) -> io::Result<()> {
        self.now_ms = event.at_ms;
        match &event.kind {
            EventKind::Progressed { progress } => {
                let row = self.row(event);
                row.progress = Some(*progress);
                row.waiting_for.clear();
            }
            EventKind::Waited {
                progress,
                waiting_for,
            } => {
                let row = self.row(event);
                row.progress = Some(*progress);
                row.waiting_for = format!("waiting for {}", plain(waiting_for));
            }
            EventKind::DeploymentStarted { .. } | EventKind::DeploymentAdopted { .. } => {
                self.row(event);
                self.log.write(event)?;
            }
            EventKind::ServiceFinished { .. } => {
                let who = who(event);
                self.rows.retain(|row| row.who != who);
                self.log.write(event)?;
            }
            EventKind::RunFinished { .. } => {
                self.rows.clear();
                self.log.write(event)?;
            }
            EventKind::RunStarted { .. }
            | EventKind::DirtyTreeNoticed
            | EventKind::ImageFound { .. }
            | EventKind::BuildStarted { .. }
            | EventKind::BuildOutput { .. }
            | EventKind::ImagePushed { .. }
            | EventKind::ImageTaken { .. }
            | EventKind::Warned { .. }
            | EventKind::StageStarted { .. }
            | EventKind::Planned { .. }
            | EventKind::RevisionRegistered { .. }
            | EventKind::ServiceEventSeen { .. }
            | EventKind::CauseFound { .. }
            | EventKind::AllHealthy { .. }
            | EventKind::PlatformRollbackStarted { .. }
            | EventKind::ObservationFailed { .. }
            | EventKind::StageSkipped { .. }
            | EventKind::StageFinished { .. } => self.log.write(event)?,
        }
        self.draw()
    }

    fn tick(&mut self, at_ms: u64) -> io::Result<()> {
        self.now_ms = self.now_ms.max(at_ms);
        if self.rows.is_empty() {
            Ok(())
        } else {
            self.draw()
        }
    }

    fn notice(&mut self, notice: &Sentence) -> io::Result<()> {
        self.log.notice(notice)?;
        self.draw()
    }

    fn finish(&mut self) -> io::Result<()> {
        self.rows.clear();
        self.draw()
    }
}

fn clip(line: &str, width: usize) -> String {
    if line.chars().count() <= width {
        return line.to_owned();
    }
    let mut clipped: String = line.chars().take(width - 1).collect();
    clipped.push('…');
    clipped
}
