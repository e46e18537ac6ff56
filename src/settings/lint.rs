//! Owns how a task definition is read to be linted: as it would be registered, but with its places
//! and whatever is wrong with it.

use super::{References, Settings, read_definition};
use crate::failure::Failure;
use foghorn_deploy::config::{Service, Stage};
use foghorn_deploy::document::{Content, Document, Node};
use foghorn_deploy::lint::{self, Target};
use foghorn_deploy::problem::Problems;
use foghorn_deploy::task_definition::{self, TaskDefinition};
use std::path::Path;

/// What was found in a task definition.
#[derive(Debug)]
pub(crate) struct Linted {
    /// Its file.
    pub(crate) file: String,
    /// Where its tasks are to run. `None` if it could not be read at all.
    pub(crate) target: Option<Target>,
    /// Everything that is wrong.
    pub(crate) problems: Problems,
    /// Secrets that stand in it as plain text. `None` if it could not be read at all.
    pub(crate) plain_text: Option<Problems>,
}

impl Settings {
    /// Looks for everything that is wrong in the task definition of a service of a stage. Asks
    /// nobody.
    pub(crate) fn lint(
        &self,
        stage: &Stage,
        service: &Service,
        accepted: &[String],
    ) -> Result<Linted, Failure> {
        let images = self.stand_ins();
        let (path, text) = self.definition_text(stage, service)?;
        let file = path.display().to_string();
        let sources = self.sources(stage, Some(service), &images)?;
        let allowed = self.allowed(service);
        let reading = task_definition::Settings {
            sources: &sources,
            schemas: &self.schemas,
            allow_unknown_fields: &allowed,
        };
        let (document, mut problems) = task_definition::document(&file, &text, &reading);
        let Some(mut document) = document else {
            return Ok(Linted {
                file,
                target: None,
                problems,
                plain_text: None,
            });
        };
        let placed = placed(&file, &document, service, &images, &mut problems);
        for (container, reference) in placed {
            put_image(&mut document, &container, reference);
        }
        let plain_text: Vec<String> = service.plain_text.iter().chain(accepted).cloned().collect();
        let rules = lint::Settings {
            plain_text: &plain_text,
            filled_in: true,
        };
        problems.extend(lint::lint(&document, rules));
        Ok(Linted {
            file,
            target: Some(Target::of(&document)),
            problems: problems.sorted(),
            plain_text: Some(lint::plain_text(&document, rules)),
        })
    }
}

/// Returns which containers take which image; what keeps one from taking it is a problem.
fn placed(
    file: &str,
    document: &Document,
    service: &Service,
    images: &References,
    problems: &mut Problems,
) -> Vec<(String, String)> {
    // What keeps it from being one is among the problems, or will be: lint finds one too large.
    let Ok(definition) = TaskDefinition::of_document(file, document, problems.clone()) else {
        return Vec::new();
    };
    let mut placed = Vec::new();
    for (container, reference) in super::placements(service, images) {
        match definition.main_container(container.as_deref()) {
            Ok(name) => placed.push((name.to_owned(), reference)),
            Err(found) => problems.extend(found),
        }
    }
    placed
}

fn put_image(document: &mut Document, container: &str, reference: String) {
    let containers = document.root.entry_mut("containerDefinitions");
    let Some(Content::List(containers)) = containers.map(|entry| &mut entry.value.content) else {
        return;
    };
    let name = |of: &Node| of.get("name").and_then(Node::as_str).map(str::to_owned);
    let named = containers
        .iter_mut()
        .find(|of| name(of).as_deref() == Some(container));
    if let Some(entry) = named.and_then(|of| of.entry_mut("image")) {
        entry.value.content = Content::String(reference);
    }
}

/// Looks for everything that is wrong in a file by itself, without a configuration.
pub(crate) fn alone(
    path: &Path,
    accepted: &[String],
    allowed: &[String],
) -> Result<Linted, Failure> {
    let text = read_definition(path)?;
    let file = path.display().to_string();
    let schemas = super::schemas();
    let (document, mut problems) =
        task_definition::document_as_written(&file, &text, &schemas, allowed);
    let rules = lint::Settings {
        plain_text: accepted,
        filled_in: false,
    };
    if let Some(document) = &document {
        problems.extend(lint::lint(document, rules));
    }
    Ok(Linted {
        file,
        target: document.as_ref().map(Target::of),
        problems: problems.sorted(),
        plain_text: document.map(|document| lint::plain_text(&document, rules)),
    })
}
