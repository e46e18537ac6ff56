//! Owns how problems look to a person: header, source line, caret, help.

use std::fmt::Write as _;

use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};

use super::{Place, Problem, Problems, Severity};

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
        Screen {
            level,
            message: &self.message,
            place: Some(&self.place),
            notes: &[],
            help: self.help.as_deref(),
        }
        .render()
    }
}

/// Something that is said of a place in a file, or of none.
pub(crate) struct Screen<'t> {
    /// How it begins.
    pub(crate) level: Level<'t>,
    pub(crate) message: &'t str,
    pub(crate) place: Option<&'t Place>,
    /// What else there is to know.
    pub(crate) notes: &'t [String],
    /// What to do about it.
    pub(crate) help: Option<&'t str>,
}

impl Screen<'_> {
    /// Plain text that fits a CI log.
    pub(crate) fn render(self) -> String {
        let path = self.place.map(|place| place.path.to_string());
        let mut group = Group::with_title(self.level.primary_title(self.message));
        if let Some(place) = self.place {
            let mut origin = Origin::path(place.file.as_str());
            if let Some(spot) = &place.spot {
                origin = origin.line(spot.line).char_column(spot.column);
                let mut annotation = AnnotationKind::Primary.span(spot.excerpt.marked.clone());
                if let Some(path) = path.as_deref().filter(|path| !path.is_empty()) {
                    annotation = annotation.label(path);
                }
                let snippet = Snippet::source(spot.excerpt.text.as_str())
                    .line_start(spot.line)
                    .annotation(annotation);
                group = group.element(origin).element(snippet);
            } else {
                group = group.element(origin);
            }
        }
        for note in self.notes {
            group = group.element(Level::NOTE.message(note.as_str()));
        }
        if let Some(help) = self.help {
            group = group.element(Level::HELP.message(help));
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
