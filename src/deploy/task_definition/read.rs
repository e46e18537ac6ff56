//! Owns the way from a file's text to a `TaskDefinition`: unwrap, strip, substitute, check.

use std::collections::BTreeSet;

use super::{TaskDefinition, placeholder, redact};
use crate::document::{Content, Document, Node, Path};
use crate::problem::{Place, Problem, Problems, Severity};
use crate::schema_table::{self, Rules, SchemaTable};
use crate::substitution::{self, Sources};

/// What AWS's models say of task definitions. The aws crate fills it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Schemas {
    /// The input of `RegisterTaskDefinition`.
    pub input: SchemaTable,
    /// The members of `TaskDefinition`, the output of `DescribeTaskDefinition`. Those that are no
    /// input are set by AWS, and left out of what is registered.
    pub output_members: Vec<String>,
}

/// What a task definition is read with.
#[derive(Debug, Clone, Copy)]
pub struct Settings<'s> {
    /// The values of `${...}`.
    pub sources: &'s Sources,
    /// The fields that there are.
    pub schemas: &'s Schemas,
    /// Fields that may be unknown, as `containerDefinitions.newField`.
    pub allow_unknown_fields: &'s [String],
}

pub(super) fn read(
    file: &str,
    text: &str,
    settings: &Settings<'_>,
) -> Result<TaskDefinition, Problems> {
    match document(file, text, settings) {
        (Some(document), problems) => of_document(file, &document, problems),
        (None, problems) => Err(problems),
    }
}

pub(super) fn of_document(
    file: &str,
    document: &Document,
    problems: Problems,
) -> Result<TaskDefinition, Problems> {
    if problems.has_errors() {
        return Err(problems);
    }
    let value = document.root.to_json();
    let mut sealed = redact::by_rule(&value);
    collect_sealed(&document.root, &Path::root(), &mut sealed);
    let definition = TaskDefinition {
        value,
        sealed,
        file: file.to_owned(),
        warnings: problems,
    };
    match definition.too_large() {
        Some(problem) => Err(problem.into()),
        None => Ok(definition),
    }
}

/// Reads the document that a task definition is made of: unwrapped, every `${...}` replaced, and
/// checked for what there is no field for. There is one even if it has mistakes, as long as it is
/// JSON or YAML.
pub fn document(file: &str, text: &str, settings: &Settings<'_>) -> (Option<Document>, Problems) {
    let (document, mut problems) = parsed(file, text);
    let Some(mut document) = document else {
        return (None, problems);
    };
    unwrap(&mut document.root);
    strip_output(&mut document.root, settings.schemas);
    problems.extend(substitution::substitute(&mut document, settings.sources));
    problems.extend(unfit(
        &mut document,
        settings.schemas,
        settings.allow_unknown_fields,
    ));
    (definition(document), problems.sorted())
}

/// Reads the document as it is written: nothing is put in the place of `${...}`, nor of the
/// placeholders of other tools, and these are no mistakes.
pub fn document_as_written(
    file: &str,
    text: &str,
    schemas: &Schemas,
    allow_unknown_fields: &[String],
) -> (Option<Document>, Problems) {
    let (document, mut problems) = parsed(file, text);
    let Some(mut document) = document else {
        return (None, problems);
    };
    unwrap(&mut document.root);
    strip_output(&mut document.root, schemas);
    let unfilled = placeholder::paths(&document);
    let unfit = unfit(&mut document, schemas, allow_unknown_fields);
    let judged = |problem: &Problem| !unfilled.contains(&problem.place.path);
    problems.extend(unfit.into_iter().filter(judged));
    (definition(document), problems.sorted())
}

/// The document, if it can be a task definition at all.
fn definition(document: Document) -> Option<Document> {
    matches!(document.root.content, Content::Mapping(_)).then_some(document)
}

/// What cannot be parsed may be the template of another tool.
fn parsed(file: &str, text: &str) -> (Option<Document>, Problems) {
    let (document, mut problems) = Document::parse(file, text);
    // Terraform and envsubst put numbers in without quotes, which makes no JSON.
    let bare = || text.contains("\": ${") || text.contains("\":${");
    if document.is_none() && (text.contains("{{") || text.contains("<%") || bare()) {
        let message = "this file looks like a template of another tool";
        problems.push(
            Problem::warning(Place::file(file), message)
                .help("let that tool fill it in first, and name the file that it makes"),
        );
    }
    (document, problems.sorted())
}

