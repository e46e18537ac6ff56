//! Owns the way from the configuration as typed to the configuration as meant: everything that
//! depends on more than one key, and the defaults. It goes on after a problem.

mod image;
mod service;
mod stage;

use std::collections::BTreeMap;
use std::time::Duration;

use super::{Config, pattern, raw, schema};
use crate::document::{Document, Node, Path};
use crate::problem::{Place, Problem, Problems, Severity, nearest};
use crate::schema_table::{self, Rules};
use crate::substitution::{Reference, Template};

/// Reads the text of a configuration.
pub(super) fn config(file: &str, text: &str) -> Result<Config, Problems> {
    let (document, problems) = Document::parse(file, text);
    let Some(mut document) = document else {
        return Err(problems);
    };
    let mut reader = Reader {
        written: document.clone(),
        problems,
        environment: Vec::new(),
    };
    let rules = Rules {
        allow_unknown_fields: &[],
        unknown_value: Severity::Error,
    };
    reader
        .problems
        .extend(schema_table::check(&mut document, &schema::table(), rules));
    let Ok(raw) = serde_json::from_value::<raw::Configuration>(document.root.to_json()) else {
        // What does not fit the types was removed by the check, so this is a defect of ours.
        let place = Place::file(file);
        reader
            .problems
            .push(Problem::error(place, "the configuration cannot be read"));
        return Err(reader.problems);
    };
    let config = reader.config(&raw);
    if reader.problems.has_errors() {
        Err(reader.problems.sorted())
    } else {
        Ok(config)
    }
}

/// Reads keys by their path, and collects what is wrong.
struct Reader {
    /// The document as it was written, with what does not fit the types.
    written: Document,
    problems: Problems,
    /// The names that `${env.NAME}` may use.
    environment: Vec<String>,
}

impl Reader {
    fn config(&mut self, raw: &raw::Configuration) -> Config {
        self.environment = raw.environment.clone().unwrap_or_default();
        self.list_matches(&["environment"], pattern::VARIABLE);
        let services = self.services(raw);
        let images = self.images(raw);
        let stages = self.stages(raw, &services, &images);
        Config {
            images,
            environment: self.environment.clone(),
            stages,
        }
    }

