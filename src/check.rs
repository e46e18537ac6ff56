//! What is wrong, before anything is touched: looks at everything, and makes one [`Checked`] of it.
//!
//! Must not change anything, and must not stop at the first problem. What cannot be looked at is a
//! finding, too; only a configuration that makes no sense ends the whole.

mod caller;
mod definition;
mod ground;
mod images;
mod logs;
mod looks;
mod roles;
mod scan;
mod secrets;
mod services;

use crate::ci::Ci;
use crate::cli::check::CheckArgs;
use crate::cli::{ConfigArgs, ImageArgs};
use crate::failure::Failure;
use crate::images::located::Located;
use crate::outset::Outset;
use crate::settings::{Settings, lint};
use crate::stages::{self, Open};
use foghorn_aws::Connector;
use foghorn_deploy::check::{About, Area, Checked, Finding};
use foghorn_deploy::config::Stage;
use foghorn_deploy::foreign::{Foreign, Sentence};
use foghorn_deploy::outcome::Outcome;
use ground::Ground;
use images::Gallery;
use looks::Looks;
use std::path::Path;
use tokio::task::JoinSet;

/// Looks at the task definitions alone, and asks nobody.
pub(crate) fn offline(args: &CheckArgs) -> Result<Checked, Failure> {
    if let Some(file) = args.config.task_definition.as_deref()
        && !has_configuration(&args.config)
    {
        return by_itself(args, file);
    }
    let settings = Settings::load(&args.config)?;
    let stages = settings.stages(&args.stage)?;
    if let Some(file) = args.config.task_definition.as_deref()
        && stages.iter().any(|stage| stage.services.len() > 1)
    {
        return by_itself(args, file);
    }
    Ok(Checked::new(linted(&settings, &stages, &args.plain_text)?))
}

/// Looks at everything there is of these stages.
pub(crate) async fn online(args: &CheckArgs) -> Result<Checked, Failure> {
    let settings = Settings::load(&args.config)?;
    let chosen = settings.stages(&args.stage)?;
    let mut findings = linted(&settings, &chosen, &args.plain_text)?;
    let ci = Ci::detect();
    let outset = Outset::of(&settings, &args.image, &ci);
    crate::images::given(&settings, &args.image.image)?;
    let connector = Connector::load(chosen.first().map(|stage| stage.region.as_str())).await?;
    let mut opened = Vec::new();
    for (stage, open) in open(&connector, &chosen, outset.session_name).await {
        match open {
            Ok(open) => opened.push(open),
            Err(failure) => findings.push(caller::refused(stage, &failure)),
        }
    }
    let all: Vec<&Open<'_>> = opened.iter().collect();
    let (looked, located) = tokio::join!(
        everything(&settings, &all, &args.image),
        outset.images(&connector, &opened)
    );
    findings.extend(looked);
    findings.extend(match located {
        Ok(sought) => at_images(&settings, &all, &sought.located, &args.image).await,
        Err(failure) => not_located(&opened, &failure),
    });
    Ok(Checked::new(findings))
}

