//! Owns `Task`: a task definition as the rules see it, and where its tasks are to run.

use super::Settings;
use super::at::At;
use crate::document::Document;
use crate::problem::{Place, Problem, Problems};

/// Where tasks are to run, by what the definition says.
/// Source: ECS API model, `RegisterTaskDefinitionRequest.requiresCompatibilities`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target {
    /// On Fargate, perhaps elsewhere as well.
    Fargate,
    /// On machines of one's own only: EC2, ECS Anywhere, Managed Instances.
    Instances,
    /// Not said, but as Fargate wants it: size of the task, `awsvpc`.
    LikelyFargate,
    /// Not said. ECS then takes it for EC2.
    Unsaid,
}

impl Target {
    /// Reads it from a definition.
    pub fn of(document: &Document) -> Self {
        let root = At::root(document);
        let named = root.list("requiresCompatibilities");
        let is_fargate = |at: &At<'_>| at.text() == Some("FARGATE");
        if named.iter().any(is_fargate) {
            return Self::Fargate;
        }
        if !named.is_empty() {
            return Self::Instances;
        }
        let mode = root.text_of("networkMode");
        if mode == Some("awsvpc") && root.get("cpu").is_some() && root.get("memory").is_some() {
            return Self::LikelyFargate;
        }
        Self::Unsaid
    }

    /// Whether Fargate's own rules hold.
    pub const fn is_fargate(self) -> bool {
        match self {
            Self::Fargate | Self::LikelyFargate => true,
            Self::Instances | Self::Unsaid => false,
        }
    }
}

/// A task definition as the rules see it.
pub(super) struct Task<'d> {
    pub(super) root: At<'d>,
    pub(super) containers: Vec<Container<'d>>,
    pub(super) target: Target,
    /// Whether everything was filled in.
    pub(super) filled_in: bool,
}

/// A container of it.
pub(super) struct Container<'d> {
    pub(super) at: At<'d>,
    /// Its name, empty if it has none, which is a problem of its own.
    pub(super) name: &'d str,
}

impl<'d> Task<'d> {
    pub(super) fn of(document: &'d Document, settings: Settings<'_>) -> Self {
        let root = At::root(document);
        let containers = root.list("containerDefinitions").into_iter();
        let containers = containers.map(|at| Container {
            name: at
                .get("name")
                .and_then(|name| name.raw_text())
                .unwrap_or_default(),
            at,
        });
        Self {
            containers: containers.collect(),
            root,
            target: Target::of(document),
            filled_in: settings.filled_in,
        }
    }

    /// The network mode; `bridge` is the default of ECS on Linux.
    /// Source: ECS API model, `RegisterTaskDefinitionRequest.networkMode`.
    pub(super) fn network_mode(&self) -> Option<&'d str> {
        match self.root.get("networkMode") {
            None => Some("bridge"),
            Some(mode) => mode.text(),
        }
    }

    pub(super) fn container(&self, name: &str) -> Option<&Container<'d>> {
        self.containers
            .iter()
            .find(|container| container.name == name)
    }

    /// Whether the operating system is Windows.
    pub(super) fn is_windows(&self) -> bool {
        let platform = self.root.get("runtimePlatform");
        let system = platform.and_then(|platform| platform.text_of("operatingSystemFamily"));
        system.is_some_and(|system| system.starts_with("WINDOWS"))
    }
}

impl Container<'_> {
    /// Where the container is: its name says it best.
    pub(super) fn place(&self) -> Place {
        match self.at.get("name") {
            Some(name) => {
                let mut place = name.place();
                place.path = self.at.path.clone();
                place
            }
            None => self.at.place(),
        }
    }

    /// Whether the task ends when it ends. Source: ECS API model,
    /// `ContainerDefinition.essential`: true if omitted.
    pub(super) fn is_essential(&self) -> bool {
        self.at
            .get("essential")
            .and_then(|essential| essential.boolean())
            != Some(false)
    }
}

/// Adds an error with what to do about it.
pub(super) fn error(
    problems: &mut Problems,
    place: Place,
    message: impl Into<String>,
    help: impl Into<String>,
) {
    problems.push(Problem::error(place, message).help(help));
}

/// Adds a warning with what to do about it.
pub(super) fn warning(
    problems: &mut Problems,
    place: Place,
    message: impl Into<String>,
    help: impl Into<String>,
) {
    problems.push(Problem::warning(place, message).help(help));
}
