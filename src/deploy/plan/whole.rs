//! A whole plan: what `foghorn deploy` would do now, as one document.
//!
//! `foghorn plan --output json` prints a [`Plan`] in exactly this shape. The plans of the services
//! in it are those that `deploy` carries out; nothing here is decided anew.

use super::{ServicePlan, Write};
use crate::name::Digest;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;

/// What `foghorn deploy` would do now. Nothing was changed to find it out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Plan {
    /// foghorn's version.
    pub version: String,
    /// The commit that images are built from, if the directory is a git repository.
    pub commit: Option<String>,
    /// The images, in the order of the configuration, and after them their copies.
    pub images: Vec<ImagePlan>,
    /// The stages, in the order in which they are deployed.
    pub stages: Vec<StagePlan>,
}

/// Where an image comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ImagePlan {
    /// Its name in the configuration.
    pub image: String,
    /// `REPOSITORY@sha256:…`; as long as the digest is not known, `REPOSITORY:TAG`.
    pub reference: String,
    /// Its digest; `null` until it is built.
    pub digest: Option<Digest>,
    /// How it comes to be there.
    #[serde(flatten)]
    pub source: ImageSource,
    /// The calls that change something. A builder may make them in any order, and some several
    /// times.
    pub writes: Vec<Write>,
}

/// How an image comes to be in the registry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(tag = "source", rename_all = "kebab-case")]
pub enum ImageSource {
    /// It was given by its digest.
    Given,
    /// The registry has an image of this commit and these inputs.
    Found,
    /// An earlier stage runs it and proved it.
    Proven {
        /// The stage.
        by: String,
    },
    /// It is built and pushed.
    Build,
    /// It is on disk and is pushed.
    Push,
    /// It is copied into the registry of a stage, before that is deployed.
    Copy {
        /// The stage.
        into: String,
        /// The repository that it is copied from.
        from: String,
    },
}

/// What is done in a stage.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct StagePlan {
    /// The stage.
    pub stage: String,
    /// The account of the credentials.
    pub account: String,
    /// The region.
    pub region: String,
    /// The cluster, as the configuration names it.
    pub cluster: String,
    /// Whose credentials these are.
    pub caller: String,
    /// What happens before this stage's turn comes, so that its plan is made once more then;
    /// `null` if nothing does.
    pub again: Option<Again>,
    /// Its services, in the order of the configuration.
    pub services: Vec<PlannedService>,
}

/// Why the plan of a stage is made once more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Again {
    /// An image is built first, and its digest is not known until then.
    AfterBuild,
    /// Another stage is deployed first.
    AfterStage,
}

/// What is done to a service.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct PlannedService {
    /// The plan, as an event `planned` has it.
    pub plan: ServicePlan,
    /// The calls that change something, in their order.
    pub writes: Vec<Write>,
}

/// The JSON Schema of a [`Plan`].
pub fn json_schema() -> Value {
    schemars::schema_for!(Plan).to_value()
}
