//! What a run is about: the configuration, the files it names, and the values it may use.
//!
//! Reads files and the environment once, at the start. What they mean is `foghorn-deploy`'s.

pub(crate) mod lint;

use crate::cli::ConfigArgs;
use crate::failure::Failure;
use foghorn_aws::schema;
use foghorn_deploy::config::{Config, Service, Stage};
use foghorn_deploy::event::PlacedProblem;
use foghorn_deploy::foreign::{Foreign, Sentence};
use foghorn_deploy::problem::Problems;
use foghorn_deploy::sealed::Sealed;
use foghorn_deploy::substitution::{Git, Sources};
use foghorn_deploy::task_definition::{self, Schemas, TaskDefinition};
use foghorn_image::{Source, SourceError};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Stands in for an image that is not built yet, when a task definition is only checked.
const UNKNOWN_DIGEST: &str =
    "sha256:0000000000000000000000000000000000000000000000000000000000000000";

/// The configuration with everything it refers to.
#[derive(Debug)]
pub(crate) struct Settings {
    /// The configuration.
    pub(crate) config: Config,
    /// The directory of its file; paths in it are relative to that.
    pub(crate) directory: PathBuf,
    /// What git says of the directory.
    pub(crate) source: Option<Source>,
    override_definition: Option<PathBuf>,
    allow_unknown: Vec<String>,
    environment: BTreeMap<String, Sealed<String>>,
    /// The fields that a task definition may have, from the SDK's own schemas.
    pub(crate) schemas: Arc<Schemas>,
}

/// An image that goes into task definitions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Pinned {
    /// The repository, without tag and digest.
    pub(crate) repository: String,
    /// The digest.
    pub(crate) digest: String,
}

impl Pinned {
    /// Returns `REPOSITORY@DIGEST`.
    pub(crate) fn reference(&self) -> String {
        format!("{}@{}", self.repository, self.digest)
    }

    /// Reads `REPOSITORY@sha256:…`; a tag between the two is dropped, the digest says more.
    pub(crate) fn parse(reference: &str) -> Option<Self> {
        let (name, digest) = reference.split_once('@')?;
        let hex = digest.strip_prefix("sha256:")?;
        if name.is_empty() || hex.len() != 64 || !hex.bytes().all(|b| b.is_ascii_hexdigit()) {
            return None;
        }
        let tag = name.rfind(':').filter(|at| !name[*at..].contains('/'));
        let repository = tag.map_or(name, |at| &name[..at]).to_owned();
        Some(Self {
            repository,
            digest: digest.to_owned(),
        })
    }
}

/// Images by their name in the configuration.
pub(crate) type Images = BTreeMap<String, Pinned>;

/// What stands for images in task definitions, by their name in the configuration: always with a
/// digest where something is registered, with a tag in the plan of an image that is not built yet.
pub(crate) type References = BTreeMap<String, String>;

/// Returns what stands for images.
pub(crate) fn references(images: &Images) -> References {
    let reference = |(name, pinned): (&String, &Pinned)| (name.clone(), pinned.reference());
    images.iter().map(reference).collect()
}

impl Settings {
    /// Reads the configuration and what git says.
    pub(crate) fn load(args: &ConfigArgs) -> Result<Self, Failure> {
        let text = read(&args.config, "read the configuration").map_err(|failure| {
            failure.hint(
                Sentence::own("name it with ")
                    .code("--config FILE")
                    .then(", or write one; ")
                    .code("foghorn schema")
                    .then(" describes it"),
            )
        })?;
        let file = args.config.display().to_string();
        let config =
            Config::parse(&file, &text).map_err(|problems| invalid("configuration", &problems))?;
        let directory = match args.config.parent() {
            Some(parent) if parent != Path::new("") => parent.to_owned(),
            Some(_) | None => PathBuf::from("."),
        };
        let environment = config
            .environment
            .iter()
            .filter_map(|name| variable(name))
            .collect();
        let source = source(&config, &directory)?;
        Ok(Self {
            config,
            directory,
            source,
            override_definition: args.task_definition.clone(),
            allow_unknown: args.allow_unknown_field.clone(),
            environment,
            schemas: Arc::new(schemas()),
        })
    }

