//! Owns `Facts`: what a run knows beside its configuration, and how both become the sources of
//! `${...}`.

use std::collections::BTreeMap;

use super::{Config, Service, Stage};
use crate::problem::Problems;
use crate::sealed::Sealed;
use crate::substitution::{Git, Sources};

/// What a run knows beside its configuration. The caller reads it; nothing is read here.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Facts {
    /// The environment variables that are set, of those in [`Config::environment`].
    pub environment: BTreeMap<String, Sealed<String>>,
    /// The commit, if there is one.
    pub git: Option<Git>,
    /// The images by name, as `REPOSITORY@sha256:…`, or words for people while they are not built.
    pub images: BTreeMap<String, String>,
    /// The account whose credentials are in use, for stages that name none.
    pub account: Option<String>,
}

impl Config {
    /// The sources for an image: git and environment.
    pub fn image_sources(&self, facts: &Facts) -> Sources {
        Sources {
            environment_names: self.environment.clone(),
            environment: facts.environment.clone(),
            git: facts.git.clone(),
            ..Sources::default()
        }
    }

    /// The sources for the task definition of a service in a stage.
    ///
    /// Fails when a value of the stage names an environment variable that is not set, or git where
    /// there is none.
    pub fn sources(
        &self,
        stage: &Stage,
        service: &Service,
        facts: &Facts,
    ) -> Result<Sources, Problems> {
        let basic = self.image_sources(facts);
        let mut values = BTreeMap::new();
        let mut problems = Problems::new();
        for (name, template) in &stage.values {
            match template.render(&basic) {
                Ok(text) => {
                    values.insert(name.clone(), Sealed::new(text.expose().to_owned()));
                }
                Err(found) => problems.extend(found),
            }
        }
        if problems.has_errors() {
            return Err(problems);
        }
        let main = service
            .images
            .iter()
            .find(|placement| placement.container == service.container)
            .or_else(|| service.images.first());
        Ok(Sources {
            values,
            image: main.and_then(|placement| facts.images.get(&placement.image).cloned()),
            images: facts.images.clone(),
            stage: Some(stage.name.clone()),
            account: stage.account.clone().or_else(|| facts.account.clone()),
            region: Some(stage.region.clone()),
            cluster: Some(stage.cluster.clone()),
            service: Some(service.service.clone()),
            ..basic
        })
    }
}
