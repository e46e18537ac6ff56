//! What a stage proved, kept as one SSM parameter in that stage's account and region.
//!
//! A reader believes it only when ECS agrees: the service runs that very revision, its deployment
//! is complete, its tasks are there, and the revision has the recorded images. So a stale or forged record proves nothing.

use crate::drive::Bucket;
use crate::failure::Failure;
use crate::settings::{Images, Pinned, References};
use crate::stages::{Means, Open};
use foghorn_aws::Kind;
use foghorn_deploy::event::Running;
use foghorn_deploy::foreign::Sentence;
use foghorn_deploy::name::RevisionArn;
use foghorn_deploy::observation::RolloutState;
use foghorn_deploy::plan::write::record_parameter;
use foghorn_deploy::verdict::Verdict;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;
use std::time::Duration;

/// PutParameter: so many at once, then one in this time. Source: Systems Manager quotas, three a
/// second per account and region.
const PUTS: (u32, Duration) = (2, Duration::from_millis(370));

/// What is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Record {
    /// The revision that was proven.
    revision: String,
    /// Images by their name in the configuration, as `REPOSITORY@DIGEST`.
    images: BTreeMap<String, String>,
    /// The commit, if there was one.
    commit: Option<String>,
    /// The page of the run, if it had one.
    run: Option<String>,
}

/// Who did it.
pub(crate) struct Signature {
    /// The commit.
    pub(crate) commit: Option<String>,
    /// The page of the run.
    pub(crate) run: Option<String>,
}

/// Keeps what a stage proved. Returns what kept it from being kept, as warnings: the stage is
/// healthy all the same.
pub(crate) async fn keep(
    open: &Open<'_>,
    running: &[Running],
    images: &References,
    by: &Signature,
    means: &Means<'_>,
) -> Vec<(Sentence, Vec<Sentence>)> {
    let mut warnings = Vec::new();
    let mut puts = Bucket::new(PUTS.0, PUTS.1);
    for running in running {
        let (Some(verdict), Some(revision)) = (&running.verdict, &running.revision) else {
            continue;
        };
        if !verdict.proven() {
            continue;
        }
        let record = Record {
            revision: revision.as_str().to_owned(),
            images: images.clone(),
            commit: by.commit.clone(),
            run: by.run.clone(),
        };
        let name = record_parameter(&open.stage.cluster, &running.service);
        let unchanged = matches!(verdict, Verdict::Unchanged { .. });
        if unchanged && is_kept(open, &running.service, revision, images).await {
            continue;
        }
        let Ok(text) = serde_json::to_string(&record) else {
            continue;
        };
        let turn = puts.take(means.clock.now());
        let mut cancel = means.cancel.clone();
        tokio::select! {
            () = means.clock.sleep_until(turn) => {}
            // A run that ends waits for no turn: what is refused is said.
            _ = cancel.wait() => {}
        }
        if let Err(error) = open.session.put_parameter(&name, &text).await {
            let warning = Sentence::own("what this stage proved could not be recorded in ")
                .code(&name)
                .then(
                    "; it is healthy, but a later stage that is run alone will refuse its image: ",
                )
                .foreign(error.to_string());
            warnings.push((warning, error.hints()));
        }
    }
    warnings
}

/// Whether it is on record already that a service runs this revision with these images.
pub(crate) async fn is_kept(
    open: &Open<'_>,
    service: &str,
    revision: &RevisionArn,
    images: &References,
) -> bool {
    let name = record_parameter(&open.stage.cluster, service);
    let kept = open.session.parameter(&name).await.ok().flatten();
    let kept: Option<Record> = kept.and_then(|text| serde_json::from_str(&text).ok());
    kept.is_some_and(|kept| kept.revision == revision.as_str() && kept.images == *images)
}

/// Returns the images that a stage runs and proved, or refuses.
pub(crate) async fn proven(open: &Open<'_>) -> Result<Images, Failure> {
    let mut images = Images::new();
    for service in &open.stage.services {
        let name = record_parameter(&open.stage.cluster, &service.service);
        let kept = match open.session.parameter(&name).await {
            Ok(kept) => kept,
            Err(error) if matches!(error.kind(), Kind::AccessDenied { .. }) => {
                return Err(unproven(
                    open,
                    &service.service,
                    Sentence::own("its record may not be read: ").foreign(error.to_string()),
                )
                .hints(error.hints()));
            }
            Err(error) => return Err(error.into()),
        };
        let record: Option<Record> = kept.and_then(|text| serde_json::from_str(&text).ok());
        let Some(record) = record else {
            return Err(unproven(
                open,
                &service.service,
                Sentence::own("nothing is recorded in ").code(&name),
            ));
        };
        let reading = open
            .session
            .describe_services(&open.stage.cluster, &[service.service.as_str()])
            .await?;
        let running = reading.services.into_iter().flatten().next();
        let primary = running.as_ref().and_then(|s| s.primary());
        let agrees = primary.is_some_and(|p| {
            p.task_definition.as_str() == record.revision
                && p.rollout_state == Some(RolloutState::Completed)
                && p.running >= p.desired
                && p.running > 0
        });
        if !agrees {
            let proved = short(&record.revision);
            let why = match primary {
                Some(primary) if primary.task_definition.as_str() == record.revision => {
                    Sentence::own("the deployment of ")
                        .foreign(proved)
                        .then(" is not complete there, or its tasks are gone")
                }
                Some(primary) => Sentence::own("it proved ")
                    .foreign(proved)
                    .then(", but somebody deployed ")
                    .foreign(primary.task_definition.short())
                    .then(" since"),
                None => Sentence::own("it proved ")
                    .foreign(proved)
                    .then(", but the service is gone"),
            };
            return Err(unproven(open, &service.service, why));
        }
        let revision = open
            .session
            .describe_task_definition(&record.revision)
            .await?;
        let running = revision.map(|revision| revision.document);
        for (name, reference) in record.images {
            if running
                .as_ref()
                .is_some_and(|document| runs(document, &reference))
            {
                let pinned = Pinned::parse(&reference).ok_or_else(|| {
                    let why = Sentence::own("its record has no digest: ").foreign(&reference);
                    unproven(open, &service.service, why)
                })?;
                images.insert(name, pinned);
            } else if service.images.iter().any(|placed| placed.image == name) {
                let why = Sentence::own("the record says that it runs ")
                    .foreign(reference)
                    .then(", but ")
                    .foreign(short(&record.revision))
                    .then(" has another image");
                return Err(unproven(open, &service.service, why));
            }
        }
    }
    Ok(images)
}

/// Returns whether a container of this task definition has this image. A record alone proves
/// nothing: whoever may write parameters could name any image in it.
fn runs(document: &Value, reference: &str) -> bool {
    let containers = document["containerDefinitions"].as_array();
    containers
        .into_iter()
        .flatten()
        .any(|container| container["image"] == reference)
}

/// Returns `FAMILY:REVISION` of an ARN.
fn short(arn: &str) -> &str {
    arn.rsplit_once('/').map_or(arn, |(_, name)| name)
}

fn unproven(open: &Open<'_>, service: &str, why: Sentence) -> Failure {
    let mut message = Sentence::own("stage ")
        .code(&open.stage.name)
        .then(" has not proven an image of service ")
        .code(service)
        .then(": ");
    message.0.extend(why.0);
    Failure::refused(message)
        .hint(
            Sentence::own("deploy ")
                .code(&open.stage.name)
                .then(" first: ")
                .code(format!("foghorn deploy --stage {}", open.stage.name)),
        )
        .hint(Sentence::own("or name the image with ").code("--image REPOSITORY@sha256:…"))
}
