//! The live view: permanent lines as in the log, and below them one line per service, rewritten in place.
//!
//! Owns the bottom of the screen. Uses two sequences only, cursor up and erase below, so that it
//! works wherever colours do. At the end nothing of it is left.

mod board;
mod row;

use super::Options;
use super::log::{Log, who};
use crate::columns;
use crate::reporter::Reporter;
use board::Board;
use foghorn_deploy::event::{Event, EventKind};
use foghorn_deploy::foreign::Sentence;
use std::io::{self, Write};

/// Least columns that the view works with: it rather wraps than says nothing.
const NARROWEST: usize = 20;

/// Size of a terminal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Screen {
    /// Characters in a line.
    pub columns: usize,
    /// Lines.
    pub rows: usize,
}

/// Rewrites one line per service in place.
pub struct Live<W> {
    out: W,
    log: Log<Vec<u8>>,
    screen: Box<dyn FnMut() -> Screen + Send>,
    board: Board,
    /// The lines at the bottom, as they were written last.
    drawn: Vec<String>,
    now_ms: u64,
}

impl<W: Write> Live<W> {
    /// Writes to a terminal. `screen` is asked for its size before each change, since people
    /// resize their windows.
    pub fn new(out: W, options: Options, screen: impl FnMut() -> Screen + Send + 'static) -> Self {
        Self {
            out,
            log: Log::new(Vec::new(), options),
            screen: Box::new(screen),
            board: Board::default(),
            drawn: Vec::new(),
            now_ms: 0,
        }
    }

    /// Writes the permanent lines that the log has gathered, then the board, in one go.
    fn draw(&mut self) -> io::Result<()> {
        let screen = (self.screen)();
        let columns = screen.columns.max(NARROWEST);
        // One column stays free: some terminals wrap as soon as the last one is taken.
        let lines: Vec<String> = self
            .board
            .lines(self.now_ms, self.log.who(), columns, room(screen.rows))
            .into_iter()
            .map(|line| (line.look, columns::cut(&line.text, columns - 1)))
            .map(|(look, text)| look.paint(self.log.palette(), &text))
            .collect();
        if self.log.out().is_empty() && lines == self.drawn {
            return Ok(());
        }
        let mut text = Vec::new();
        let up = self.height(columns);
        if up > 0 {
            // Up to the first line of the board, then erase everything below.
            write!(text, "\x1b[{up}A\r\x1b[J")?;
        }
        text.append(self.log.out());
        for line in &lines {
            writeln!(text, "{line}")?;
        }
        self.drawn = lines;
        self.out.write_all(&text)?;
        self.out.flush()
    }

    /// Returns how many lines of the terminal the board takes now. A terminal that was made
    /// narrower has broken its lines anew.
    fn height(&self, columns: usize) -> usize {
        self.drawn
            .iter()
            .map(|line| {
                columns::width(&without_style(line))
                    .div_ceil(columns)
                    .max(1)
            })
            .sum()
    }
}

/// Lines of the board on a screen of this height: a third is left for what happened last.
fn room(rows: usize) -> usize {
    (rows.saturating_mul(2) / 3).max(1)
}

/// Drops the styles of the palette, which begin with `ESC [` and end with `m`.
fn without_style(line: &str) -> String {
    let mut pieces = line.split("\x1b[");
    let first = pieces.next().unwrap_or_default().to_owned();
    pieces.fold(first, |text, piece| {
        text + piece.split_once('m').map_or(piece, |(_, rest)| rest)
    })
}

impl<W: Write + Send> Reporter for Live<W> {
    fn name(&self) -> &'static str {
        "the live view"
    }

    fn report(&mut self, event: &Event) -> io::Result<()> {
        self.now_ms = event.at_ms;
        self.board.take(&who(event), event);
        // The board shows the counts; everything else is to stay on the screen.
        if !matches!(
            event.kind,
            EventKind::Progressed { .. } | EventKind::Waited { .. }
        ) {
            self.log.write(event)?;
        }
        self.draw()
    }

    fn tick(&mut self, at_ms: u64) -> io::Result<()> {
        self.now_ms = self.now_ms.max(at_ms);
        self.draw()
    }

    fn notice(&mut self, notice: &Sentence) -> io::Result<()> {
        self.log.notice(notice)?;
        self.draw()
    }

    fn finish(&mut self) -> io::Result<()> {
        self.board = Board::default();
        self.log.finish()?;
        self.draw()
    }
}
