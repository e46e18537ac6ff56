//! The simulated world that a configuration would find on AWS: its clusters and services, running
//! healthily since long ago, with the repositories, roles, parameters, secrets and log groups it names.
//!
//! Owns the translation from a configuration to that world; [`taken`] does it for what containers
//! take their secrets from. What happens in it is `foghorn-sim`'s.

mod taken;

use crate::failure::Failure;
use crate::settings::{Pinned, Settings};
use foghorn_deploy::config::{Repository, Service, Stage};
use foghorn_deploy::foreign::Sentence;
use foghorn_deploy::task_definition::TaskDefinition;
use foghorn_sim::engine::LoadBalancerSeed;
use foghorn_sim::scenarios::{self, Need, Scenario};
use foghorn_sim::world::{self, ANY_ACCOUNT_SECRET, Iam};
use foghorn_sim::{Options, Simulator, World};

/// The account of a stage that names none.
const ACCOUNT: &str = "111111111111";
/// The image that ran before, wherever it is from: faults and registries leave it alone.
const IMAGE_BEFORE: &str = "public.ecr.aws/foghorn/before:1";

/// How a world is to be.
pub(crate) struct Setting<'r> {
    /// The configuration.
    pub(crate) settings: &'r Settings,
    /// What happens to new deployments.
    pub(crate) scenario: &'r Scenario,
    /// The stage in which it happens; `None` for all.
    pub(crate) at: Option<&'r str>,
    /// How many times as fast as real time; `None` lets time pass only when it is told to.
    pub(crate) speed: Option<u32>,
    /// The port; 0 picks one.
    pub(crate) port: u16,
    /// How many real milliseconds every answer takes at least.
    pub(crate) latency_ms: u64,
}

/// Returns the scenario of this name.
pub(crate) fn scenario(name: &str) -> Result<&'static Scenario, Failure> {
    scenarios::find(name).ok_or_else(|| {
        Failure::usage(Sentence::own("there is no scenario ").code(name))
            .hint(Sentence::code_only("foghorn rehearse --list").then(" names them"))
    })
}

/// Starts the simulated AWS.
pub(crate) fn start(setting: &Setting<'_>) -> Result<Simulator, Failure> {
    let mut world = World {
        clock: world::Clock {
            start: None,
            scale: f64::from(setting.speed.unwrap_or(0)),
        },
        latency_ms: setting.latency_ms,
        ..World::default()
    };
    let definitions = definitions(setting.settings)?;
    check_needs(setting, &definitions)?;
    check_registries(setting.settings)?;
    for (stage, _, definition) in &definitions {
        furnish(&mut world, stage, definition);
    }
    world.iam = Some(identities(setting, &definitions));
    taken::furnish(&mut world, &definitions);
    repositories(&mut world, setting.settings);
    let simulator = Simulator::start(world, Options { port: setting.port }).map_err(|error| {
        Failure::usage(Sentence::own(
            "the simulated AWS cannot listen on 127.0.0.1",
        ))
        .caused_by(&error)
    })?;
    for (stage, service, definition) in &definitions {
        simulator
            .with_region(account(stage), &stage.region, |region| {
                populate(region, setting, stage, service, definition)
            })
            .map_err(|error| {
                Failure::usage(Sentence::own("the configuration cannot be rehearsed"))
                    .caused_by(&error)
            })?;
    }
    Ok(simulator)
}

/// Returns the variables that lead an AWS client to the simulated AWS, signed in to the first
/// stage's account.
pub(crate) fn environment(
    settings: &Settings,
    simulator: &Simulator,
) -> Vec<(&'static str, String)> {
    let first = settings.config.stages.first();
    vec![
        ("AWS_ENDPOINT_URL", simulator.endpoint()),
        (
            "AWS_ACCESS_KEY_ID",
            first.map_or(ACCOUNT, account).to_owned(),
        ),
        ("AWS_SECRET_ACCESS_KEY", ANY_ACCOUNT_SECRET.to_owned()),
        (
            "AWS_REGION",
            first.map_or_else(|| "eu-west-1".to_owned(), |stage| stage.region.clone()),
        ),
        ("AWS_EC2_METADATA_DISABLED", "true".to_owned()),
    ]
}