/// What there is no field for, or does not fit its field, or is needed and missing.
fn unfit(document: &mut Document, schemas: &Schemas, allow_unknown_fields: &[String]) -> Problems {
    let rules = Rules {
        allow_unknown_fields,
        // The model can be older than ECS: a new CPU architecture is no mistake of the user.
        unknown_value: Severity::Warning,
    };
    let mut problems = schema_table::check(document, &schemas.input, rules);
    if matches!(document.root.content, Content::Mapping(_)) {
        problems.extend(essentials(document));
    }
    problems
}

/// Takes the definition out of what `aws ecs describe-task-definition` prints, with the tags that
/// are beside it there. Tags that AWS reserves for itself are left out.
fn unwrap(root: &mut Node) {
    let Content::Mapping(entries) = &mut root.content else {
        return;
    };
    let Some(inner) = entries
        .iter()
        .position(|entry| entry.key == "taskDefinition")
    else {
        return;
    };
    if !matches!(entries[inner].value.content, Content::Mapping(_)) {
        return;
    }
    let inner = entries.remove(inner).value;
    let beside = std::mem::take(entries);
    *root = inner;
    let Content::Mapping(entries) = &mut root.content else {
        return;
    };
    for mut entry in beside {
        if let Content::List(tags) = &mut entry.value.content {
            let is_reserved = |tag: &Node| {
                tag.get("key")
                    .and_then(Node::as_str)
                    .is_some_and(|key| key.starts_with("aws:"))
            };
            tags.retain(|tag| !is_reserved(tag));
        }
        if entries.iter().all(|other| other.key != entry.key) {
            entries.push(entry);
        }
    }
}

/// Removes what only AWS sets, such as `taskDefinitionArn`: members of the output, not of the input.
fn strip_output(root: &mut Node, schemas: &Schemas) {
    let Content::Mapping(entries) = &mut root.content else {
        return;
    };
    let inputs = schemas.input.root_members().collect::<BTreeSet<_>>();
    if inputs.is_empty() {
        return;
    }
    let only_output =
        |key: &str| schemas.output_members.iter().any(|name| name == key) && !inputs.contains(key);
    entries.retain(|entry| !only_output(&entry.key));
}

/// What ECS would refuse, and foghorn cannot work without: a family, containers, their names.
fn essentials(document: &Document) -> Problems {
    let mut problems = Problems::new();
    let root = &document.root;
    for key in ["family", "containerDefinitions"] {
        let place = Place::file(document.source.name());
        match root.entry(key) {
            None => problems.push(Problem::error(place, format!("`{key}` is missing"))),
            Some(entry) if is_empty(&entry.value) => {
                let place = document.place(&entry.key_span, &Path::root().key(key));
                problems.push(Problem::error(place, format!("`{key}` is empty")));
            }
            Some(_) => {}
        }
    }
    let containers = root
        .get("containerDefinitions")
        .map_or(&[][..], Node::items);
    let mut seen = BTreeSet::new();
    for (index, container) in containers.iter().enumerate() {
        let path = Path::root().key("containerDefinitions").index(index);
        match container.get("name") {
            None => {
                let place = document.place(&container.span, &path);
                problems
                    .push(Problem::error(place, "this container has no name").help("add `name`"));
            }
            Some(name) => {
                let text = name.as_str().unwrap_or_default();
                if !seen.insert(text) {
                    let place = document.place(&name.span, &path.key("name"));
                    problems.push(Problem::error(
                        place,
                        format!("a second container is called `{text}`"),
                    ));
                }
            }
        }
    }
    problems
}

fn is_empty(node: &Node) -> bool {
    match &node.content {
        Content::String(text) => text.is_empty(),
        Content::List(items) => items.is_empty(),
        Content::Null => true,
        Content::Boolean(..) | Content::Number(..) | Content::Mapping(_) => false,
    }
}

fn collect_sealed(node: &Node, path: &Path, sealed: &mut BTreeSet<Path>) {
    match &node.content {
        Content::List(items) => {
            for (index, item) in items.iter().enumerate() {
                collect_sealed(item, &path.index(index), sealed);
            }
        }
        Content::Mapping(entries) => {
            for entry in entries {
                collect_sealed(&entry.value, &path.key(&entry.key), sealed);
            }
        }
        Content::Null | Content::Boolean(..) | Content::Number(..) | Content::String(_) => {
            if node.sealed {
                sealed.insert(path.clone());
            }
        }
    }
}
