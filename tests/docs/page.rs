//! A page of Markdown: the parts of it that can be checked, and how they are rewritten.

use std::ops::Range;
use std::path::{Path, PathBuf};

/// What a part is.
pub(super) enum What {
    /// A fenced block, by its language.
    Fence(String),
    /// A table that is made from what the program knows, by its name.
    Table(String),
}

/// A part of a page.
pub(super) struct Part {
    pub(super) what: What,
    /// The comment on the line before it.
    pub(super) note: Option<String>,
    lines: Range<usize>,
}

/// A page.
pub(super) struct Page {
    pub(super) name: String,
    lines: Vec<String>,
}

/// The directory of the project.
pub(super) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

impl Page {
    /// Reads a page, by its path from the root.
    pub(super) fn read(name: &str) -> Self {
        let text = std::fs::read_to_string(root().join(name))
            .unwrap_or_else(|error| panic!("{name}: {error}"));
        Self {
            name: name.to_owned(),
            lines: text.lines().map(str::to_owned).collect(),
        }
    }

    /// The whole text.
    pub(super) fn all(&self) -> String {
        self.lines.join("\n")
    }

    /// The directory that its links start from.
    pub(super) fn directory(&self) -> PathBuf {
        root().join(&self.name).parent().unwrap().to_owned()
    }

    /// Returns the parts, in their order.
    pub(super) fn parts(&self) -> Vec<Part> {
        let mut parts = Vec::new();
        let mut at = 0;
        while at < self.lines.len() {
            let note = at.checked_sub(1).and_then(|before| self.note(before));
            let part = if let Some(language) = self.lines[at].strip_prefix("```") {
                let end = self.next(at + 1, |line| line == "```");
                Some(Part {
                    what: What::Fence(language.to_owned()),
                    note,
                    lines: at + 1..end,
                })
            } else {
                note.and_then(|note| note.strip_prefix("table: ").map(str::to_owned))
                    .map(|name| Part {
                        what: What::Table(name),
                        note: None,
                        lines: at..self.next(at, str::is_empty),
                    })
            };
            at = part.as_ref().map_or(at, |part| part.lines.end) + 1;
            parts.extend(part);
        }
        parts
    }

    /// The lines of a part.
    pub(super) fn text(&self, part: &Part) -> Vec<String> {
        self.lines[part.lines.clone()].to_vec()
    }

    /// Where a part is, for a message.
    pub(super) fn place(&self, part: &Part) -> String {
        format!("{}:{}", self.name, part.lines.start + 1)
    }

    /// Replaces parts and writes the page.
    pub(super) fn rewrite(&mut self, mut parts: Vec<(Part, Vec<String>)>) {
        parts.sort_by_key(|(part, _)| std::cmp::Reverse(part.lines.start));
        for (part, lines) in parts {
            self.lines.splice(part.lines, lines);
        }
        std::fs::write(root().join(&self.name), self.all() + "\n").unwrap();
    }

    fn note(&self, line: usize) -> Option<String> {
        let inner = self.lines[line].strip_prefix("<!--")?.strip_suffix("-->")?;
        Some(inner.trim().to_owned())
    }

    /// The first line from `from` on that is as wanted, or the end.
    fn next(&self, from: usize, wanted: impl Fn(&str) -> bool) -> usize {
        (from..self.lines.len())
            .find(|at| wanted(&self.lines[*at]))
            .unwrap_or(self.lines.len())
    }
}
