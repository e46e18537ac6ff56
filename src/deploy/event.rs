//! What happened, in order: the interface between a run and everything that reports it.
//!
//! Events are owned, past tense, and carry facts; reporters make the sentences. The first event of
//! a run is [`EventKind::RunStarted`], the last, and the only one of its kind, [`EventKind::RunFinished`].
//! [`EventKind::Progressed`], [`EventKind::Waited`] and [`EventKind::ImageCopyProgressed`] may be
//! dropped by a reporter; all others matter.
//! `--events FILE` writes one JSON object per line in exactly this shape.

use crate::cause::{Cause, Evidence};
use crate::foreign::{Foreign, Sentence};
use crate::name::{DeploymentId, Digest, RevisionArn, ServiceDeploymentArn};
use crate::outcome::Outcome;
use crate::plan::ServicePlan;
use crate::verdict::Verdict;
use serde::{Deserialize, Serialize};

/// Something that happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    /// Counts up from 1 without gaps.
    pub seq: u64,
    /// Milliseconds since the run began, on the run's own clock.
    pub at_ms: u64,
    /// The stage it concerns.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub stage: Option<String>,
    /// The service it concerns, by its name in ECS.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub service: Option<String>,
    /// What happened.
    #[serde(flatten)]
    pub kind: EventKind,
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "kebab-case")]
pub enum EventKind {
    /// First event of a run.
    RunStarted {
        /// foghorn's version.
        version: String,
        /// The verb: `deploy`, `rehearse`, …
        verb: String,
        /// The commit, if there is one.
        commit: Option<String>,
        /// Stages that will be worked on, in order.
        stages: Vec<String>,
    },
    /// The working tree has changes that the commit does not show.
    DirtyTreeNoticed,
    /// An image of this commit and these inputs is in the registry already.
    ImageFound {
        /// Its name in the configuration, if there are several.
        image: String,
        /// `repository:tag`.
        reference: String,
        /// Its digest.
        digest: Digest,
    },
    /// The build of an image began.
    BuildStarted {
        /// Its name in the configuration.
        image: String,
        /// `docker buildx`, `docker`, `buildah`.
        builder: String,
        /// `repository:tag` it will be pushed as.
        reference: String,
    },
    /// A line of the builder's output.
    BuildOutput {
        /// Its name in the configuration.
        image: String,
        /// The line.
        line: Foreign,
    },
    /// The image is in the registry; the registry confirmed the digest.
    ImagePushed {
        /// Its name in the configuration.
        image: String,
        /// `repository:tag`.
        reference: String,
        /// The digest that the registry gave.
        digest: Digest,
        /// How long build and push took, in milliseconds.
        took_ms: u64,
    },
    /// The image was given (`--image`, or by the stage before), and the registry has it.
    ImageTaken {
        /// Its name in the configuration.
        image: String,
        /// `repository@digest`.
        reference: String,
        /// Where it comes from.
        from: ImageOrigin,
    },
    /// An image is being copied into the registry of a stage.
    ImageCopyStarted {
        /// Its name in the configuration.
        image: String,
        /// `repository@digest` that it is copied from.
        from: String,
        /// The repository that it is copied to.
        to: String,
    },
    /// Some of an image was copied. Droppable.
    ImageCopyProgressed {
        /// Its name in the configuration.
        image: String,
        /// Bytes that were sent, or taken over by the registry itself.
        bytes: u64,
        /// Bytes that the registry did not have at the start.
        of_bytes: u64,
    },
    /// An image is in the registry of a stage, byte by byte the same, with all that belongs to it.
    ImageCopied {
        /// Its name in the configuration.
        image: String,
        /// `repository@digest`.
        reference: String,
        /// Bytes that were sent; 0 if the registry had everything.
        bytes: u64,
        /// Signatures, bills of materials and the like that came with it.
        referrers: u32,
        /// How long it took, in milliseconds.
        took_ms: u64,
    },
    /// Something that does not stop the run, but that a person should know.
    Warned {
        /// What.
        warning: Sentence,
        /// What to do about it.
        hints: Vec<Sentence>,
    },
    /// Work on a stage began.
    StageStarted {
        /// The account.
        account: String,
        /// The region.
        region: String,
        /// The cluster.
        cluster: String,
        /// The identity that foghorn acts as.
        caller: String,
        /// How many services of it are worked on.
        services: u32,
        /// The page of what is deployed there, if the configuration names it.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        url: Option<String>,
    },
    /// What will be done to a service.
    Planned {
        /// The plan.
        plan: ServicePlan,
    },
    /// A revision was registered.
    RevisionRegistered {
        /// Its ARN.
        revision: RevisionArn,
        /// Paths of the task definition that AWS did not echo back.
        not_echoed: Vec<String>,
    },
    /// UpdateService was accepted, and this is the deployment it started.
    DeploymentStarted {
        /// Its id.
        deployment: DeploymentId,
        /// The service deployment, once known.
        service_deployment: Option<ServiceDeploymentArn>,
        /// The revision.
        revision: RevisionArn,
    },
    /// A deployment of ours was in flight already, and this run follows it.
    DeploymentAdopted {
        /// Its id.
        deployment: DeploymentId,
        /// The revision.
        revision: RevisionArn,
    },
    /// Counts changed. Droppable.
    Progressed {
        /// The counts.
        progress: Progress,
    },
    /// Nothing changed for a while. Droppable.
    Waited {
        /// The counts.
        progress: Progress,
        /// What is still missing.
        waiting_for: Sentence,
    },
    /// ECS wrote an event that is not plain progress.
    ServiceEventSeen {
        /// In ECS's words.
        message: Foreign,
    },
    /// A task of ours stopped, or could not start.
    CauseFound {
        /// Why.
        cause: Cause,
        /// What supports it.
        evidence: Evidence,
        /// Whether this ends the wait.
        fatal: bool,
    },
    /// ECS calls the deployment complete and every task of ours runs; the soak time is still to come.
    AllHealthy {
        /// How many tasks of ours run.
        running: u32,
    },
    /// ECS gave our deployment up and goes back.
    PlatformRollbackStarted {
        /// In AWS's words.
        reason: Option<Foreign>,
        /// The revision it goes back to, if it is known.
        to: Option<RevisionArn>,
    },
    /// The deployment cannot succeed, and this run has the service go back.
    RollbackRequested {
        /// How.
        way: WayBack,
        /// The revision it goes back to, if it is known.
        to: Option<RevisionArn>,
    },
    /// Somebody or something changed the number of tasks that the service wants.
    DesiredCountChanged {
        /// What it was.
        from: u32,
        /// What it is.
        to: u32,
    },
    /// A blue/green, linear or canary deployment went on to its next stage.
    LifecycleStageEntered {
        /// `SCALE_UP`, `BAKE_TIME`, …, as AWS writes it.
        // Every event has a `stage` of its own in the same object.
        #[serde(rename = "lifecycle_stage")]
        stage: String,
        /// Production traffic that the new revision is to get, in percent.
        production_traffic: Option<u8>,
    },
    /// A lifecycle hook stands still until somebody answers it.
    HookWaiting {
        /// Its id.
        hook: String,
        /// The stage it stands before, as AWS writes it.
        #[serde(rename = "lifecycle_stage", default)]
        stage: Option<String>,
        /// Milliseconds until it is answered by itself.
        expires_in_ms: Option<u64>,
        /// How it is answered then: `CONTINUE` or `ROLLBACK`.
        timeout_action: Option<String>,
        /// How to answer it.
        hints: Vec<Sentence>,
    },
    /// Reading failed; foghorn goes on trying.
    ObservationFailed {
        /// The error.
        error: Foreign,
    },
    /// The work on a service ended.
    ServiceFinished {
        /// How.
        verdict: Verdict,
        /// How long it took, in milliseconds.
        took_ms: u64,
    },
    /// A stage was not started.
    StageSkipped {
        /// Why.
        why: Sentence,
    },
    /// Work on a stage ended.
    StageFinished {
        /// Whether every service of it was proven, so that the next may start.
        proven: bool,
    },
    /// Last event of a run.
    RunFinished {
        /// How it ended.
        outcome: Outcome,
        /// What runs where now.
        running: Vec<Running>,
        /// The error, if one ended the run.
        error: Option<ErrorReport>,
    },
}

