//! What a stage proved, kept as one SSM parameter in that stage's account and region.
//!
//! Owns writing it. A reader believes it only when ECS agrees, so that a stale or forged record
//! proves nothing: that is [`proof`]'s.

mod arrival;
mod proof;

pub(crate) use proof::{Proof, proven};

use crate::drive::Bucket;
use crate::failure::Failure;
use crate::settings::References;
use crate::stages::{Means, Open};
use arrival::Arrival;
use foghorn_deploy::event::Running;
use foghorn_deploy::foreign::{Foreign, Sentence};
use foghorn_deploy::name::RevisionArn;
use foghorn_deploy::outcome::Outcome;
use foghorn_deploy::plan::write::record_parameter;
use foghorn_deploy::proof::{Doubt, Record, resolved};
use foghorn_deploy::verdict::Verdict;
use std::time::Duration;

/// PutParameter: so many at once, then one in this time. Source: Systems Manager quotas, three a
/// second per account and region.
const PUTS: (u32, Duration) = (2, Duration::from_millis(370));

/// Who did it.
#[derive(Default)]
pub(crate) struct Signature {
    /// The commit.
    pub(crate) commit: Option<String>,
    /// The page of the run.
    pub(crate) run: Option<String>,
    /// Why this may be deployed although the stage before has not proven it.
    pub(crate) unproven: Option<String>,
}

/// Something that a person should know, with what to do about it.
pub(crate) type Warning = (Sentence, Vec<Sentence>);

/// A service that was proven, and is not on record yet.
struct Proven<'r> {
    running: &'r Running,
    revision: &'r RevisionArn,
}

/// Keeps what a stage proved. Returns what kept it from being kept, as warnings: the stage is
/// healthy all the same.
///
/// # Errors
///
/// ECS resolved an image to another digest than the promised one. That is not kept.
pub(crate) async fn keep(
    open: &Open<'_>,
    running: &[Running],
    images: &References,
    by: &Signature,
    means: &Means<'_>,
) -> Result<Vec<Warning>, Failure> {
    let mut new = Vec::new();
    for running in running {
        let (Some(verdict), Some(revision)) = (&running.verdict, &running.revision) else {
            continue;
        };
        let unchanged = matches!(verdict, Verdict::Unchanged { .. });
        if !verdict.proven()
            || (unchanged && is_kept(open, &running.service, revision, images).await)
        {
            continue;
        }
        new.push(Proven { running, revision });
    }
    let wanted: Vec<_> = new
        .iter()
        .map(|one| (one.running.service.as_str(), one.revision))
        .collect();
    let (arrivals, mut warnings) = arrival::find(open, &wanted).await;
    let mut puts = Bucket::new(PUTS.0, PUTS.1);
    let mut wrong = None;
    for (one, arrival) in new.iter().zip(arrivals) {
        if let Some(doubt) = other_digest(one.running, &arrival) {
            wrong.get_or_insert_with(|| not_promised(open, &one.running.service, &doubt));
            continue;
        }
        let turn = puts.take(means.clock.now());
        let mut cancel = means.cancel.clone();
        tokio::select! {
            () = means.clock.sleep_until(turn) => {}
            // A run that ends waits for no turn: what is refused is said.
            _ = cancel.wait() => {}
        }
        let record = Record {
            revision: one.revision.clone(),
            service_deployment: arrival.deployment,
            images: images.clone(),
            by: Foreign::new(&open.identity.arn),
            at: arrival.at,
            commit: by.commit.as_ref().map(Foreign::new),
            run: by.run.as_ref().map(Foreign::new),
            unproven: by.unproven.as_ref().map(Foreign::new),
        };
        warnings.extend(put(open, &one.running.service, &record).await);
    }
    match wrong {
        Some(failure) => Err(failure),
        None => Ok(warnings),
    }
}

/// Writes a record; returns what kept it from being written.
async fn put(open: &Open<'_>, service: &str, record: &Record) -> Option<Warning> {
    let name = record_parameter(&open.stage.cluster, service);
    let text = serde_json::to_string(record).ok()?;
    let error = open.session.put_parameter(&name, &text).await.err()?;
    let warning = Sentence::own("what this stage proved could not be recorded in ")
        .code(&name)
        .then("; it is healthy, but a later stage that is run alone will refuse its image: ")
        .foreign(error.to_string());
    Some((warning, error.hints()))
}

/// Returns how an image that runs differs from the promised one, if ECS says so.
fn other_digest(running: &Running, arrival: &Arrival) -> Option<Doubt> {
    let revision = arrival.revision.as_ref()?;
    let mut references = running
        .images
        .iter()
        .filter_map(|one| Some(one.split_once('=')?.1));
    references.find_map(|reference| match resolved(reference, revision) {
        Err(doubt @ Doubt::OtherDigest { .. }) => Some(doubt),
        Ok(()) | Err(_) => None,
    })
}

fn not_promised(open: &Open<'_>, service: &str, doubt: &Doubt) -> Failure {
    let message = Sentence::own("service ")
        .code(service)
        .then(" of stage ")
        .code(&open.stage.name)
        .then(" does not run the image that was promised: ")
        .followed_by(doubt.sentence());
    Failure::new(Outcome::Failed, message).hint(
        Sentence::own("find out who moved the image, and look at what runs with ")
            .code(format!("foghorn status --stage {}", open.stage.name)),
    )
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
    kept.is_some_and(|kept| {
        kept.revision == *revision && kept.images == *images && kept.service_deployment.is_some()
    })
}
