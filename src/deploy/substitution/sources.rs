//! Owns `Sources`: the values that `${...}` may name in one stage and service.

use std::collections::BTreeMap;

use super::template::Reference;
use crate::problem::nearest;
use crate::sealed::{Sealed, Text};

/// What is known of the git commit that is deployed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Git {
    /// The full commit id.
    pub sha: String,
    /// The short commit id.
    pub short_sha: String,
    /// The branch or tag, if there is one.
    pub reference: Option<String>,
}

/// The values that `${...}` may name. A field left empty makes its reference a problem where it
/// is used, not before.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Sources {
    /// `${values.NAME}`: the stage's values.
    pub values: BTreeMap<String, Sealed<String>>,
    /// The names that `${env.NAME}` may use: those listed under `environment:`.
    pub environment_names: Vec<String>,
    /// `${env.NAME}`: the variables that are set.
    pub environment: BTreeMap<String, Sealed<String>>,
    /// `${git.sha}`, `${git.short-sha}`, `${git.ref}`.
    pub git: Option<Git>,
    /// `${image}`: the image that the service's container takes.
    pub image: Option<String>,
    /// `${image.NAME}`: the images by name.
    pub images: BTreeMap<String, String>,
    /// `${stage}`.
    pub stage: Option<String>,
    /// `${account}`.
    pub account: Option<String>,
    /// `${region}`.
    pub region: Option<String>,
    /// `${cluster}`.
    pub cluster: Option<String>,
    /// `${service}`: the service's name in ECS.
    pub service: Option<String>,
}

/// Why a reference has no value.
pub(super) struct Unset {
    pub(super) message: String,
    pub(super) help: Option<String>,
}

impl Sources {
    /// The value of a reference.
    pub(super) fn get(&self, reference: &Reference) -> Result<Text, Unset> {
        match reference {
            Reference::Value(name) => self.value(name),
            Reference::Environment(name) => self.variable(name),
            Reference::GitSha => self.git(reference, |git| Some(&git.sha)),
            Reference::GitShortSha => self.git(reference, |git| Some(&git.short_sha)),
            Reference::GitRef => self.git(reference, |git| git.reference.as_ref()),
            Reference::Image(None) => plain(reference, self.image.as_ref()),
            Reference::Image(Some(name)) => self.image(name),
            Reference::Stage => plain(reference, self.stage.as_ref()),
            Reference::Account => plain(reference, self.account.as_ref()),
            Reference::Region => plain(reference, self.region.as_ref()),
            Reference::Cluster => plain(reference, self.cluster.as_ref()),
            Reference::Service => plain(reference, self.service.as_ref()),
        }
    }

    fn value(&self, name: &str) -> Result<Text, Unset> {
        self.values
            .get(name)
            .map(|value| Text::Sealed(value.clone()))
            .ok_or_else(|| {
                let stage = self.stage.as_deref().unwrap_or("?");
                let help = match nearest(name, self.values.keys().map(String::as_str)) {
                    Some(near) => format!("did you mean `${{values.{near}}}`?"),
                    None => format!("add `{name}` to `stages.{stage}.values`"),
                };
                Unset::new(format!("the stage `{stage}` has no value `{name}`"), help)
            })
    }

    fn variable(&self, name: &str) -> Result<Text, Unset> {
        if !self.environment_names.iter().any(|listed| listed == name) {
            let help = match nearest(name, self.environment_names.iter().map(String::as_str)) {
                Some(near) => format!("did you mean `${{env.{near}}}`?"),
                None => format!("add `{name}` to `environment:` in the configuration"),
            };
            let message =
                format!("the environment variable `{name}` is not listed under `environment:`");
            return Err(Unset::new(message, help));
        }
        self.environment
            .get(name)
            .map(|value| Text::Sealed(value.clone()))
            .ok_or_else(|| {
                let help = format!("set `{name}` in the job that runs foghorn");
                Unset::new(
                    format!("the environment variable `{name}` is not set"),
                    help,
                )
            })
    }

    fn git(
        &self,
        reference: &Reference,
        get: impl Fn(&Git) -> Option<&String>,
    ) -> Result<Text, Unset> {
        plain(reference, self.git.as_ref().and_then(get)).map_err(|unset| Unset {
            help: Some("run foghorn in a git checkout, with git installed".to_owned()),
            ..unset
        })
    }

    fn image(&self, name: &str) -> Result<Text, Unset> {
        self.images
            .get(name)
            .map(|image| Text::Open(image.clone()))
            .ok_or_else(|| {
                let near = nearest(name, self.images.keys().map(String::as_str));
                let help = near.map(|near| format!("did you mean `${{image.{near}}}`?"));
                Unset {
                    message: format!("there is no image `{name}`"),
                    help,
                }
            })
    }
}

impl Unset {
    fn new(message: String, help: String) -> Self {
        Self {
            message,
            help: Some(help),
        }
    }
}

fn plain(reference: &Reference, value: Option<&String>) -> Result<Text, Unset> {
    let unset = || Unset {
        message: format!("`${{{reference}}}` is not known here"),
        help: None,
    };
    value
        .map(|value| Text::Open(value.clone()))
        .ok_or_else(unset)
}
