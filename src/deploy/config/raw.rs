//! Owns the configuration as typed: which keys there are, and what each is for.
//!
//! These types are the only list of keys. They are parsed, and the JSON Schema is made from them
//! with their comments as descriptions, so the two cannot differ. No defaults are applied here.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

use super::image::Builder;
use super::pattern;
use super::stage::{InFlight, Logs, OnCancel, OnFailure, Severity};

/// The configuration of foghorn: what to build, and where to deploy it.
///
/// Paths are relative to this file.
#[derive(Deserialize, JsonSchema, Default)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
#[schemars(title = "foghorn.yml", rename = "Configuration")]
pub(super) struct Configuration {
    /// The image to build. Several images: `images`. None: the image of the run comes from
    /// `--image`.
    pub(super) image: Option<Image>,
    /// The images to build, by name, where there are several.
    pub(super) images: Option<BTreeMap<String, Image>>,
    /// The names of environment variables that `${env.NAME}` may use.
    #[schemars(inner(regex(pattern = pattern::VARIABLE)))]
    pub(super) environment: Option<Vec<String>>,
    /// The service's name in ECS. Several services: `services`.
    #[schemars(regex(pattern = pattern::ECS_NAME))]
    pub(super) service: Option<String>,
    /// The file with the task definition, JSON or YAML in the shape of AWS.
    pub(super) task_definition: Option<String>,
    /// The container that takes the image. Default: the only container, or else the only
    /// essential one.
    pub(super) container: Option<String>,
    /// Fields of the task definition that may be newer than foghorn, such as
    /// `containerDefinitions.newField`.
    pub(super) allow_unknown_fields: Option<Vec<String>>,
    /// Variables of `environment` that look like secrets to `foghorn check` and are none.
    pub(super) plain_text: Option<Vec<String>>,
    /// The services, by name, where there are several. All services of a stage are deployed at
    /// once.
    pub(super) services: Option<BTreeMap<String, Service>>,
    /// Settings for all stages that do not have their own.
    pub(super) defaults: Option<Defaults>,
    /// The stages, in the order in which they are deployed.
    #[schemars(required)]
    pub(super) stages: Option<BTreeMap<String, Stage>>,
}

/// An image to build and push.
#[derive(Deserialize, JsonSchema, Default)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Image {
    /// The name of the ECR repository. It is in the account and region of the first stage, unless
    /// `registry` says otherwise.
    #[schemars(regex(pattern = pattern::REPOSITORY))]
    pub(super) repository: Option<String>,
    /// The repository with its registry, instead of `repository`, for another registry than ECR.
    #[schemars(regex(pattern = pattern::URI))]
    pub(super) uri: Option<String>,
    /// The account and region of the ECR registry. Default: those of the first stage.
    pub(super) registry: Option<Registry>,
    /// The address to reach the registry at, instead of its own: for emulators and proxies.
    #[schemars(regex(pattern = pattern::ENDPOINT))]
    pub(super) registry_endpoint: Option<String>,
    /// Whether to create the ECR repository if it does not exist. Default: false.
    pub(super) create_repository: Option<bool>,
    /// The build context. Default: `.`
    pub(super) context: Option<String>,
    /// The Dockerfile. Default: `Dockerfile` in the context.
    pub(super) dockerfile: Option<String>,
    /// The stage of the Dockerfile to stop at. Default: the last.
    pub(super) target: Option<String>,
    /// Build arguments. `${git.sha}`, `${git.short-sha}`, `${git.ref}` and `${env.NAME}` are
    /// replaced. They end up in the image: for secrets, use `secrets`.
    #[expect(
        dead_code,
        reason = "read from the document, as templates with positions"
    )]
    pub(super) build_args: Option<BTreeMap<String, String>>,
    /// The platforms to build for. Default: that of the builder.
    #[schemars(inner(regex(pattern = pattern::PLATFORM)))]
    pub(super) platforms: Option<Vec<String>>,
    /// Where to look for cached layers, as in `docker buildx build --cache-from`.
    #[expect(
        dead_code,
        reason = "read from the document, as templates with positions"
    )]
    pub(super) cache_from: Option<Vec<String>>,
    /// Where to leave cached layers, as in `docker buildx build --cache-to`.
    #[expect(
        dead_code,
        reason = "read from the document, as templates with positions"
    )]
    pub(super) cache_to: Option<Vec<String>>,
    /// Secrets that the build may read. They do not end up in the image.
    pub(super) secrets: Option<Vec<BuildSecret>>,
    /// Labels of the image, beside those with commit and source that foghorn adds.
    #[expect(
        dead_code,
        reason = "read from the document, as templates with positions"
    )]
    pub(super) labels: Option<BTreeMap<String, String>>,
    /// Which program builds. Default: `auto`.
    pub(super) builder: Option<Builder>,
    /// Whether to attach provenance. Default: false.
    pub(super) provenance: Option<bool>,
    /// Whether to attach a bill of materials. Default: false.
    pub(super) sbom: Option<bool>,
}