/// Variables that would lead elsewhere.
pub(crate) const MISLEADING: [&str; 8] = [
    "AWS_PROFILE",
    "AWS_SESSION_TOKEN",
    "AWS_ROLE_ARN",
    "AWS_WEB_IDENTITY_TOKEN_FILE",
    "AWS_CONTAINER_CREDENTIALS_FULL_URI",
    "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
    "AWS_ENDPOINT_URL_ECS",
    "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS",
];

fn account(stage: &Stage) -> &str {
    stage.account.as_deref().unwrap_or(ACCOUNT)
}

/// The task definitions as they were before: with another image.
fn definitions(settings: &Settings) -> Result<Vec<(&Stage, &Service, TaskDefinition)>, Failure> {
    let mut definitions = Vec::new();
    for stage in &settings.config.stages {
        for service in &stage.services {
            let mut definition = settings.definition(stage, service, &settings.stand_ins())?;
            for placement in &service.images {
                definition = definition
                    .with_image(placement.container.as_deref(), IMAGE_BEFORE)
                    .map_err(|problems| crate::settings::invalid("task definition", &problems))?;
            }
            definitions.push((stage, service, definition));
        }
    }
    Ok(definitions)
}

/// Refuses to reach a real registry: nothing of a rehearsal leaves this machine.
fn check_registries(settings: &Settings) -> Result<(), Failure> {
    for image in &settings.config.images {
        if let (Repository::Uri(uri), None) = (&image.repository, &image.registry_endpoint) {
            return Err(Failure::usage(
                Sentence::own("image ")
                    .code(&image.name)
                    .then(" goes to a registry that a rehearsal does not simulate: ")
                    .code(uri),
            )
            .hint(
                Sentence::own("for the rehearsal, set ")
                    .code("repository")
                    .then(" instead of ")
                    .code("uri")
                    .then(", or ")
                    .code("registry-endpoint")
                    .then(" to a registry on this machine"),
            ));
        }
    }
    Ok(())
}

/// Refuses an image that a copy would fetch from a real registry.
pub(crate) fn check_images(settings: &Settings, images: &[String]) -> Result<(), Failure> {
    let copies = settings.config.stages.iter().any(|stage| stage.copy_images);
    let by_digest = |image: &&String| {
        let (_, reference) = image.split_once('=').unwrap_or_default();
        Pinned::parse(image).or(Pinned::parse(reference)).is_some()
    };
    match images.iter().find(by_digest).filter(|_| copies) {
        None => Ok(()),
        Some(image) => Err(Failure::usage(
            Sentence::own("a rehearsal copies no image out of a real registry: ").code(image),
        )
        .hint(Sentence::own(
            "leave it out, or give an OCI layout or archive",
        ))),
    }
}

/// Refuses a story that would have nothing to strike: it would end well and teach nothing.
fn check_needs(
    setting: &Setting<'_>,
    definitions: &[(&Stage, &Service, TaskDefinition)],
) -> Result<(), Failure> {
    let struck = definitions
        .iter()
        .filter(|(stage, ..)| setting.at.is_none_or(|at| at == stage.name));
    let struck: Vec<&TaskDefinition> = struck.map(|(_, _, definition)| definition).collect();
    for need in &setting.scenario.needs {
        let (met, what) = match need {
            Need::Secret => (struck.iter().any(|d| !d.secrets().is_empty()), "secrets"),
            Need::JsonKey => (
                struck.iter().any(|d| taken::has_json_key(d)),
                "a JSON key in secrets",
            ),
            Need::HealthCheck => (struck.iter().any(|d| has_health_check(d)), "healthCheck"),
        };
        if !met {
            return Err(Failure::usage(
                Sentence::own("scenario ")
                    .code(&setting.scenario.name)
                    .then(" needs a task definition with ")
                    .code(what),
            )
            .hint(Sentence::code_only("foghorn rehearse --list").then(" names the others")));
        }
    }
    Ok(())
}

fn has_health_check(definition: &TaskDefinition) -> bool {
    let containers = &definition.reveal()["containerDefinitions"];
    containers.as_array().is_some_and(|all| {
        all.iter()
            .any(|container| container["healthCheck"].is_object())
    })
}

