//! What a stage proved, as a later stage takes it: the record, held against what ECS says.

use crate::failure::Failure;
use crate::settings::{Images, Pinned};
use crate::stages::Open;
use crate::status::resolved;
use foghorn_aws::Error;
use foghorn_deploy::config::Service as Configured;
use foghorn_deploy::foreign::Sentence;
use foghorn_deploy::observation::Service;
use foghorn_deploy::plan::write::record_parameter;
use foghorn_deploy::proof::{Doubt, Evidence, Record, believe, is_current};
use foghorn_deploy::status;
use foghorn_deploy::time::AwsTime;

/// What a stage proved.
#[derive(Debug, Clone)]
pub(crate) struct Proof {
    /// The images.
    pub(crate) images: Images,
    /// Since when the last of them is proven.
    pub(crate) since: AwsTime,
    /// AWS's time of the reading.
    pub(crate) at: AwsTime,
}

/// Returns what a stage proved, or refuses. Without `wanted` that is what it runs now; with it, these
/// very images, which it may have run earlier.
pub(crate) async fn proven(open: &Open<'_>, wanted: Option<&Images>) -> Result<Proof, Failure> {
    let mut proof: Option<Proof> = None;
    for service in &open.stage.services {
        let one = of_service(open, service, wanted).await?;
        proof = Some(match proof {
            None => one,
            Some(mut all) => {
                all.images.extend(one.images);
                all.since = all.since.max(one.since);
                all
            }
        });
    }
    // A configuration without services does not get here.
    Ok(proof.unwrap_or(Proof {
        images: Images::new(),
        since: AwsTime::default(),
        at: AwsTime::default(),
    }))
}

async fn of_service(
    open: &Open<'_>,
    configured: &Configured,
    wanted: Option<&Images>,
) -> Result<Proof, Failure> {
    let name = &configured.service;
    let Read {
        records,
        any,
        denied,
    } = match read(open, name, wanted.is_some()).await {
        Ok(read) => read,
        Err(error) if error.is_access_denied() => {
            let why = Sentence::own("its record may not be read: ").foreign(error.to_string());
            return Err(unproven(open, name, wanted.is_some(), why, None).hints(error.hints()));
        }
        Err(error) => return Err(error.into()),
    };
    let reading = open
        .session
        .describe_services(&open.stage.cluster, &[name.as_str()])
        .await?;
    let Some(service) = reading.services.into_iter().flatten().next() else {
        return Err(unproven(
            open,
            name,
            wanted.is_some(),
            Doubt::NoService.sentence(),
            None,
        ));
    };
    let placed: Vec<&str> = configured
        .images
        .iter()
        .map(|placed| placed.image.as_str())
        .collect();
    let mut doubt = None;
    for record in &records {
        if wanted.is_some_and(|wanted| !has(record, wanted, &placed)) {
            continue;
        }
        let current = match wanted {
            Some(_) => Ok(()),
            None => is_current(record, &service),
        };
        let believed = match current {
            Ok(()) => held_against_ecs(open, record, &service, &placed).await?,
            Err(doubt) => Err(doubt),
        };
        match believed {
            Ok(since) => {
                return Ok(Proof {
                    images: images(record, &placed),
                    since,
                    at: reading.at,
                });
            }
            Err(why) => {
                doubt.get_or_insert(why);
            }
        }
    }
    let runs = who(open, &service).await;
    let parameter = record_parameter(&open.stage.cluster, name);
    let why = match doubt {
        Some(doubt) => doubt.sentence(),
        None if !any => Sentence::own("nothing is recorded in ").code(parameter),
        None if records.is_empty() => {
            Sentence::own("there is no record of foghorn in ").code(parameter)
        }
        None => Sentence::own("no record in ")
            .code(parameter)
            .then(" has this image"),
    };
    let hints = denied.map(|error| error.hints()).unwrap_or_default();
    Err(unproven(open, name, wanted.is_some(), why, runs).hints(hints))
}

/// The records of a service, the newest first.
struct Read {
    records: Vec<Record>,
    /// Whether anything is there at all: anybody may have written something else.
    any: bool,
    /// Why only the newest could be read.
    denied: Option<Error>,
}

