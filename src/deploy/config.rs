//! Owns the configuration, `foghorn.yml`: what it may say, what is wrong with it, what it means.
//!
//! `raw` is the file as typed, `resolve` makes of it what is meant, with every default applied.
//! Nothing else of the program sees the file as typed. Paths are not opened here.

mod facts;
mod image;
mod pattern;
mod raw;
mod resolve;
mod schema;
mod service;
mod stage;

pub use facts::Facts;
pub use image::{BuildSecret, Builder, Image, Registry, Repository, SecretSource};
pub use schema::json_schema;
pub use service::{ImagePlacement, Service};
pub use stage::{InFlight, Logs, OnCancel, OnFailure, Severity, Stage};

use crate::problem::Problems;

/// The name of the image in a configuration that has one, under `image:`.
pub const ONLY_IMAGE: &str = "image";

/// A configuration without problems, every default applied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Config {
    /// The images to build, by name. Empty if foghorn is to build none: then the image of the run
    /// comes from the command line.
    pub images: Vec<Image>,
    /// The names of environment variables that `${env.NAME}` may use.
    pub environment: Vec<String>,
    /// The stages, in the order in which they are deployed. Never empty.
    pub stages: Vec<Stage>,
}

impl Config {
    /// Reads a configuration from the text of its file, YAML or JSON. The problems are all there
    /// are, warnings included only when there is an error among them.
    pub fn parse(file: &str, text: &str) -> Result<Self, Problems> {
        resolve::config(file, text)
    }

    /// The stage with a name.
    pub fn stage(&self, name: &str) -> Option<&Stage> {
        self.stages.iter().find(|stage| stage.name == name)
    }

    /// The image with a name.
    pub fn image(&self, name: &str) -> Option<&Image> {
        self.images.iter().find(|image| image.name == name)
    }
}

#[cfg(test)]
mod tests;
