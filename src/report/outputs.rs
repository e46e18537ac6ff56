//! What a run hands to the steps after it: the keys of `GITHUB_OUTPUT` and of GitLab's dotenv report.
//!
//! Owns which facts those are. With several services they are those of the service that decided the
//! outcome: the last one if all went well.

use crate::sentence::verdict;
use foghorn_deploy::event::{Event, EventKind};
use foghorn_deploy::outcome::Outcome;
use foghorn_deploy::verdict::Verdict;
use std::collections::BTreeMap;

/// Gathers the outputs from the events of a run.
#[derive(Debug, Default)]
pub struct Outputs {
    image: Option<String>,
    digest: Option<String>,
    services: Vec<(String, Service)>,
    url: Option<String>,
    outcome: Option<Outcome>,
}

#[derive(Debug, Default)]
struct Service {
    revision: Option<String>,
    deployment: Option<String>,
    verdict: Option<Verdict>,
}

impl Outputs {
    /// Takes an event in.
    pub fn take(&mut self, event: &Event) {
        match &event.kind {
            EventKind::ImageFound {
                reference, digest, ..
            }
            | EventKind::ImagePushed {
                reference, digest, ..
            } => {
                let repository = without_tag(reference);
                self.image(
                    format!("{repository}@{digest}"),
                    Some(digest.as_str().to_owned()),
                );
            }
            EventKind::ImageTaken { reference, .. } => {
                let digest = reference
                    .split_once('@')
                    .map(|(_, digest)| digest.to_owned());
                self.image(reference.clone(), digest);
            }
            EventKind::RevisionRegistered { revision, .. } => {
                self.service(event).revision = Some(revision.as_str().to_owned());
            }
            EventKind::DeploymentStarted {
                deployment,
                revision,
                ..
            }
            | EventKind::DeploymentAdopted {
                deployment,
                revision,
            } => {
                let service = self.service(event);
                service.deployment = Some(deployment.as_str().to_owned());
                service.revision = Some(revision.as_str().to_owned());
            }
            EventKind::ServiceFinished { verdict, .. } => {
                let service = self.service(event);
                if let Verdict::Deployed { revision, .. }
                | Verdict::Unchanged { revision, .. }
                | Verdict::Idle { revision } = verdict
                {
                    service.revision = Some(revision.as_str().to_owned());
                }
                service.verdict = Some(verdict.clone());
            }
            EventKind::RunFinished { outcome, .. } => self.outcome = Some(*outcome),
            EventKind::StageStarted { url, .. } => self.url.clone_from(url),
            EventKind::RunStarted { .. }
            | EventKind::DirtyTreeNoticed
            | EventKind::BuildStarted { .. }
            | EventKind::BuildOutput { .. }
            // The image of a run is the one that was built or given, also for the next job.
            | EventKind::ImageCopyStarted { .. }
            | EventKind::ImageCopyProgressed { .. }
            | EventKind::ImageCopied { .. }
            | EventKind::Warned { .. }
            | EventKind::Planned { .. }
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
            | EventKind::StageSkipped { .. }
            | EventKind::StageFinished { .. } => {}
        }
    }

    /// Returns the outputs that have a value, by key: `image` (`repository@digest`), `digest`, `url` (of the
    /// last stage),
    /// `task-definition-arn`, `revision` (its family and number alone, which survive where the account
    /// is masked), `deployment-id`, `verdict` (of the deciding service, or the run's outcome
    /// if no service was worked on) and `cause` (the kind of the root cause).
    pub fn values(&self) -> BTreeMap<&'static str, String> {
        let mut values = BTreeMap::new();
        let mut put = |key, value: Option<String>| value.map(|value| values.insert(key, value));
        put("image", self.image.clone());
        put("digest", self.digest.clone());
        put("url", self.url.clone());
        let deciding = self.deciding();
        if let Some(service) = deciding {
            put("task-definition-arn", service.revision.clone());
            let name = |arn: &String| arn.rsplit_once('/').map(|(_, name)| name.to_owned());
            put("revision", service.revision.as_ref().and_then(name));
            put("deployment-id", service.deployment.clone());
        }
        match deciding.and_then(|service| service.verdict.as_ref()) {
            Some(verdict) => {
                put("verdict", Some(verdict::name(verdict).to_owned()));
                let root = verdict::failure(verdict).and_then(|failure| failure.causes.first());
                put("cause", root.and_then(|(cause, _)| slug(&cause.kind)));
            }
            None => {
                put("verdict", self.outcome.and_then(|outcome| slug(&outcome)));
            }
        }
        values
    }

    fn deciding(&self) -> Option<&Service> {
        let outcome = Outcome::fold(
            self.services
                .iter()
                .filter_map(|(_, service)| service.verdict.as_ref()),
        );
        let decided = |service: &&Service| {
            service
                .verdict
                .as_ref()
                .is_some_and(|v| Outcome::of(v) == outcome)
        };
        let mut newest_first = self.services.iter().rev().map(|(_, service)| service);
        newest_first
            .clone()
            .find(decided)
            .or_else(|| newest_first.next())
    }

    /// The first image counts: it is the first in the configuration.
    fn image(&mut self, image: String, digest: Option<String>) {
        if self.image.is_none() {
            self.image = Some(image);
            self.digest = digest;
        }
    }

    fn service(&mut self, event: &Event) -> &mut Service {
        let who = crate::terminal::log::who(event);
        let at = self
            .services
            .iter()
            .position(|(name, _)| *name == who)
            .unwrap_or_else(|| {
                self.services.push((who, Service::default()));
                self.services.len() - 1
            });
        &mut self.services[at].1
    }
}

/// Returns the name under which a variant is serialised.
fn slug(value: &impl serde::Serialize) -> Option<String> {
    serde_json::to_value(value)
        .ok()?
        .as_str()
        .map(str::to_owned)
}

/// Drops the tag of a reference, but not the port of a registry.
fn without_tag(reference: &str) -> &str {
    match reference.rsplit_once(':') {
        Some((repository, tag)) if !tag.contains('/') => repository,
        Some(_) | None => reference,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_go_and_ports_stay() {
        for (reference, repository) in [
            ("r:5000/a:t", "r:5000/a"),
            ("r:5000/a", "r:5000/a"),
            ("r/a:t", "r/a"),
            ("a", "a"),
        ] {
            assert_eq!(without_tag(reference), repository);
        }
    }
}
