//! A builder's output, line by line. It owns bounding it: a builder may print anything.

use tokio::io::{AsyncRead, AsyncReadExt as _};
use tokio::sync::mpsc::Sender;

/// The longest line passed on, in bytes; the rest of it is dropped.
const LONGEST: usize = 4096;

/// What stands where a line was cut.
pub(super) const CUT: &str = "… (cut)";

/// One line of a builder's output. Foreign text: escape it before showing it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Where the builder wrote it.
    pub stream: Stream,
    /// The line, without its end; bytes that are not UTF-8 are replaced.
    pub text: String,
}

/// An output stream of a child process.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stream {
    /// Standard output.
    Stdout,
    /// Standard error.
    Stderr,
}

/// Cuts bytes into lines, at `\n` and at the `\r` of progress displays. Empty lines are dropped.
#[derive(Default)]
struct Cutter {
    line: Vec<u8>,
    cut: bool,
}

impl Cutter {
    fn take(&mut self, bytes: &[u8], mut each: impl FnMut(String)) {
        for byte in bytes {
            match byte {
                b'\n' | b'\r' => self.end(&mut each),
                _ if self.line.len() < LONGEST => self.line.push(*byte),
                _ => self.cut = true,
            }
        }
    }

    fn end(&mut self, each: &mut impl FnMut(String)) {
        if !self.line.is_empty() {
            if self.cut {
                self.line.truncate(whole_words(&self.line));
            }
            let mut text = String::from_utf8_lossy(&self.line).into_owned();
            if self.cut {
                // Half a character is none of the builder's.
                text.truncate(text.trim_end_matches('\u{fffd}').len());
                text.push_str(CUT);
            }
            each(text);
        }
        self.line.clear();
        self.cut = false;
    }
}

/// Returns how much of a line that was cut is whole words. The first half of a token would not be
/// known for one, and shown. A line without spaces, such as base64, stays as long as it is.
fn whole_words(line: &[u8]) -> usize {
    let space = line.iter().rposition(u8::is_ascii_whitespace);
    space.map_or(line.len(), |space| space + 1)
}

/// Returns what is there of a line that was cut.
pub(super) fn before_cut(text: &str) -> Option<&str> {
    text.strip_suffix(CUT)
}

/// Reads a stream to its end and passes its lines on.
pub(super) async fn read(mut from: impl AsyncRead + Unpin, stream: Stream, to: Sender<Line>) {
    let mut cutter = Cutter::default();
    let mut piece = [0; 8192];
    loop {
        let mut lines = Vec::new();
        let count = from.read(&mut piece).await.unwrap_or(0);
        cutter.take(&piece[..count], |text| lines.push(text));
        if count == 0 {
            cutter.end(&mut |text| lines.push(text));
        }
        for text in lines {
            if to.send(Line { stream, text }).await.is_err() {
                return;
            }
        }
        if count == 0 {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Cutter, LONGEST};

    #[test]
    fn lines_are_cut_and_bounded() {
        let mut cutter = Cutter::default();
        let mut lines = Vec::new();
        for piece in [&b"one\r\ntw"[..], b"o\n\n 10%\r 20%\rbad \xff\n"] {
            cutter.take(piece, |line| lines.push(line));
        }
        cutter.take(&vec![b'x'; 3 * LONGEST], |line| lines.push(line));
        cutter.take(b"\nlast", |line| lines.push(line));
        cutter.end(&mut |line| lines.push(line));
        let long = format!("{}… (cut)", "x".repeat(LONGEST));
        assert_eq!(
            lines,
            ["one", "two", " 10%", " 20%", "bad \u{fffd}", &long, "last"]
        );
    }

    #[test]
    fn half_a_word_and_half_a_character_are_dropped() {
        let words = "see ".repeat(LONGEST / 4 - 1);
        let wide = "ü".repeat(LONGEST);
        for (printed, shown) in [
            (format!("{words}1234567"), format!("{words}… (cut)")),
            (
                format!("x{wide}"),
                format!("x{}… (cut)", "ü".repeat(LONGEST / 2 - 1)),
            ),
        ] {
            let mut cutter = Cutter::default();
            cutter.take(printed.as_bytes(), |_| {
                unreachable!("the line has no end yet")
            });
            let mut lines = Vec::new();
            cutter.end(&mut |line| lines.push(line));
            assert_eq!(lines, [shown]);
        }
    }
}
