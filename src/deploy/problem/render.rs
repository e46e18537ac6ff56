//! Owns how problems look to a person: header, source line, caret, help.

use std::fmt::Write as _;

use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};

use super::{Problem, Problems, Severity};

impl Problems {
    /// All problems with their source lines, as plain text that fits a CI log.
    pub fn render(&self) -> String {
        let mut text = String::new();
        for problem in self {
            let _ = writeln!(text, "{}\n", problem.render());
        }
        text.truncate(text.trim_end().len());
        text
    }
}

impl Problem {
    /// The problem with its source line, as plain text that fits a CI log.
    pub fn render(&self) -> String {
        let level = match self.severity {
            Severity::Error => Level::ERROR,
            Severity::Warning => Level::WARNING,
        };
        let title = level.primary_title(self.message.as_str());
        let path = self.place.path.to_string();
        let mut origin = Origin::path(self.place.file.as_str());
        let mut group = match &self.place.spot {
            None => Group::with_title(title).element(origin),
            Some(spot) => {
                origin = origin.line(spot.line).char_column(spot.column);
                let mut annotation = AnnotationKind::Primary.span(spot.excerpt.marked.clone());
                if !path.is_empty() {
                    annotation = annotation.label(path.as_str());
                }
                let snippet = Snippet::source(spot.excerpt.text.as_str())
                    .line_start(spot.line)
                    .annotation(annotation);
                Group::with_title(title).element(origin).element(snippet)
            }
        };
        if let Some(help) = &self.help {
            group = group.element(Level::HELP.message(help.as_str()));
        }
        let rendered = Renderer::plain().render(&[group]);
        // The column is that of the file, not of the excerpt, so it comes from `Origin`; the
        // renderer then takes the excerpt for a second file and says so with an empty header.
        let is_second_header = |line: &str| line.trim() == ":::";
        let mut lines = rendered
            .lines()
            .filter(|line| !is_second_header(line))
            .collect::<Vec<_>>();
        lines.dedup_by(|next, line| line.trim() == "|" && next == line);
        lines.join("\n")
    }
}