/// The account and region of an ECR registry.
#[derive(Deserialize, JsonSchema, Default)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Registry {
    /// The account, 12 digits in quotes.
    #[schemars(regex(pattern = pattern::ACCOUNT))]
    pub(super) account: Option<String>,
    /// The region.
    #[schemars(regex(pattern = pattern::REGION))]
    pub(super) region: Option<String>,
}

/// A secret that the build may read with `RUN --mount=type=secret,id=ID`.
#[derive(Deserialize, JsonSchema, Default)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct BuildSecret {
    /// The name by which the Dockerfile mounts it.
    #[schemars(required)]
    pub(super) id: Option<String>,
    /// The environment variable that holds it.
    #[schemars(regex(pattern = pattern::VARIABLE))]
    pub(super) env: Option<String>,
    /// The file that holds it.
    pub(super) file: Option<String>,
}

/// A service.
#[expect(
    clippy::struct_field_names,
    reason = "the key `service` is ECS's word for the name"
)]
#[derive(Deserialize, JsonSchema, Default, Clone)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Service {
    /// The service's name in ECS. Default: the name of this entry.
    #[schemars(regex(pattern = pattern::ECS_NAME))]
    pub(super) service: Option<String>,
    /// The file with the task definition, JSON or YAML in the shape of AWS.
    pub(super) task_definition: Option<String>,
    /// The container that takes the image. Default: the only container, or else the only
    /// essential one.
    pub(super) container: Option<String>,
    /// Which container takes which image, by their names, where there are several images.
    pub(super) containers: Option<BTreeMap<String, String>>,
    /// Fields of the task definition that may be newer than foghorn, such as
    /// `containerDefinitions.newField`.
    pub(super) allow_unknown_fields: Option<Vec<String>>,
    /// Variables of `environment` that look like secrets to `foghorn check` and are none.
    pub(super) plain_text: Option<Vec<String>>,
}

/// Settings for all stages that do not have their own.
#[derive(Deserialize, JsonSchema, Default)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Defaults {
    /// The account, 12 digits in quotes.
    #[schemars(regex(pattern = pattern::ACCOUNT))]
    pub(super) account: Option<String>,
    /// The region.
    #[schemars(regex(pattern = pattern::REGION))]
    pub(super) region: Option<String>,
    /// The ARN of the role to assume.
    #[schemars(regex(pattern = pattern::ROLE))]
    pub(super) role: Option<String>,
    /// The external id to assume the role with.
    pub(super) external_id: Option<String>,
    /// Whether the session of the assumed role says in its tags what it is for: stage, repository,
    /// branch, commit and run. Default: false; it needs `sts:TagSession`.
    pub(super) session_tags: Option<bool>,
    /// The session name to assume the role with. Default: made from the run.
    #[schemars(regex(pattern = pattern::SESSION))]
    pub(super) role_session_name: Option<String>,
    /// The cluster.
    #[schemars(regex(pattern = pattern::ECS_NAME))]
    pub(super) cluster: Option<String>,
    /// What `${values.NAME}` stands for. A stage's own values come on top.
    #[expect(
        dead_code,
        reason = "read from the document, as templates with positions"
    )]
    pub(super) values: Option<BTreeMap<String, String>>,
    /// How long a deployment may take, such as `20m`. Default: 20m.
    #[schemars(regex(pattern = pattern::DURATION))]
    pub(super) timeout: Option<String>,
    /// How long every new task must have lived before the deployment counts. Default: 60s; `0`
    /// turns it off.
    #[schemars(regex(pattern = pattern::DURATION))]
    pub(super) soak: Option<String>,
    /// What happens to a deployment that cannot succeed. Default: `rollback`.
    pub(super) on_failure: Option<OnFailure>,
    /// What happens to a deployment under way when the run is cancelled. Default: `leave`.
    pub(super) on_cancel: Option<OnCancel>,
    /// Whether images are copied into the account and region of a stage before it is deployed.
    /// Default: false; its tasks then pull them from where they were pushed.
    pub(super) copy_images: Option<bool>,
    /// What happens when somebody else's deployment of a service is in flight. Default:
    /// `supersede`.
    pub(super) in_flight: Option<InFlight>,
    /// Whether all services of a stage are deployed or none: when one fails, the others that were
    /// deployed go back. Default: `false`.
    pub(super) together: Option<bool>,
    /// Whether the application's own log lines are shown. Default: `on`.
    pub(super) logs: Option<Logs>,
    /// From which severity on a finding of ECR's image scan stops a deployment before anything is
    /// touched. Default: scans are not looked at.
    pub(super) scan: Option<Severity>,
}

