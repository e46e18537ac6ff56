//! A terminal in memory: what a person sees of the live view, and what has scrolled away.

use super::{Paper, hostile, plain, stories};
use crate::columns;
use crate::reporter::Reporter;
use crate::terminal::{Live, Screen};
use foghorn_deploy::event::{Event, EventKind};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

/// What was written to a terminal of some columns; lines that are too long are wrapped.
struct Terminal {
    columns: usize,
    /// All lines, those that have scrolled away, too. The cursor is on the last one or above.
    lines: Vec<String>,
    cursor: usize,
    /// Columns that are taken in the line of the cursor.
    filled: usize,
}

impl Terminal {
    fn new(columns: usize) -> Self {
        Self {
            columns,
            lines: vec![String::new()],
            cursor: 0,
            filled: 0,
        }
    }

    /// Carries out what the live view may send: text, line feeds, cursor up, erase below.
    fn write(&mut self, text: &str) {
        let mut rest = text;
        while let Some(c) = rest.chars().next() {
            rest = &rest[c.len_utf8()..];
            match c {
                '\n' => self.down(),
                '\r' => {}
                '\x1b' => {
                    let end = rest.find(|c: char| c.is_ascii_alphabetic()).unwrap();
                    let number = rest[1..end].parse().unwrap_or(1);
                    match &rest[end..=end] {
                        "A" => self.cursor = self.cursor.saturating_sub(number),
                        "J" => {
                            self.lines.truncate(self.cursor);
                            self.lines.push(String::new());
                        }
                        other => panic!("unexpected sequence {other}"),
                    }
                    rest = &rest[end + 1..];
                }
                c => {
                    let mut bytes = [0; 4];
                    self.filled += columns::width(c.encode_utf8(&mut bytes));
                    if self.filled > self.columns {
                        self.down();
                        self.filled = columns::width(c.encode_utf8(&mut bytes));
                    }
                    self.lines[self.cursor].push(c);
                }
            }
        }
    }

    fn down(&mut self) {
        self.cursor += 1;
        self.filled = 0;
        if self.cursor == self.lines.len() {
            self.lines.push(String::new());
        }
    }
}

/// Plays events to a live view of this size. Returns the terminal at the end, and the lines below
/// the last permanent one after each event.
fn play(events: &[Event], screen: Screen) -> (Terminal, Vec<Vec<String>>) {
    let paper = Paper::default();
    let mut live = Live::new(paper.clone(), plain(), move || screen);
    let mut terminal = Terminal::new(screen.columns);
    let mut boards = Vec::new();
    for event in events {
        live.report(event).unwrap();
        live.tick(event.at_ms + 1000).unwrap();
        let text = std::mem::take(&mut *paper.0.lock().unwrap());
        terminal.write(&String::from_utf8(text).unwrap());
        boards.push(board(&terminal));
    }
    live.finish().unwrap();
    let text = std::mem::take(&mut *paper.0.lock().unwrap());
    terminal.write(&String::from_utf8(text).unwrap());
    (terminal, boards)
}

/// The lines of the board: its ages and its last line stand where the log has a clock.
fn board(terminal: &Terminal) -> Vec<String> {
    let is_board =
        |line: &&String| line.starts_with('+') || line.starts_with("       ") || line.is_empty();
    let mut lines: Vec<String> = terminal
        .lines
        .iter()
        .rev()
        .take_while(is_board)
        .cloned()
        .collect();
    lines.reverse();
    lines
}

const USUAL: Screen = Screen {
    columns: 80,
    rows: 24,
};

#[test]
fn sixty_services_fit_on_a_small_screen() {
    let events = stories::many(60);
    let (terminal, boards) = play(&events, USUAL);
    for (event, board) in events.iter().zip(&boards) {
        assert!(board.len() < USUAL.rows, "{event:?}\n{board:#?}");
        let at_all = board.iter().any(|line| line.starts_with('+'));
        let going_back = matches!(event.kind, EventKind::PlatformRollbackStarted { .. });
        let named = event.service.as_deref().unwrap_or_default();
        let visible = board
            .iter()
            .any(|line| line.contains(named) && line.contains("going back"));
        assert!(!going_back || visible, "{board:#?}");
        assert!(at_all || !matches!(event.kind, EventKind::Progressed { .. }));
    }
    insta::assert_snapshot!("sixty_services_early", boards[60 + 60 * 2 + 30].join("\n"));
    insta::assert_snapshot!("sixty_services_late", boards[boards.len() - 60].join("\n"));
    for number in 1..=60 {
        let ended = |line: &&String| {
            line.contains(&format!("dev/service-{number:02} "))
                && (line.contains(": deployed: ")
                    || line.contains("  deployed: ")
                    || line.contains("rolled back by"))
        };
        assert_eq!(terminal.lines.iter().filter(ended).count(), 1, "{number}");
    }
    assert!(!terminal.lines.iter().any(|line| line.starts_with('+')));
}

#[test]
fn few_services_have_a_line_each() {
    for services in [2, 12] {
        let (_, boards) = play(&stories::many(services), USUAL);
        let most = boards
            .iter()
            .map(|board| board.iter().filter(|line| line.starts_with('+')).count());
        assert_eq!(most.max(), Some(services));
    }
}

/// Whatever the size, the board takes as many lines as the view believes: nothing of the log is
/// erased, and nothing of the board stays.
#[test]
fn no_size_breaks_the_log() {
    for (columns, rows) in [(80, 24), (40, 10), (20, 3), (20, 1), (500, 200)] {
        for events in [
            stories::many(12),
            stories::two_stages(),
            stories::a_hook_that_waits(),
            hostile::events(),
        ] {
            let (terminal, _) = play(&events, Screen { columns, rows });
            let mut expected = Terminal::new(columns);
            let quiet = |event: &&Event| {
                !matches!(
                    event.kind,
                    EventKind::Progressed { .. } | EventKind::Waited { .. }
                )
            };
            let permanent: Vec<Event> = events.iter().filter(quiet).cloned().collect();
            expected.write(&super::log(&permanent));
            assert_eq!(terminal.lines, expected.lines, "{columns}x{rows}");
        }
    }
}

/// A terminal that was made narrower has wrapped the board, and the view goes up that much further.
#[test]
fn a_narrower_terminal_has_more_lines() {
    let columns = Arc::new(AtomicUsize::new(80));
    let shared = Arc::clone(&columns);
    let paper = Paper(Arc::new(Mutex::new(Vec::new())));
    let screen = move || Screen {
        columns: shared.load(Ordering::Relaxed),
        rows: 24,
    };
    let mut live = Live::new(paper.clone(), plain(), screen);
    for event in stories::a_hook_that_waits().iter().take(8) {
        live.report(event).unwrap();
    }
    paper.0.lock().unwrap().clear();
    columns.store(30, Ordering::Relaxed);
    live.tick(100_000).unwrap();
    let text = String::from_utf8(paper.0.lock().unwrap().clone()).unwrap();
    assert!(text.starts_with("\x1b[3A\r\x1b[J"), "{text:?}");
    assert_eq!(text.lines().count(), 1, "{text:?}");
}
