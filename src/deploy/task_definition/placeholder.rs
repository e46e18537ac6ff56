//! Owns how the placeholders of other tools are told from what was really meant.
//!
//! It fills in none of them. A `$` in a command is the shell's: who asks must know whether the
//! field is one where that can be.

use std::collections::BTreeSet;

use crate::document::{Content, Document, Node, Path};

/// What stands around the name of a placeholder.
const AROUND: [(&str, &str); 6] = [
    // foghorn, envsubst, Terraform, GitHub Actions (`${{ … }}`).
    ("${", "}"),
    // Jinja, Helm, Go templates, mustache.
    ("{{", "}}"),
    // ERB, EJS.
    ("<%", "%>"),
    // Octopus and Azure DevOps.
    ("#{", "}"),
    // AWS's own samples and CodePipeline: `<IMAGE1_NAME>`.
    ("<", ">"),
    // Windows.
    ("%", "%"),
];

/// Returns whether something in a text stands for what is to be put in its place.
///
/// ```
/// use foghorn_deploy::task_definition::placeholder::is_in;
/// assert!(is_in("<IMAGE1_NAME>") && is_in("repo:{{ tag }}") && is_in("$IMAGE"));
/// assert!(!is_in("nginx:1.27") && !is_in("a < b > c") && !is_in("100%"));
/// ```
pub fn is_in(text: &str) -> bool {
    AROUND.iter().any(|(open, close)| {
        text.match_indices(open).any(|(at, _)| {
            let rest = &text[at + open.len()..];
            rest.find(close)
                .is_some_and(|end| is_name(&rest[..end], open.len() > 1))
        })
    }) || text
        .match_indices('$')
        .any(|(at, _)| text[at + 1..].starts_with(|c: char| c.is_ascii_uppercase() || c == '_'))
}

/// Between two characters almost anything is code of a template, between single ones only a name
/// is.
fn is_name(inside: &str, code: bool) -> bool {
    let word = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    !inside.is_empty() && (code || inside.chars().all(word))
}

/// The paths of all values with a placeholder in them.
pub(super) fn paths(document: &Document) -> BTreeSet<Path> {
    let mut found = BTreeSet::new();
    collect(&document.root, &Path::root(), &mut found);
    found
}

fn collect(node: &Node, path: &Path, found: &mut BTreeSet<Path>) {
    match &node.content {
        Content::List(items) => {
            for (index, item) in items.iter().enumerate() {
                collect(item, &path.index(index), found);
            }
        }
        Content::Mapping(entries) => {
            for entry in entries {
                collect(&entry.value, &path.key(&entry.key), found);
            }
        }
        Content::String(text) if is_in(text) => {
            found.insert(path.clone());
        }
        Content::String(_) | Content::Null | Content::Boolean(..) | Content::Number(..) => {}
    }
}