/// A stage: an account, a region and a cluster to deploy to.
#[derive(Deserialize, JsonSchema, Default)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Stage {
    /// The stage whose proven image this one takes. It is deployed only after that one.
    pub(super) after: Option<String>,
    /// The branches that this stage may be deployed from, such as `main` or `release/*`. Default:
    /// all.
    pub(super) branches: Option<Vec<String>>,
    /// How long the stage before must have been healthy with the image, such as `30m`. Default: 0.
    #[schemars(regex(pattern = pattern::DURATION))]
    pub(super) minimum_age: Option<String>,
    /// The account, 12 digits in quotes. Credentials for another account are refused.
    #[schemars(regex(pattern = pattern::ACCOUNT))]
    pub(super) account: Option<String>,
    /// The region. Required here or under `defaults`.
    #[schemars(regex(pattern = pattern::REGION))]
    pub(super) region: Option<String>,
    /// The ARN of the role to assume. Default: the credentials of the job.
    #[schemars(regex(pattern = pattern::ROLE))]
    pub(super) role: Option<String>,
    /// The external id to assume the role with.
    pub(super) external_id: Option<String>,
    /// Whether the session of the assumed role says in its tags what it is for: stage, repository,
    /// branch, commit and run. Default: false; it needs `sts:TagSession`.
    pub(super) session_tags: Option<bool>,
    /// The session name to assume the role with. Default: made from the run.
    #[schemars(regex(pattern = pattern::SESSION))]
    pub(super) role_session_name: Option<String>,
    /// The ARN of a role that may only look: with it the next stage, deployed alone, looks up what
    /// this one proved. Default: `role`.
    #[schemars(regex(pattern = pattern::ROLE))]
    pub(super) proof_role: Option<String>,
    /// The cluster. Required here or under `defaults`.
    #[schemars(regex(pattern = pattern::ECS_NAME))]
    pub(super) cluster: Option<String>,
    /// What `${values.NAME}` stands for in this stage. Never shown.
    #[expect(
        dead_code,
        reason = "read from the document, as templates with positions"
    )]
    pub(super) values: Option<BTreeMap<String, String>>,
    /// How long a deployment may take, such as `20m`. Default: 20m.
    #[schemars(regex(pattern = pattern::DURATION))]
    pub(super) timeout: Option<String>,
    /// How long every new task must have lived before the deployment counts. Default: 60s; `0`
    /// turns it off.
    #[schemars(regex(pattern = pattern::DURATION))]
    pub(super) soak: Option<String>,
    /// What happens to a deployment that cannot succeed. Default: `rollback`.
    pub(super) on_failure: Option<OnFailure>,
    /// What happens to a deployment under way when the run is cancelled. Default: `leave`.
    pub(super) on_cancel: Option<OnCancel>,
    /// Whether images are copied into the account and region of the stage before it is deployed.
    /// Default: false; its tasks then pull them from where they were pushed.
    pub(super) copy_images: Option<bool>,
    /// What happens when somebody else's deployment of a service is in flight. Default:
    /// `supersede`.
    pub(super) in_flight: Option<InFlight>,
    /// Whether all services of this stage are deployed or none: when one fails, the others that
    /// were deployed go back. Default: `false`.
    pub(super) together: Option<bool>,
    /// Whether the application's own log lines are shown. Default: `on`.
    pub(super) logs: Option<Logs>,
    /// From which severity on a finding of ECR's image scan stops a deployment before anything is
    /// touched. Default: scans are not looked at.
    pub(super) scan: Option<Severity>,
    /// The page of what is deployed here. GitHub and GitLab link to it.
    #[schemars(regex(pattern = pattern::PAGE))]
    pub(super) url: Option<String>,
    /// The service's name in ECS in this stage, where it is not the same in all.
    #[schemars(regex(pattern = pattern::ECS_NAME))]
    pub(super) service: Option<String>,
    /// The file with the task definition for this stage, where it is not the same for all.
    pub(super) task_definition: Option<String>,
    /// What is different for services in this stage, by their names under `services` above.
    pub(super) services: Option<BTreeMap<String, Service>>,
}
