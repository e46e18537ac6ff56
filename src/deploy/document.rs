//! Owns `Document`: a YAML or JSON file as a tree that remembers where everything was written.
//!
//! The only module that knows a YAML parser. It does not know what the documents mean.

mod json;
pub mod node;
pub mod path;
pub(crate) mod sensitive;
pub mod source;
mod yaml;

use std::ops::Range;

pub use node::{Content, Entry, Node};
pub use path::{Path, Step};
pub use source::Source;

use crate::problem::{Place, Problem, Problems};

/// The most values a document may have, aliases expanded. A task definition is at most 64 KiB.
const MAX_NODES: usize = 20_000;

/// How deep lists and mappings may be nested. Task definitions need six.
const MAX_DEPTH: usize = 64;

/// A parsed file. Values that may not be shown are marked in the tree and masked in the source.
#[derive(Debug, Clone)]
pub struct Document {
    /// The text and its name.
    pub source: Source,
    /// The tree.
    pub root: Node,
}

/// Why a text could not be parsed, and where.
struct Failure {
    span: Range<usize>,
    message: String,
    help: Option<String>,
}

impl Document {
    /// Parses JSON (a name that ends in `.json`, or a text that is JSON) or YAML.
    ///
    /// The problems are syntax errors and duplicated keys. After duplicated keys there still is a
    /// document, so that the rest of it can be checked.
    pub fn parse(name: &str, text: &str) -> (Option<Self>, Problems) {
        let mut source = Source::new(name, text);
        let (root, failures) = tree(&source);
        if let Some(mut root) = root {
            sensitive::seal(&mut root);
            source.mask(sealed_spans(&source, &root), failures.is_empty());
            let problems = problems(&source, failures);
            return (Some(Self { source, root }), problems);
        }
        let problems = problems(&source, failures);
        (None, problems)
    }

    /// The place of a range of bytes in this document.
    pub fn place(&self, span: &Range<usize>, path: &Path) -> Place {
        Place::at(&self.source, span, path)
    }

    /// The entry at a path of keys, and nothing if the path is the root or leads through a list.
    pub fn entry(&self, keys: &[&str]) -> Option<&Entry> {
        let (last, above) = keys.split_last()?;
        above
            .iter()
            .try_fold(&self.root, |node, key| node.get(key))?
            .entry(last)
    }
}

fn tree(source: &Source) -> (Option<Node>, Vec<Failure>) {
    let is_json = |name: &str| {
        name.rsplit('.')
            .next()
            .is_some_and(|end| end.eq_ignore_ascii_case("json"))
    };
    if source.text().trim().is_empty() {
        return (None, vec![Failure::new(0..0, "the file is empty")]);
    }
    if is_json(source.name()) {
        return json::parse(source.text());
    }
    if source.text().trim_start().starts_with(['{', '[']) {
        // YAML's flow style looks like JSON; only JSON may be indented with tabs.
        if let (Some(root), failures) = json::parse(source.text()) {
            return (Some(root), failures);
        }
    }
    yaml::parse(source)
}

impl Failure {
    fn new(span: Range<usize>, message: impl Into<String>) -> Self {
        Self {
            span,
            message: message.into(),
            help: None,
        }
    }

    fn help(self, help: impl Into<String>) -> Self {
        Self {
            help: Some(help.into()),
            ..self
        }
    }
}

fn problems(source: &Source, failures: Vec<Failure>) -> Problems {
    let mut problems = Problems::new();
    for Failure {
        span,
        message,
        help,
    } in failures
    {
        let place = if source.text().trim().is_empty() {
            Place::file(source.name())
        } else {
            Place::at(source, &span, &Path::root())
        };
        let mut problem = Problem::error(place, message);
        problem.help = help;
        problems.push(problem);
    }
    problems
}

fn sealed_spans(source: &Source, node: &Node) -> Vec<Range<usize>> {
    match &node.content {
        Content::List(items) => items
            .iter()
            .flat_map(|item| sealed_spans(source, item))
            .collect(),
        Content::Mapping(entries) => entries
            .iter()
            .flat_map(|entry| {
                let mut spans = sealed_spans(source, &entry.value);
                spans.extend(anchor(source, entry).filter(|_| entry.value.sealed));
                spans
            })
            .collect(),
        Content::Null | Content::Boolean(..) | Content::Number(..) | Content::String(_) => {
            if node.sealed {
                vec![node.span.clone(), node.defined.clone()]
            } else {
                Vec::new()
            }
        }
    }
}

/// What stands between a key and its value, such as an anchor: a password that begins with `&` and
/// is not quoted is one, for YAML.
fn anchor(source: &Source, entry: &Entry) -> Option<Range<usize>> {
    let between = entry.key_span.end..entry.value.span.start;
    let text = source.slice(&between);
    let anchor = text.trim_start_matches([':', '"', '\'', ' ']);
    let start = between.end - anchor.len();
    (!anchor.trim().is_empty()).then_some(start..between.end)
}

fn duplicate(span: Range<usize>, key: &str) -> Failure {
    Failure::new(span, format!("the key `{key}` is given twice")).help("keep one of the two")
}

#[cfg(test)]
mod tests;