    /// Returns the stages to work on: those named, or all, in the order of the configuration.
    pub(crate) fn stages(&self, named: &[String]) -> Result<Vec<&Stage>, Failure> {
        for name in named {
            if self.config.stage(name).is_none() {
                let known: Vec<&str> = self.config.stages.iter().map(|s| s.name.as_str()).collect();
                return Err(
                    Failure::usage(Sentence::own("there is no stage ").code(name)).hint(
                        Sentence::own(format!("the configuration has {}", known.join(", "))),
                    ),
                );
            }
        }
        let chosen = |stage: &&Stage| named.is_empty() || named.contains(&stage.name);
        Ok(self.config.stages.iter().filter(chosen).collect())
    }

    /// Returns the stage of this name, or the only one.
    pub(crate) fn one_stage(&self, named: Option<&String>) -> Result<&Stage, Failure> {
        let stages = self.stages(named.map_or(&[], std::slice::from_ref))?;
        match stages.as_slice() {
            [stage] => Ok(stage),
            several => {
                let several = several.iter().map(|stage| stage.name.as_str());
                Err(Failure::which("stage", "--stage", several))
            }
        }
    }

    /// Makes the task definition of a service of a stage, with these images in it.
    pub(crate) fn definition(
        &self,
        stage: &Stage,
        service: &Service,
        images: &References,
    ) -> Result<TaskDefinition, Failure> {
        let (path, text) = self.definition_text(stage, service)?;
        let file = path.display().to_string();
        let allowed = self.allowed(service);
        let sources = self.sources(stage, Some(service), images)?;
        let reading = task_definition::Settings {
            sources: &sources,
            schemas: &self.schemas,
            allow_unknown_fields: &allowed,
        };
        let problems = |problems| invalid("task definition", &problems);
        let mut definition = TaskDefinition::read(&file, &text, &reading).map_err(problems)?;
        for (container, reference) in placements(service, images) {
            definition = definition
                .with_image(container.as_deref(), &reference)
                .map_err(problems)?;
        }
        match definition.too_large() {
            Some(problem) => Err(invalid("task definition", &Problems::from(problem))),
            None => Ok(definition),
        }
    }

    /// Returns the file with the task definition of a service of a stage, and what is in it.
    fn definition_text(
        &self,
        stage: &Stage,
        service: &Service,
    ) -> Result<(PathBuf, String), Failure> {
        let path = match &self.override_definition {
            // One file cannot be the task definition of several services.
            Some(_) if stage.services.len() > 1 => {
                return Err(Failure::usage(
                    Sentence::code_only("--task-definition")
                        .then(" fits a stage with one service, and stage ")
                        .code(&stage.name)
                        .then(" has several"),
                )
                .hint(
                    Sentence::own("set ")
                        .code("services.NAME.task-definition")
                        .then(" in the configuration instead"),
                ));
            }
            Some(path) => path.clone(),
            None => self.directory.join(&service.task_definition),
        };
        let text = read_definition(&path)?;
        Ok((path, text))
    }

    /// Returns the fields that a task definition may have although nobody here knows them.
    fn allowed(&self, service: &Service) -> Vec<String> {
        let own = service.allow_unknown_fields.iter();
        own.chain(&self.allow_unknown).cloned().collect()
    }

    /// Checks every task definition of these stages before anything is built.
    pub(crate) fn check_definitions(&self, stages: &[&Stage]) -> Result<(), Failure> {
        let images = self.stand_ins();
        for stage in stages {
            for service in &stage.services {
                self.definition(stage, service, &images)?;
            }
        }
        Ok(())
    }

    /// Returns what stands for images whose digest is not known yet.
    pub(crate) fn stand_ins(&self) -> References {
        let reference = |name: &str| format!("{name}@{UNKNOWN_DIGEST}");
        self.config
            .images
            .iter()
            .map(|image| (image.name.clone(), reference(&image.name)))
            .collect()
    }

    /// Returns what `${…}` may stand for when an image is built: git and the environment.
    pub(crate) fn build_sources(&self) -> Sources {
        Sources {
            environment_names: self.config.environment.clone(),
            environment: self.environment.clone(),
            git: self.git(),
            ..Sources::default()
        }
    }