/// Looks at what a run is about to deploy to these stages, once it knows its images.
pub(crate) async fn before_deploying(
    settings: &Settings,
    opened: &[&Open<'_>],
    located: &[Located],
    image: &ImageArgs,
) -> Result<Checked, Failure> {
    let chosen: Vec<&Stage> = opened.iter().map(|open| open.stage).collect();
    let mut findings = linted(settings, &chosen, &[])?;
    let (looked, images) = tokio::join!(
        everything(settings, opened, image),
        at_images(settings, opened, located, image)
    );
    findings.extend(looked);
    findings.extend(images);
    Ok(Checked::new(findings))
}

/// What the linter finds in the task definitions of these stages.
fn linted(
    settings: &Settings,
    stages: &[&Stage],
    accepted: &[String],
) -> Result<Vec<Finding>, Failure> {
    let mut findings = Vec::new();
    for stage in stages {
        for service in &stage.services {
            let linted = settings.lint(stage, service, accepted)?;
            findings.extend(definition::findings(Some((stage, service)), &linted));
        }
    }
    Ok(findings)
}

/// Signs in to every stage, side by side.
async fn open<'c>(
    connector: &Connector,
    chosen: &[&'c Stage],
    session_name: &str,
) -> Vec<(&'c Stage, Result<Open<'c>, Failure>)> {
    let mut signing = JoinSet::new();
    for (place, &stage) in chosen.iter().enumerate() {
        let (connector, stage, name) = (connector.clone(), stage.clone(), session_name.to_owned());
        signing.spawn(async move {
            let open = stages::open(&connector, &stage, &name).await;
            (place, open.map(|open| (open.session, open.identity)))
        });
    }
    let mut signed = signing.join_all().await;
    signed.sort_by_key(|(place, _)| *place);
    let signed = signed.into_iter().zip(chosen);
    let opened = signed.map(|((_, signed), &stage)| {
        let open = signed.map(|(session, identity)| Open {
            stage,
            session,
            identity,
        });
        (stage, open)
    });
    opened.collect()
}

/// Looks at everything but the images.
async fn everything(settings: &Settings, opened: &[&Open<'_>], image: &ImageArgs) -> Vec<Finding> {
    let mut looks = Looks::new();
    for ground in grounds(settings, opened, image) {
        caller::look(&ground, &mut looks);
        roles::look(&ground, &mut looks);
        secrets::look(&ground, &mut looks);
        services::look(&ground, &mut looks);
        logs::look(&ground, &mut looks);
    }
    looks.finish().await
}

async fn at_images(
    settings: &Settings,
    opened: &[&Open<'_>],
    located: &[Located],
    image: &ImageArgs,
) -> Vec<Finding> {
    let mut looks = Looks::new();
    let configured = settings.config.images.iter();
    let mut endpoints = configured.filter_map(|one| one.registry_endpoint.as_deref());
    Gallery {
        grounds: &grounds(settings, opened, image),
        endpoint: image.registry_endpoint.as_deref().or(endpoints.next()),
    }
    .look(located, &mut looks);
    looks.finish().await
}

fn grounds(settings: &Settings, opened: &[&Open<'_>], image: &ImageArgs) -> Vec<Ground> {
    let first = opened.first();
    let account = first.map(|open| open.identity.account.as_str());
    let ground = |&open: &&Open<'_>| {
        let expected = crate::images::expected(settings, &image.image, open, account);
        Ground::of(settings, open, &expected)
    };
    opened.iter().map(ground).collect()
}

/// What it means that an image cannot be found.
fn not_located(opened: &[Open<'_>], failure: &Failure) -> Vec<Finding> {
    let Some(first) = opened.first() else {
        return Vec::new();
    };
    let about = About {
        stage: Some(first.stage.name.clone()),
        service: None,
        area: Area::Image,
        subject: Foreign::new("image"),
    };
    let mut finding = failed(&about, failure);
    // Which image a stage alone would take can change until it is deployed.
    if first.stage.after.is_some() && failure.outcome == Outcome::Refused {
        finding.answer = foghorn_deploy::check::Answer::Warning;
    }
    vec![finding]
}

/// A failure of a part, as a finding.
fn failed(about: &About, failure: &Failure) -> Finding {
    let report = &failure.report;
    let mut text: Sentence = report.message.clone();
    for cause in &report.causes {
        text = text.then(": ").foreign(cause.raw());
    }
    let mut finding = about.problem(text);
    finding.fix.clone_from(&report.hints);
    finding
}

/// Looks at a file that need not be one of a configuration's, as it is written.
fn by_itself(args: &CheckArgs, file: &Path) -> Result<Checked, Failure> {
    let linted = lint::alone(file, &args.plain_text, &args.config.allow_unknown_field)?;
    Ok(Checked::new(definition::findings(None, &linted)))
}

/// Whether there is a configuration, or one was asked for.
fn has_configuration(args: &ConfigArgs) -> bool {
    args.config != Path::new(ConfigArgs::DEFAULT) || args.config.exists()
}