    /// The keys of a mapping as written, in order, without those that did not fit the types.
    fn names<'m, V>(
        &self,
        at: &[&str],
        mapping: Option<&'m BTreeMap<String, V>>,
    ) -> Vec<(String, &'m V)> {
        let (Some(mapping), Some(entry)) = (mapping, self.written.entry(at)) else {
            return Vec::new();
        };
        let entries = entry.value.entries().iter();
        entries
            .filter_map(|entry| Some((entry.key.clone(), mapping.get(&entry.key)?)))
            .collect()
    }

    /// Whether a key was written at all, even if its value did not fit.
    fn is_written(&self, at: &[&str]) -> bool {
        self.written.entry(at).is_some()
    }

    /// The place of a key's value, or that of the nearest key above.
    fn place(&self, at: &[&str]) -> Place {
        let path = at.iter().fold(Path::root(), |path, key| path.key(key));
        for length in (1..=at.len()).rev() {
            if let Some(entry) = self.written.entry(&at[..length]) {
                let nested = !entry.value.entries().is_empty() || !entry.value.items().is_empty();
                let span = if length < at.len() || nested {
                    &entry.key_span
                } else {
                    &entry.value.span
                };
                return self.written.place(span, &path);
            }
        }
        self.written.place(&(0..0), &path)
    }

    /// The place of a key itself.
    fn key_place(&self, at: &[&str]) -> Place {
        let path = at.iter().fold(Path::root(), |path, key| path.key(key));
        match self.written.entry(at) {
            Some(entry) => self.written.place(&entry.key_span, &path),
            None => self.place(at),
        }
    }

    fn problem(&mut self, place: Place, message: impl Into<String>, help: impl Into<String>) {
        self.problems
            .push(Problem::error(place, message).help(help));
    }

    /// Checks the form of a text that is there.
    fn matches(&mut self, at: &[&str], pattern: &str) {
        let Some(node) = self.written.entry(at).map(|entry| &entry.value) else {
            return;
        };
        let place = self.place(at);
        self.node_matches(&node.clone(), pattern, place);
    }

    /// Checks the form of every text in a list.
    fn list_matches(&mut self, at: &[&str], pattern: &str) {
        let Some(entry) = self.written.entry(at) else {
            return;
        };
        for (index, node) in entry.value.items().to_vec().iter().enumerate() {
            let path = at
                .iter()
                .fold(Path::root(), |path, key| path.key(key))
                .index(index);
            let place = self.written.place(&node.span, &path);
            self.node_matches(node, pattern, place);
        }
    }

    fn node_matches(&mut self, node: &Node, pattern: &str, place: Place) {
        use crate::document::Content;
        let text = match &node.content {
            Content::String(text) | Content::Number(_, text) | Content::Boolean(_, text) => text,
            Content::Null | Content::List(_) | Content::Mapping(_) => return,
        };
        if let Some(expected) = pattern::expected(pattern, text) {
            let message = format!("expected {expected}, found {}", node.description());
            self.problems.push(Problem::error(place, message));
        }
    }

    /// Checks the form of a key.
    fn key_matches(&mut self, at: &[&str], pattern: &str) {
        let name = at.last().copied().unwrap_or_default();
        if let Some(expected) = pattern::expected(pattern, name) {
            let place = self.key_place(at);
            self.problems.push(Problem::error(
                place,
                format!("expected {expected}, found `{name}`"),
            ));
        }
    }

    /// A required key of a mapping: a problem if it is not there, and is not misspelled either,
    /// which is a problem of its own.
    fn required(&mut self, at: &[&str], help: &str) {
        let Some((name, above)) = at.split_last() else {
            return;
        };
        let mapping = self
            .written
            .entry(above)
            .map_or(&self.written.root, |entry| &entry.value);
        if mapping
            .entries()
            .iter()
            .any(|entry| nearest(&entry.key, [*name]).is_some())
        {
            return;
        }
        let place = if above.is_empty() {
            Place::file(self.written.source.name())
        } else {
            self.key_place(above)
        };
        self.problem(place, format!("`{name}` is missing"), help);
    }

    fn duration(&mut self, at: &[&str], text: Option<&String>) -> Option<Duration> {
        let text = text?;
        match pattern::duration(text) {
            Ok(duration) => Some(duration),
            Err(help) => {
                let place = self.place(at);
                self.problem(place, format!("`{text}` is not a duration"), help);
                None
            }
        }
    }

    /// The texts of a mapping, read as templates.
    fn templates(&mut self, at: &[&str]) -> BTreeMap<String, Template> {
        let Some(entry) = self.written.entry(at) else {
            return BTreeMap::new();
        };
        let path = at.iter().fold(Path::root(), |path, key| path.key(key));
        let mut templates = BTreeMap::new();
        for entry in entry.value.entries().to_vec() {
            let template = self.template(&entry.value, &path.key(&entry.key));
            templates.extend(template.map(|template| (entry.key, template)));
        }
        templates
    }

    /// The texts of a list, read as templates.
    fn template_list(&mut self, at: &[&str]) -> Vec<Template> {
        let Some(entry) = self.written.entry(at) else {
            return Vec::new();
        };
        let path = at.iter().fold(Path::root(), |path, key| path.key(key));
        let items = entry.value.items().to_vec();
        let items = items.iter().enumerate();
        items
            .filter_map(|(index, node)| self.template(node, &path.index(index)))
            .collect()
    }

    /// A text as template. In the configuration only git and the environment can be used.
    fn template(&mut self, node: &Node, path: &Path) -> Option<Template> {
        let node = text_node(node)?;
        let template = match Template::parse(&self.written.source, &node, path) {
            Ok(template) => template,
            Err(problems) => {
                self.problems.extend(problems);
                return None;
            }
        };
        for (reference, place) in template.references() {
            let problem = match reference {
                Reference::GitSha | Reference::GitShortSha | Reference::GitRef => continue,
                Reference::Environment(name) if self.environment.contains(name) => continue,
                Reference::Environment(name) => {
                    let message = format!(
                        "the environment variable `{name}` is not listed under `environment:`"
                    );
                    let problem = Problem::error(place.clone(), message).help(format!(
                        "add `environment: [{name}]` at the top of the file"
                    ));
                    problem.did_you_mean(name, self.environment.iter().map(String::as_str))
                }
                Reference::Value(_)
                | Reference::Image(_)
                | Reference::Stage
                | Reference::Account
                | Reference::Region
                | Reference::Cluster
                | Reference::Service => {
                    let message = format!("`${{{reference}}}` cannot be used in the configuration");
                    let help = "use `${env.NAME}`, `${git.sha}`, `${git.short-sha}` or `${git.ref}` here; \
                                the others are for the task definition";
                    Problem::error(place.clone(), message).help(help)
                }
            };
            self.problems.push(problem);
        }
        Some(template)
    }
}

/// A scalar as a string, as it was written; nothing for what is no scalar.
fn text_node(node: &Node) -> Option<Node> {
    use crate::document::Content;
    let text = match &node.content {
        Content::String(text) | Content::Number(_, text) | Content::Boolean(_, text) => {
            text.clone()
        }
        Content::Null | Content::List(_) | Content::Mapping(_) => return None,
    };
    Some(Node {
        content: Content::String(text),
        ..node.clone()
    })
}