    fn sources(
        &self,
        stage: &Stage,
        service: Option<&Service>,
        images: &References,
    ) -> Result<Sources, Failure> {
        let base = self.build_sources();
        let mut values = BTreeMap::new();
        for (name, template) in &stage.values {
            let text = template
                .render(&base)
                .map_err(|problems| invalid("configuration", &problems))?;
            values.insert(name.clone(), Sealed::new(text.expose().to_owned()));
        }
        let only = images.values().next().filter(|_| images.len() == 1);
        Ok(Sources {
            values,
            image: only.cloned(),
            images: images.clone(),
            stage: Some(stage.name.clone()),
            account: stage.account.clone(),
            region: Some(stage.region.clone()),
            cluster: Some(stage.cluster.clone()),
            service: service.map(|s| s.service.clone()),
            ..base
        })
    }

    fn git(&self) -> Option<Git> {
        self.source.as_ref().map(|source| Git {
            sha: source.commit.clone(),
            short_sha: source.short().to_owned(),
            reference: source.branch.clone(),
        })
    }
}

/// Returns which container takes which reference.
fn placements(service: &Service, images: &References) -> Vec<(Option<String>, String)> {
    let reference = |placement: &foghorn_deploy::config::ImagePlacement| {
        images
            .get(&placement.image)
            .map(|reference| (placement.container.clone(), reference.clone()))
    };
    service.images.iter().filter_map(reference).collect()
}

/// Turns problems into the failure that shows them all.
pub(crate) fn invalid(what: &str, problems: &Problems) -> Failure {
    let count = problems.iter().count();
    let message = match count {
        1 => format!("the {what} has a problem"),
        _ => format!("the {what} has {count} problems"),
    };
    Failure::usage(Sentence::own(message)).problems(problems.iter().map(placed).collect())
}

fn placed(problem: &foghorn_deploy::problem::Problem) -> PlacedProblem {
    let number = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    PlacedProblem {
        file: problem.place.file.clone(),
        line: problem
            .place
            .spot
            .as_ref()
            .map_or(1, |spot| number(spot.line)),
        column: problem
            .place
            .spot
            .as_ref()
            .map_or(1, |spot| number(spot.column)),
        message: Foreign::new(&problem.message),
        help: problem.help.as_ref().map(Foreign::new),
        rendered: Foreign::new(problem.render()),
    }
}

fn read(path: &Path, doing: &str) -> Result<String, Failure> {
    std::fs::read_to_string(path).map_err(|error| Failure::file(path, doing, &error))
}

fn read_definition(path: &Path) -> Result<String, Failure> {
    read(path, "read the task definition").map_err(|failure| {
        failure.hint(
            Sentence::own("set ")
                .code("task-definition")
                .then(" to its path, relative to the configuration, or name it with ")
                .code("--task-definition FILE"),
        )
    })
}

/// The fields that a task definition may have, from the SDK's own schemas.
fn schemas() -> Schemas {
    Schemas {
        input: schema::register_task_definition(),
        output_members: schema::output_only_members(),
    }
}

fn variable(name: &str) -> Option<(String, Sealed<String>)> {
    std::env::var(name)
        .ok()
        .map(|value| (name.to_owned(), Sealed::new(value)))
}

/// Asks git about the first image's context, or about the configuration's directory.
fn source(config: &Config, directory: &Path) -> Result<Option<Source>, Failure> {
    let (context, dockerfile) = match config.images.first() {
        Some(image) => (
            directory.join(&image.context),
            directory.join(&image.dockerfile),
        ),
        None => (directory.to_owned(), directory.join("Dockerfile")),
    };
    Source::read(&context, &dockerfile).map_err(|error| {
        let message = match &error {
            SourceError::Directory { .. } => "the build context does not exist",
            SourceError::Git { .. } | SourceError::Untracked { .. } => {
                "cannot ask git about the source"
            }
        };
        let failure = Failure::usage(Sentence::own(message)).caused_by(&error);
        failure.hints(error.hint().map(Sentence::own))
    })
}