/// Where an image comes from that was not built by this run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ImageOrigin {
    /// `--image`.
    Given,
    /// The stage before runs it and proved it.
    Proven {
        /// That stage.
        stage: String,
    },
}

/// How a run has a service go back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum WayBack {
    /// StopServiceDeployment: ECS goes back by itself.
    StopServiceDeployment,
    /// UpdateService to the last revision that was deployed successfully: the deployment has
    /// ended already, or may not be stopped.
    PreviousRevision,
}

/// Counts of one deployment.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Progress {
    /// Tasks wanted.
    pub desired: u32,
    /// Tasks of ours that are starting.
    pub pending: u32,
    /// Tasks of ours that run.
    pub running: u32,
    /// Failures in a row, as ECS counts them.
    pub failed: u32,
    /// Tasks of other deployments that still run or start.
    pub old: u32,
    /// Targets of the service's load balancers, when they were read last.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub targets: Option<TargetCounts>,
}

impl Progress {
    /// Whether tasks are wanted, and as many of ours run.
    pub(crate) fn all_running(&self) -> bool {
        self.running >= self.desired && self.desired > 0
    }
}

/// Targets of a service's load balancers by state, over all its deployments.
/// Source: ELBv2 API model, `TargetHealthStateEnum`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TargetCounts {
    /// Get traffic.
    pub healthy: u32,
    /// Registered; the checks have not passed yet.
    pub initial: u32,
    /// The checks fail.
    pub unhealthy: u32,
    /// On their way out.
    pub draining: u32,
}

/// What runs where at the end of a run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Running {
    /// The stage.
    pub stage: String,
    /// The service.
    pub service: String,
    /// The revision that runs, if it is known.
    pub revision: Option<RevisionArn>,
    /// The images of ours that run; empty unless the verdict says that they do.
    pub images: Vec<String>,
    /// How the work on it ended; `None` if there was none.
    pub verdict: Option<Verdict>,
}

/// An error as every reporter shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ErrorReport {
    /// What failed.
    pub message: Sentence,
    /// The chain of causes, outermost first.
    pub causes: Vec<Foreign>,
    /// What to do.
    pub hints: Vec<Sentence>,
    /// Places in files, for problems of the configuration and the task definition.
    pub problems: Vec<PlacedProblem>,
    /// The last lines of a failed child's output.
    pub output: Vec<Foreign>,
}

/// A problem with its place in a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlacedProblem {
    /// The file as the user named it; empty if it is in none.
    pub file: String,
    /// 1-based.
    pub line: u32,
    /// 1-based, in characters.
    pub column: u32,
    /// What is wrong.
    pub message: Foreign,
    /// The nearest valid word or what to do.
    pub help: Option<Foreign>,
    /// The problem with its source line, ready to print in plain text.
    pub rendered: Foreign,
}