/// Reads the newest record, or all that SSM keeps.
async fn read(open: &Open<'_>, service: &str, all: bool) -> Result<Read, Error> {
    let name = record_parameter(&open.stage.cluster, service);
    let newest = open.session.parameter(&name).await?;
    let mut texts: Vec<String> = newest.into_iter().collect();
    let mut denied = None;
    if all && !texts.is_empty() {
        match open.session.parameter_history(&name).await {
            Ok(versions) => texts.extend(versions.into_iter().skip(1).map(|one| one.value)),
            Err(error) if error.is_access_denied() => {
                denied = Some(error);
            }
            Err(error) => return Err(error),
        }
    }
    let records = texts.iter();
    let records = records.filter_map(|text| serde_json::from_str(text).ok());
    Ok(Read {
        records: records.collect(),
        any: !texts.is_empty(),
        denied,
    })
}

/// Whether a record has the wanted images. The repository does not matter: a copy is the same image.
fn has(record: &Record, wanted: &Images, placed: &[&str]) -> bool {
    placed.iter().all(|name| {
        let recorded = record.images.get(*name);
        let recorded = recorded.and_then(|reference| Pinned::parse(reference));
        let wanted = wanted.get(*name);
        wanted.is_none_or(|wanted| recorded.is_some_and(|one| one.digest == wanted.digest))
    })
}

async fn held_against_ecs(
    open: &Open<'_>,
    record: &Record,
    service: &Service,
    placed: &[&str],
) -> Result<Result<AwsTime, Doubt>, Error> {
    let named = record.service_deployment.as_slice();
    let deployment = open.session.describe_service_deployments(named).await?;
    let deployment = deployment.into_iter().next();
    let target = deployment.as_ref().and_then(|d| d.target_revision.clone());
    let targets: Vec<&str> = target.as_deref().into_iter().collect();
    let revision = open.session.describe_service_revisions(&targets).await?;
    let revision = revision.into_iter().next().map(resolved);
    let evidence = Evidence {
        service,
        deployment: deployment.as_ref(),
        revision: revision.as_ref(),
    };
    Ok(believe(record, placed, evidence))
}

/// Returns the images of a service that is proven.
fn images(record: &Record, placed: &[&str]) -> Images {
    let pinned = |name: &&str| {
        let reference = record.images.get(*name)?;
        Some(((*name).to_owned(), Pinned::parse(reference)?))
    };
    placed.iter().filter_map(pinned).collect()
}

/// Says what a service runs and who made that, as far as it can be read.
async fn who(open: &Open<'_>, service: &Service) -> Option<Sentence> {
    let revision = &service.primary()?.task_definition;
    let read = open
        .session
        .tagged_task_definition(revision.as_str())
        .await
        .ok()??;
    let origin = status::origin(&read.revision.document, &read.tags);
    let runs = Sentence::own("it runs ").foreign(revision.short());
    let registered_by = origin.registered_by?;
    let mut said = runs.then(", registered by ").foreign(registered_by.raw());
    match origin.foghorn {
        Some(made) => {
            if let Some(run) = made.run {
                said = said.then(" in ").foreign(run.raw());
            }
            if let Some(commit) = made.commit {
                said = said.then(" from commit ").foreign(commit.raw());
            }
        }
        None => said = said.then(", not by foghorn"),
    }
    Some(said)
}

fn unproven(
    open: &Open<'_>,
    service: &str,
    wanted: bool,
    why: Sentence,
    runs: Option<Sentence>,
) -> Failure {
    let what = if wanted {
        " has not proven this image of service "
    } else {
        " has not proven an image of service "
    };
    let mut message = Sentence::own("stage ")
        .code(&open.stage.name)
        .then(what)
        .code(service)
        .then(": ")
        .followed_by(why);
    if let Some(runs) = runs {
        message = message.then("; ").followed_by(runs);
    }
    let otherwise = if wanted {
        Sentence::own("or promote it all the same, with a reason that is recorded: ")
            .code("--force-unproven \"why\"")
    } else {
        Sentence::own("or name the image with ").code("--image REPOSITORY@sha256:…")
    };
    Failure::refused(message)
        .hint(
            Sentence::own("deploy ")
                .code(&open.stage.name)
                .then(" first: ")
                .code(format!("foghorn deploy --stage {}", open.stage.name)),
        )
        .hint(otherwise)
}
