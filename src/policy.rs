//! `foghorn policy`: what the configuration and the task definitions say about permissions.
//!
//! Asks nobody, and shows no value that is sealed: a role that comes from one is refused unless the
//! user asked to see it.

use crate::cli::policy::PolicyArgs;
use crate::failure::Failure;
use crate::settings::Settings;
use foghorn_deploy::config::{self, Image, Logs, OnCancel, OnFailure, Service, Stage};
use foghorn_deploy::foreign::Sentence;
use foghorn_deploy::plan::Place;
use foghorn_deploy::policy::{
    GitHub, GitLab, Policies, Providers, Repository, Scope, ServiceScope, StageScope,
};
use foghorn_deploy::sealed::MASK;
use foghorn_deploy::task_definition::TaskDefinition;

/// The driver whose lines are read. Source: ECS API model, `LogDriver`.
const READ_DRIVER: &str = "awslogs";

/// Makes the policies of the chosen stages.
pub(crate) fn make(args: &PolicyArgs) -> Result<Policies, Failure> {
    let settings = Settings::load(&args.config)?;
    let chosen = settings.stages(&args.stage)?;
    let scope = scope(&settings, args.reveal)?;
    let providers = providers(args);
    let is_chosen = |scope: &&StageScope| chosen.iter().any(|stage| stage.name == scope.name);
    let stages = scope.stages.iter().filter(is_chosen);
    Ok(Policies {
        stages: stages
            .map(|stage| scope.policies(stage, &providers))
            .collect(),
    })
}

fn providers(args: &PolicyArgs) -> Providers {
    let neither = args.github.is_none() && args.gitlab.is_none();
    let or = |given: &Option<String>, stand_in: &str| {
        let stand_in = neither.then(|| stand_in.to_owned());
        given.clone().or(stand_in)
    };
    let github = or(&args.github, "OWNER/REPOSITORY");
    let gitlab = or(&args.gitlab, "GROUP/PROJECT");
    Providers {
        github: github.map(|repository| GitHub { repository }),
        gitlab: gitlab.map(|project| GitLab {
            host: args.gitlab_host.clone(),
            project,
            branch: args.branch.clone(),
        }),
    }
}

/// Every stage matters, whichever is asked for: one lets another look, or pull.
fn scope(settings: &Settings, reveal: bool) -> Result<Scope, Failure> {
    let stages = settings.config.stages.iter();
    let stages = stages.map(|stage| of_stage(settings, stage, reveal));
    let stages: Vec<StageScope> = stages.collect::<Result<_, _>>()?;
    let images = settings.config.images.iter();
    let repositories = stages.first().map_or_else(Vec::new, |first| {
        images
            .filter_map(|image| repository(image, &first.place))
            .collect()
    });
    Ok(Scope {
        stages,
        repositories,
    })
}

fn of_stage(settings: &Settings, stage: &Stage, reveal: bool) -> Result<StageScope, Failure> {
    let place = place(stage)?;
    let services = stage.services.iter();
    let services = services.map(|service| of_service(settings, stage, service, &place, reveal));
    let services = services.collect::<Result<_, _>>()?;
    Ok(stage_scope(stage, place, services))
}

/// What a stage with these services is about.
pub(crate) fn stage_scope(stage: &Stage, place: Place, services: Vec<ServiceScope>) -> StageScope {
    StageScope {
        name: stage.name.clone(),
        after: stage.after.clone(),
        place,
        cluster: stage.cluster.clone(),
        role: stage.role.clone(),
        session_tags: stage.session_tags,
        proof_role: stage.proof_role.clone(),
        rolls_back: stage.on_failure == OnFailure::Rollback
            || stage.on_cancel == OnCancel::Rollback,
        copies: stage.copy_images,
        scans: stage.scan.is_some(),
        services,
    }
}

/// A role tells the account, too: it has to be in the stage's own.
fn place(stage: &Stage) -> Result<Place, Failure> {
    let of_role = || stage.role.as_deref()?.split(':').nth(4).map(str::to_owned);
    let account = stage.account.clone().or_else(of_role).ok_or_else(|| {
        let message = Sentence::own("the account of stage ")
            .code(&stage.name)
            .then(" is not known, and policies name it");
        Failure::usage(message)
            .hint(Sentence::own("set ").code(format!("stages.{}.account", stage.name)))
    })?;
    Ok(Place::of_region(&stage.region, &account))
}

fn of_service(
    settings: &Settings,
    stage: &Stage,
    service: &Service,
    place: &Place,
    reveal: bool,
) -> Result<ServiceScope, Failure> {
    let definition = settings.definition(stage, service, &settings.stand_ins())?;
    let shown = if reveal {
        definition
    } else {
        TaskDefinition::described(&definition.redacted())
    };
    let scope = service_scope(stage, service, place, &shown);
    let roles = [
        (&scope.execution_role, "executionRoleArn"),
        (&scope.task_role, "taskRoleArn"),
    ];
    for (role, key) in roles {
        visible(role.as_deref().unwrap_or_default(), stage, service, key)?;
    }
    visible(&scope.family, stage, service, "family")?;
    for (group, region) in &scope.log_groups {
        visible(group, stage, service, "awslogs-group")?;
        let region = region.as_deref().unwrap_or_default();
        visible(region, stage, service, "awslogs-region")?;
    }
    Ok(scope)
}

/// What a service with this task definition is about.
pub(crate) fn service_scope(
    stage: &Stage,
    service: &Service,
    place: &Place,
    definition: &TaskDefinition,
) -> ServiceScope {
    let document = definition.reveal();
    let role = |key: &str| document[key].as_str().map(|role| place.role(role));
    let logs = definition.containers().into_iter().filter_map(|container| {
        let log = definition.log_configuration(container)?;
        let read = log.driver == READ_DRIVER && stage.logs == Logs::On;
        // Without a prefix the name of the stream is not known, and nothing is read.
        log.stream_prefix.as_ref().filter(|_| read)?;
        Some((log.group?, log.region))
    });
    ServiceScope {
        service: service.service.clone(),
        family: definition.family().to_owned(),
        execution_role: role("executionRoleArn"),
        task_role: role("taskRoleArn"),
        log_groups: logs.collect(),
    }
}

/// Refuses what is sealed: a policy with `***` in it is none.
fn visible(text: &str, stage: &Stage, service: &Service, key: &str) -> Result<(), Failure> {
    if !text.contains(MASK) {
        return Ok(());
    }
    let message = Sentence::code_only(key)
        .then(" of service ")
        .code(&service.service)
        .then(" in stage ")
        .code(&stage.name)
        .then(" comes from `values` or from the environment, which are not shown");
    Err(Failure::usage(message).hint(
        Sentence::own("add ")
            .code("--reveal")
            .then(": it stands in the policy then"),
    ))
}

/// Where an image is pushed to, if that is ECR. `uri` may be an address in ECR, too, but foghorn
/// calls only the registry there, with the builder's own login.
fn repository(image: &Image, first: &Place) -> Option<Repository> {
    let name = match &image.repository {
        config::Repository::Ecr(name) => name.clone(),
        config::Repository::Uri(_) => return None,
    };
    let region = image.registry.region.as_deref().unwrap_or(&first.region);
    let account = image.registry.account.as_deref();
    Some(Repository {
        place: Place::of_region(region, account.unwrap_or(&first.account)),
        name,
        create: image.create_repository,
    })
}