/// Adds what a task definition and its stage refer to.
fn furnish(world: &mut World, stage: &Stage, definition: &TaskDefinition) {
    let (account, region) = (account(stage).to_owned(), stage.region.clone());
    let role = |arn: &str| arn.rsplit_once('/').map(|(_, name)| name.to_owned());
    if let Some(name) = stage.role.as_deref().and_then(role) {
        world.roles.push(world::Role {
            account: account.clone(),
            name,
        });
    }
    for container in definition.containers() {
        if let Some(group) = definition
            .log_configuration(container)
            .and_then(|log| log.group)
        {
            world.log_groups.push(world::LogGroup {
                account: account.clone(),
                region: region.clone(),
                name: group,
            });
        }
    }
}

/// The roles that the task definitions name. What the scenario leaves out of execution roles is
/// missing in those of the stages in which it plays.
fn identities(setting: &Setting<'_>, definitions: &[(&Stage, &Service, TaskDefinition)]) -> Iam {
    let mut iam = Iam::default();
    for (stage, _, definition) in definitions {
        let role = |member: &str| definition.reveal()[member].as_str();
        if let Some(task) = role("taskRoleArn") {
            iam.task_role(account(stage), task);
        }
    }
    // Where stages share a role, it lacks what it lacks in any of them: those come last.
    let struck = |stage: &Stage| setting.at.is_none_or(|at| at == stage.name);
    for here in [false, true] {
        for (stage, _, definition) in definitions {
            let execution = definition.reveal()["executionRoleArn"].as_str();
            if let Some(role) = execution.filter(|_| struck(stage) == here) {
                let lacks = if here {
                    setting.scenario.execution_role_lacks.as_slice()
                } else {
                    &[]
                };
                iam.execution_role(account(stage), role, lacks);
            }
        }
    }
    iam
}

fn repositories(world: &mut World, settings: &Settings) {
    let Some(first) = settings.config.stages.first() else {
        return;
    };
    let mut places = Vec::new();
    for image in &settings.config.images {
        if let Repository::Ecr(name) = &image.repository {
            let registry = &image.registry;
            let own = registry.account.as_deref().unwrap_or(account(first));
            let region = registry.region.as_ref().unwrap_or(&first.region);
            places.push((own, region, name));
            let copied = settings.config.stages.iter();
            let copied = copied.filter(|stage| stage.copy_images);
            places.extend(copied.map(|stage| (account(stage), &stage.region, name)));
        }
    }
    places.sort();
    places.dedup();
    let repository = |(account, region, name): (&str, &String, &String)| world::Repository {
        account: account.to_owned(),
        region: region.clone(),
        name: name.clone(),
        tag_mutability: world::TagMutability::Immutable,
        images: vec![],
    };
    let iam = world.iam.get_or_insert_default();
    for (owner, region, name) in &places {
        let arn = format!("arn:aws:ecr:{region}:{owner}:repository/{name}");
        iam.share_repository(&arn, settings.config.stages.iter().map(account));
    }
    world.repositories = places.into_iter().map(repository).collect();
}

fn populate(
    region: &mut foghorn_sim::engine::Region,
    setting: &Setting<'_>,
    stage: &Stage,
    service: &Service,
    definition: &TaskDefinition,
) -> Result<(), foghorn_sim::engine::SeedError> {
    let cluster = stage
        .cluster
        .rsplit_once('/')
        .map_or(stage.cluster.as_str(), |(_, name)| name);
    region.seed_cluster(cluster);
    let struck = setting.at.is_none_or(|at| at == stage.name);
    let load_balancer = setting
        .scenario
        .load_balancer
        .then(|| load_balancer(region, service, definition))
        .flatten();
    let scenario = if struck {
        setting.scenario.clone()
    } else {
        setting.scenario.elsewhere()
    };
    let before = scenario.before(definition.reveal().clone());
    let revision = region.seed_task_definition(&before)?;
    let seed = scenario.seed(cluster, &service.service, &revision, load_balancer);
    region.seed_service(&seed)?;
    if struck {
        region.set_faults(scenario.faults);
    }
    Ok(())
}

/// Puts the container that takes traffic behind a target group.
fn load_balancer(
    region: &mut foghorn_sim::engine::Region,
    service: &Service,
    definition: &TaskDefinition,
) -> Option<LoadBalancerSeed> {
    let container = definition
        .main_container(service.container.as_deref())
        .ok()?
        .to_owned();
    let port = definition.port(&container)?;
    let target_group = region.seed_target_group(&service.service, port);
    Some(LoadBalancerSeed {
        target_group,
        container,
        port,
    })
}
