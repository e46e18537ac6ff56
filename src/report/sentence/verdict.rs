//! Verdicts in words.

use super::progress::tasks;
use foghorn_deploy::foreign::Sentence;
use foghorn_deploy::name::RevisionArn;
use foghorn_deploy::verdict::{Failure, RolledBackBy, Unknown, Verdict};

/// Returns the verdict in a word or two, for tables.
pub fn label(verdict: &Verdict) -> &'static str {
    match verdict {
        Verdict::Deployed { .. } => "deployed",
        Verdict::Unchanged { .. } => "unchanged",
        Verdict::Idle { .. } => "idle",
        Verdict::RolledBack { .. } => "ROLLED BACK",
        Verdict::RollbackFailed { .. } => "ROLLBACK FAILED",
        Verdict::Failed { .. } => "FAILED",
        Verdict::Superseded { .. } => "SUPERSEDED",
        Verdict::Unknown { .. } => "NOT KNOWN",
        Verdict::NotStarted { .. } => "NOT STARTED",
        Verdict::Cancelled { .. } => "CANCELLED",
    }
}

/// Returns the verdict as it is written in outputs and JSON.
pub fn name(verdict: &Verdict) -> &'static str {
    match verdict {
        Verdict::Deployed { .. } => "deployed",
        Verdict::Unchanged { .. } => "unchanged",
        Verdict::Idle { .. } => "idle",
        Verdict::RolledBack { .. } => "rolled-back",
        Verdict::RollbackFailed { .. } => "rollback-failed",
        Verdict::Failed { .. } => "failed",
        Verdict::Superseded { .. } => "superseded",
        Verdict::Unknown { .. } => "unknown",
        Verdict::NotStarted { .. } => "not-started",
        Verdict::Cancelled { .. } => "cancelled",
    }
}

/// Returns the verdict as a sentence.
pub fn sentence(verdict: &Verdict) -> Sentence {
    match verdict {
        Verdict::Deployed { revision, running } => Sentence::own("deployed: ")
            .foreign(revision.short())
            .then(format!(" runs, {} healthy", tasks(*running))),
        Verdict::Unchanged { revision, running } => Sentence::own("unchanged: ")
            .foreign(revision.short())
            .then(format!(" runs, {} healthy", tasks(*running))),
        Verdict::Idle { revision } => {
            Sentence::own("idle: the desired count is 0, so that nothing ran and ")
                .foreign(revision.short())
                .then(" is not proven")
        }
        Verdict::RolledBack { failure: _, by, to } => {
            let said = Sentence::own(rolled_back_by(*by));
            runs_again(said, to.as_ref())
        }
        Verdict::RollbackFailed { failure: _, reason } => {
            let said = Sentence::own("failed, and so did the rollback");
            match reason {
                Some(reason) => said.then(": ").foreign(reason.raw()),
                None => said,
            }
        }
        Verdict::Failed { .. } => Sentence::own("failed and not rolled back"),
        Verdict::Superseded {
            by,
            revision,
            registered_by,
        } => {
            let mut said =
                Sentence::own("superseded: another deployment replaced ours before it was done");
            if let Some(by) = by {
                said = said.then(": ").foreign(by.as_str());
            }
            if let Some(revision) = revision {
                said = said.then(" of ").foreign(revision.short());
            }
            match registered_by {
                Some(who) => said.then(", registered by ").foreign(who.raw()),
                None => said,
            }
        }
        Verdict::Unknown { why, failure: _ } => unknown(why),
        Verdict::NotStarted {
            call,
            error,
            hints: _,
        } => Sentence::own("not started: ")
            .code(call)
            .then(" was refused: ")
            .foreign(error.raw()),
        Verdict::Cancelled { left, .. } => Sentence::own("cancelled: ").followed_by(left.clone()),
    }
}

/// Returns the failure that a verdict carries.
pub fn failure(verdict: &Verdict) -> Option<&Failure> {
    match verdict {
        Verdict::RolledBack { failure, .. }
        | Verdict::RollbackFailed { failure, .. }
        | Verdict::Failed { failure, .. } => Some(failure),
        Verdict::Unknown { failure, .. } => failure.as_ref(),
        Verdict::Deployed { .. }
        | Verdict::Unchanged { .. }
        | Verdict::Idle { .. }
        | Verdict::Superseded { .. }
        | Verdict::NotStarted { .. }
        | Verdict::Cancelled { .. } => None,
    }
}

/// Returns what to do about a verdict that has no cause.
pub fn hints(verdict: &Verdict) -> &[Sentence] {
    match verdict {
        Verdict::NotStarted { hints, .. }
        | Verdict::Failed { hints, .. }
        | Verdict::Cancelled { hints, .. }
        | Verdict::Unknown {
            why: Unknown::Unobservable { hints, .. },
            ..
        } => hints,
        Verdict::Deployed { .. }
        | Verdict::Unchanged { .. }
        | Verdict::Idle { .. }
        | Verdict::RolledBack { .. }
        | Verdict::RollbackFailed { .. }
        | Verdict::Superseded { .. }
        | Verdict::Unknown { .. } => &[],
    }
}

fn unknown(why: &Unknown) -> Sentence {
    let said = Sentence::own("not known: ");
    match why {
        Unknown::Timeout { waiting_for } => said
            .then("the timeout passed, and the deployment is still under way; waiting for ")
            .followed_by(waiting_for.clone()),
        Unknown::Unobservable { error, hints: _ } => said
            .then("the service cannot be read: ")
            .foreign(error.raw()),
        Unknown::LostAnswer { call, error } => said
            .then("the answer to ")
            .code(call)
            .then(" was lost: ")
            .foreign(error.raw()),
        Unknown::ServiceGone => said.then("the service was deleted during the wait"),
    }
}

/// Says who had a deployment roll back.
fn rolled_back_by(by: RolledBackBy) -> &'static str {
    match by {
        RolledBackBy::Foghorn => "failed and rolled back by foghorn",
        RolledBackBy::Together => "rolled back by foghorn, since another service failed",
        RolledBackBy::CircuitBreaker => "failed and rolled back by ECS's circuit breaker",
        RolledBackBy::Alarm => "failed and rolled back by ECS, since an alarm fired",
        RolledBackBy::LifecycleHook => {
            "failed and rolled back by ECS, since a lifecycle hook failed"
        }
        RolledBackBy::Person => {
            "failed and rolled back by somebody else, with StopServiceDeployment"
        }
        RolledBackBy::Ecs => "failed and rolled back by ECS",
    }
}

fn runs_again(said: Sentence, to: Option<&RevisionArn>) -> Sentence {
    match to {
        Some(to) => said.then("; ").foreign(to.short()).then(" runs again"),
        None => said,
    }
}
