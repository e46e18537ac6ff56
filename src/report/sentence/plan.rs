//! What a plan says beside the change itself: where images come from, who goes back if it fails,
//! which calls are made.

use foghorn_deploy::foreign::Sentence;
use foghorn_deploy::observation::CircuitBreaker;
use foghorn_deploy::plan::{
    Again, Change, ImagePlan, ImageSource, OnFailure, ServicePlan, StagePlan, When, Write,
};

/// Returns where an image comes from.
pub fn image(image: &ImagePlan) -> Sentence {
    match &image.source {
        ImageSource::Given => Sentence::own("given, nothing is built"),
        ImageSource::Found => Sentence::own(
            "in the registry already, of this commit and these inputs; nothing is built",
        ),
        ImageSource::Proven { by } => Sentence::own("proven by stage ")
            .code(by)
            .then(", nothing is built"),
        ImageSource::Build => Sentence::own("built and pushed first; digest known after the build"),
        ImageSource::Push => Sentence::own("on disk, pushed first"),
        ImageSource::Copy { into, from: _ } if image.writes.is_empty() => {
            Sentence::own("copied for stage ")
                .code(into)
                .then(" already")
        }
        ImageSource::Copy { into, from } => Sentence::own("copied from ")
            .foreign(from)
            .then(" before stage ")
            .code(into),
    }
}

/// Returns why the plan of a stage is made once more before it is carried out.
pub fn again(again: Again) -> Sentence {
    Sentence::own(match again {
        Again::AfterBuild => "this plan is made again when the image is built",
        Again::AfterStage => "this plan is made again when the stages before are healthy",
    })
}

/// Returns who goes back if the deployment fails, or `None` if there is none to fail.
pub fn way_back(plan: &ServicePlan) -> Option<Sentence> {
    let ours = match &plan.change {
        Change::Unchanged { .. } => return None,
        Change::Adopt { revision, .. }
        | Change::Redeploy { revision, .. }
        | Change::Reuse { revision, .. } => Some(revision),
        Change::Deploy { .. } => None,
    };
    let sentence = match plan.on_failure {
        OnFailure::Rollback => match &plan.fallback {
            Some(to) if Some(to) == ours => {
                Sentence::own("foghorn stops it; only this revision was ever deployed successfully")
            }
            Some(to) => {
                Sentence::own("foghorn stops it, and the service goes back to ").foreign(to.short())
            }
            None => Sentence::own(
                "foghorn stops it; no revision is known that was deployed successfully before",
            ),
        },
        OnFailure::StopWaiting => Sentence::own("foghorn says why, ends and leaves it"),
        OnFailure::KeepWaiting => Sentence::own("foghorn says why and waits for ECS"),
    };
    Some(sentence.then("; ").then(by_ecs(plan)))
}

/// What ECS does by itself. Source: ECS API model, `DeploymentCircuitBreaker`, `DeploymentAlarms`.
fn by_ecs(plan: &ServicePlan) -> String {
    let breaker = match plan.circuit_breaker {
        CircuitBreaker::Off => "ECS's circuit breaker is off",
        CircuitBreaker::On => "ECS's circuit breaker stops it, without rollback",
        CircuitBreaker::OnWithRollback => "ECS's circuit breaker rolls back by itself",
    };
    let alarms = match plan.alarms {
        CircuitBreaker::Off => "",
        CircuitBreaker::On => ", an alarm stops it",
        CircuitBreaker::OnWithRollback => ", an alarm rolls it back",
    };
    format!("{breaker}{alarms}")
}

/// Returns a call: `ecs:UpdateService on ARN, if the deployment fails`.
pub fn write(write: &Write) -> Sentence {
    let when = match write.when {
        When::Always => "",
        When::Missing => ", for each part that is not there",
        When::Healthy => ", when it is healthy",
        When::Failure => ", if it fails",
        When::Cancelled => ", if the run is cancelled",
    };
    Sentence::own(&write.action)
        .then(" on ")
        .foreign(&write.resource)
        .then(when)
}

/// Counts what is done.
pub fn summary(stages: &[StagePlan]) -> Sentence {
    let (mut deploy, mut follow, mut unchanged) = (0, 0, 0);
    for service in stages.iter().flat_map(|stage| &stage.services) {
        match &service.plan.change {
            Change::Unchanged { .. } => unchanged += 1,
            Change::Adopt { .. } => follow += 1,
            Change::Redeploy { .. } | Change::Reuse { .. } | Change::Deploy { .. } => deploy += 1,
        }
    }
    Sentence::own(format!(
        "{deploy} to deploy, {follow} to follow, {unchanged} unchanged; nothing was changed by this plan"
    ))
}
