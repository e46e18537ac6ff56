//! Makes events as a run would: numbered, timed, placed.

use foghorn_deploy::cause::{Cause, CauseKind, Class, Evidence};
use foghorn_deploy::event::{Event, EventKind, Progress};
use foghorn_deploy::foreign::Foreign;
use foghorn_deploy::name::{DeploymentId, Digest, RevisionArn};
use foghorn_deploy::verdict::{Failure, Verdict};

/// The events of a run so far.
#[derive(Default)]
pub(super) struct Recording {
    events: Vec<Event>,
    stage: Option<String>,
    service: Option<String>,
}

impl Recording {
    /// Starts a deploy run of these stages.
    pub(super) fn deploy(stages: &[&str]) -> Self {
        Self::default().at(
            0,
            EventKind::RunStarted {
                version: "0.1.0".to_owned(),
                verb: "deploy".to_owned(),
                commit: Some("3f2c1d9ab45701234567890123456789abcdef01".to_owned()),
                stages: stages.iter().map(|s| (*s).to_owned()).collect(),
            },
        )
    }

    /// Says what the next events concern.
    pub(super) fn on(mut self, stage: &str, service: &str) -> Self {
        self.stage = (!stage.is_empty()).then(|| stage.to_owned());
        self.service = (!service.is_empty()).then(|| service.to_owned());
        self
    }

    /// Adds an event at a number of seconds since the run began.
    pub(super) fn at(mut self, seconds: u64, kind: EventKind) -> Self {
        self.events.push(Event {
            seq: self.events.len() as u64 + 1,
            at_ms: seconds * 1000,
            stage: self.stage.clone(),
            service: self.service.clone(),
            kind,
        });
        self
    }

    /// Adds the counts desired, pending, running, old.
    pub(super) fn counts(self, seconds: u64, [desired, pending, running, old]: [u32; 4]) -> Self {
        self.at(
            seconds,
            EventKind::Progressed {
                progress: progress([desired, pending, running, old]),
            },
        )
    }

    /// Gives the events out.
    pub(super) fn events(self) -> Vec<Event> {
        self.events
    }
}

pub(super) fn progress([desired, pending, running, old]: [u32; 4]) -> Progress {
    Progress {
        desired,
        pending,
        running,
        failed: 0,
        old,
        targets: None,
    }
}

pub(super) fn revision(number: u32) -> RevisionArn {
    RevisionArn::new(format!(
        "arn:aws:ecs:eu-west-1:111111111111:task-definition/product-api:{number}"
    ))
}

pub(super) fn deployment() -> DeploymentId {
    DeploymentId::new("ecs-svc/2875614839201746385")
}

pub(super) fn digest() -> Digest {
    Digest::new("sha256:8d3f7c2a91e04b5f8d3f7c2a91e04b5f8d3f7c2a91e04b5f8d3f7c2a91e04b5f")
}

pub(super) fn cause(kind: CauseKind, text: &str) -> Cause {
    Cause {
        kind,
        class: Class::Deterministic,
        role: None,
        action: None,
        resource: None,
        container: None,
        exit_code: None,
        text: Foreign::new(text),
    }
}

pub(super) fn failed(cause: &Cause, evidence: &Evidence) -> Verdict {
    Verdict::Failed {
        failure: Failure {
            causes: vec![(cause.clone(), evidence.clone())],
            reason: None,
        },
        hints: vec![],
    }
}
