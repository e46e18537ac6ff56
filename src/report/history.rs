//! A run as it looks afterwards, for the reports that are written once it has ended.
//!
//! Owns what is kept of the events: facts by stage and service, and the phases of the timeline.
//! Makes no sentence and no markup.

mod phase;
mod place;
mod service;

pub(crate) use phase::{Phase, Tone};
pub(crate) use place::Place;
pub(crate) use service::Service;

use foghorn_deploy::event::{ErrorReport, Event, EventKind, ImageOrigin, Running};
use foghorn_deploy::foreign::Sentence;
use foghorn_deploy::outcome::Outcome;
use phase::Phases;
use std::collections::BTreeMap;

/// Everything of a run that a report needs.
#[derive(Debug, Default)]
pub(crate) struct History {
    /// foghorn's version.
    pub(crate) version: String,
    /// The verb.
    pub(crate) verb: String,
    /// The commit, if there is one.
    pub(crate) commit: Option<String>,
    /// The images, in the order of their events.
    pub(crate) images: Vec<Image>,
    /// The services that were worked on, in the order of their events.
    pub(crate) services: Vec<Service>,
    /// Where each stage is.
    pub(crate) places: BTreeMap<String, Place>,
    /// Stages that were not started, and why.
    pub(crate) skipped: Vec<(String, Sentence)>,
    /// What a person should know, and what to do about it.
    pub(crate) warnings: Vec<(Sentence, Vec<Sentence>)>,
    /// How it ended; `None` while it goes on.
    pub(crate) end: Option<End>,
    builds: BTreeMap<String, Phases>,
}

/// An image that went in.
#[derive(Debug)]
pub(crate) struct Image {
    /// Its name in the configuration, empty if it is the only one.
    pub(crate) name: String,
    /// `repository:tag` or `repository@digest`.
    pub(crate) reference: String,
    /// Its digest.
    pub(crate) digest: Option<String>,
    /// How it came about.
    pub(crate) origin: Origin,
}

/// How an image came about.
#[derive(Debug)]
pub(crate) enum Origin {
    /// This run built it, in so many milliseconds.
    Built(u64),
    /// It was in the registry already.
    Found,
    /// It was given, or taken from the stage before.
    Taken(ImageOrigin),
}

/// How a run ended.
#[derive(Debug)]
pub(crate) struct End {
    /// The outcome.
    pub(crate) outcome: Outcome,
    /// What runs where.
    pub(crate) running: Vec<Running>,
    /// The error, if one ended the run.
    pub(crate) error: Option<ErrorReport>,
    /// When, in milliseconds since the run began.
    pub(crate) at_ms: u64,
}

impl History {
    /// Takes an event in.
    #[expect(
        clippy::too_many_lines,
        reason = "one arm per event, and no event may be forgotten"
    )]
    pub(crate) fn take(&mut self, event: &Event) {
        match &event.kind {
            EventKind::RunStarted {
                version,
                verb,
                commit,
                stages: _,
            } => {
                self.version.clone_from(version);
                self.verb.clone_from(verb);
                self.commit.clone_from(commit);
            }
            EventKind::ImageFound {
                image,
                reference,
                digest,
            } => self.image(image, reference, Some(digest.as_str()), Origin::Found),
            EventKind::BuildStarted { image, .. } => {
                let build = self.builds.entry(image.clone()).or_default();
                build.begin("build and push", Tone::Active, event.at_ms);
            }
            EventKind::ImagePushed {
                image,
                reference,
                digest,
                took_ms,
            } => {
                if let Some(build) = self.builds.get_mut(image) {
                    build.end(Tone::Done, event.at_ms);
                }
                let origin = Origin::Built(*took_ms);
                self.image(image, reference, Some(digest.as_str()), origin);
            }
            EventKind::ImageTaken {
                image,
                reference,
                from,
            } => {
                let digest = reference.split_once('@').map(|(_, digest)| digest);
                self.image(image, reference, digest, Origin::Taken(from.clone()));
            }
            EventKind::ImageCopyStarted { image, .. } => {
                let copy = self.builds.entry(copy_of(event, image)).or_default();
                copy.begin("copy", Tone::Active, event.at_ms);
            }
            EventKind::ImageCopied { image, .. } => {
                if let Some(copy) = self.builds.get_mut(&copy_of(event, image)) {
                    copy.end(Tone::Done, event.at_ms);
                }
            }
            EventKind::Warned { warning, hints } => {
                self.warnings.push((warning.clone(), hints.clone()));
            }
            EventKind::StageSkipped { why } => {
                let stage = event.stage.clone().unwrap_or_default();
                self.skipped.push((stage, why.clone()));
            }
            EventKind::RunFinished {
                outcome,
                running,
                error,
            } => {
                for build in self.builds.values_mut() {
                    build.end(Tone::Bad, event.at_ms);
                }
                self.end = Some(End {
                    outcome: *outcome,
                    running: running.clone(),
                    error: error.clone(),
                    at_ms: event.at_ms,
                });
            }
            EventKind::StageStarted {
                region,
                cluster,
                url,
                ..
            } => {
                let stage = event.stage.clone().unwrap_or_default();
                self.places
                    .insert(stage, Place::new(region, cluster, url.as_deref()));
            }
            EventKind::DirtyTreeNoticed
            | EventKind::ImageCopyProgressed { .. }
            | EventKind::BuildOutput { .. }
            | EventKind::StageFinished { .. } => {}
            EventKind::Planned { .. }
            | EventKind::RevisionRegistered { .. }
            | EventKind::DeploymentStarted { .. }
            | EventKind::DeploymentAdopted { .. }
            | EventKind::Progressed { .. }
            | EventKind::Waited { .. }
            | EventKind::ServiceEventSeen { .. }
            | EventKind::CauseFound { .. }
            | EventKind::AllHealthy { .. }
            | EventKind::PlatformRollbackStarted { .. }
            | EventKind::RollbackRequested { .. }
            | EventKind::DesiredCountChanged { .. }
            | EventKind::LifecycleStageEntered { .. }
            | EventKind::HookWaiting { .. }
            | EventKind::ObservationFailed { .. }
            | EventKind::ServiceFinished { .. } => self.service(event).take(event),
        }
    }

    /// Returns the phases of each build and each copy, by the image's name.
    pub(crate) fn builds(&self) -> impl Iterator<Item = (&str, &[Phase])> {
        let builds = self.builds.iter();
        builds.map(|(name, phases)| (name.as_str(), phases.all()))
    }

    fn image(&mut self, name: &str, reference: &str, digest: Option<&str>, origin: Origin) {
        self.images.retain(|image| image.name != name);
        self.images.push(Image {
            name: name.to_owned(),
            reference: reference.to_owned(),
            digest: digest.map(str::to_owned),
            origin,
        });
    }

    fn service(&mut self, event: &Event) -> &mut Service {
        let (stage, name) = (
            event.stage.as_deref().unwrap_or_default(),
            event.service.as_deref().unwrap_or_default(),
        );
        let known = |service: &Service| service.stage == stage && service.name == name;
        let at = self.services.iter().position(known).unwrap_or_else(|| {
            self.services.push(Service::new(stage, name));
            self.services.len() - 1
        });
        &mut self.services[at]
    }
}

/// Returns the name of an image's copy for a stage, beside the builds.
fn copy_of(event: &Event, image: &str) -> String {
    let image = if image.is_empty() { "image" } else { image };
    format!("{image} to {}", event.stage.as_deref().unwrap_or_default())
}
