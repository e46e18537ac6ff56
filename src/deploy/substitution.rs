//! Owns `${...}`: which sources there are, how a text with them is read, and what it becomes.
//!
//! Only parsed scalars are substituted, never the text of a file, so that a value can never
//! change a document's structure. What a stage's values and the environment brought in is sealed.

mod sources;
mod template;

pub use sources::{Git, Sources};
pub use template::{Reference, Template};

use crate::document::{Content, Document, Node, Path, Source};
use crate::problem::Problems;

/// Replaces every `${...}` in the strings of a document. What came from a sealed source is
/// marked as sealed; what could not be replaced is a problem at its position.
pub fn substitute(document: &mut Document, sources: &Sources) -> Problems {
    let mut problems = Problems::new();
    let Document { source, root } = document;
    walk(source, root, &Path::root(), sources, &mut problems);
    problems
}

fn walk(source: &Source, node: &mut Node, path: &Path, sources: &Sources, problems: &mut Problems) {
    match &mut node.content {
        Content::List(items) => {
            for (index, item) in items.iter_mut().enumerate() {
                walk(source, item, &path.index(index), sources, problems);
            }
        }
        Content::Mapping(entries) => {
            for entry in entries {
                walk(
                    source,
                    &mut entry.value,
                    &path.key(&entry.key),
                    sources,
                    problems,
                );
            }
        }
        Content::String(text) if text.contains("${") => {
            let rendered =
                Template::parse(source, node, path).and_then(|template| template.render(sources));
            match rendered {
                Ok(text) => {
                    node.sealed |= text.is_sealed();
                    node.content = Content::String(text.expose().to_owned());
                }
                Err(found) => problems.extend(found),
            }
        }
        Content::String(_) | Content::Null | Content::Boolean(..) | Content::Number(..) => {}
    }
}

#[cfg(test)]
mod tests;
