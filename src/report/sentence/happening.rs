//! Each event as the one line that a log shows for it.

use super::{change, progress, verdict};
use crate::span;
use foghorn_deploy::cause::{Cause, Class, Evidence, wording};
use foghorn_deploy::event::{EventKind, ImageOrigin, Progress, WayBack};
use foghorn_deploy::foreign::Sentence;
use std::time::Duration;

/// Returns the line for an event; `None` for those that are shown in another shape: the first, the
/// last, and lines of the build.
#[expect(
    clippy::too_many_lines,
    reason = "one arm per event, and no event may be forgotten"
)]
pub fn happening(kind: &EventKind) -> Option<Sentence> {
    match kind {
        EventKind::RunStarted { .. }
        | EventKind::BuildOutput { .. }
        | EventKind::RunFinished { .. } => None,
        EventKind::DirtyTreeNoticed => Some(Sentence::own(
            "the working tree has changes that are not in the commit; the image's tag says so",
        )),
        EventKind::ImageFound {
            image,
            reference,
            digest,
        } => Some(
            named("found", image)
                .then(", not built again: ")
                .foreign(reference)
                .then(" is ")
                .foreign(digest.short()),
        ),
        EventKind::BuildStarted {
            image,
            builder,
            reference,
        } => Some(
            named("building", image)
                .then(format!(" with {builder} as "))
                .foreign(reference),
        ),
        EventKind::ImagePushed {
            image,
            reference,
            digest,
            took_ms,
        } => Some(
            named("pushed", image)
                .then(": ")
                .foreign(reference)
                .then(" is ")
                .foreign(digest.short())
                .then(format!(
                    ", took {}",
                    span::words(Duration::from_millis(*took_ms))
                )),
        ),
        EventKind::ImageTaken {
            image,
            reference,
            from,
        } => {
            let taken = named("taking", image).then(" ").foreign(reference);
            Some(match from {
                ImageOrigin::Given => taken.then(", as given with ").code("--image"),
                ImageOrigin::Proven { stage } => {
                    taken.then(format!(", which {stage} proved healthy"))
                }
            })
        }
        EventKind::ImageCopyStarted { image, from, to } => Some(
            named("copying", image)
                .then(" ")
                .foreign(from)
                .then(" to ")
                .foreign(to),
        ),
        EventKind::ImageCopyProgressed {
            image,
            bytes,
            of_bytes,
        } => Some(named("copying", image).then(format!(
            ": {} of {}",
            span::bytes(*bytes),
            span::bytes(*of_bytes)
        ))),
        EventKind::ImageCopied {
            image,
            reference,
            bytes,
            referrers,
            took_ms,
        } => Some(copied(image, reference, (*bytes, *referrers), *took_ms)),
        EventKind::Warned { warning, hints: _ } => {
            Some(Sentence::own("warning: ").followed_by(warning.clone()))
        }
        EventKind::StageStarted {
            account,
            region,
            cluster,
            caller,
            services: _,
            url: _,
        } => Some(
            Sentence::own(format!(
                "stage started: cluster {cluster} in {region}, account {account}, as "
            ))
            .foreign(caller),
        ),
        EventKind::Planned { plan } => {
            Some(Sentence::own("plan: ").followed_by(change::change(&plan.change)))
        }
        EventKind::RevisionRegistered {
            revision,
            not_echoed: _,
        } => Some(Sentence::own("registered ").foreign(revision.short())),
        EventKind::DeploymentStarted {
            deployment,
            service_deployment: _,
            revision,
        } => Some(
            Sentence::own("deployment of ")
                .foreign(revision.short())
                .then(" started: ")
                .foreign(deployment.as_str()),
        ),
        EventKind::DeploymentAdopted {
            deployment,
            revision,
        } => Some(
            Sentence::own("following the deployment of ")
                .foreign(revision.short())
                .then(" in flight: ")
                .foreign(deployment.as_str()),
        ),
        EventKind::Progressed { progress } => Some(Sentence::own(progress::counts(progress))),
        EventKind::Waited {
            progress,
            waiting_for,
        } => Some(waiting(progress, waiting_for)),
        EventKind::ServiceEventSeen { message } => {
            Some(Sentence::own("ECS: ").foreign(message.raw()))
        }
        EventKind::CauseFound {
            cause,
            evidence,
            fatal,
        } => Some(trouble(cause, evidence, *fatal)),
        EventKind::AllHealthy { running } => Some(Sentence::own(format!(
            "ECS calls it complete; {} run, waiting until each has lived for the soak time",
            progress::tasks(*running)
        ))),
        EventKind::PlatformRollbackStarted { reason, to } => {
            let mut said = Sentence::own("ECS gave the deployment up and goes back");
            if let Some(to) = to {
                said = said.then(" to ").foreign(to.short());
            }
            Some(match reason {
                Some(reason) => said.then(": ").foreign(reason.raw()),
                None => said,
            })
        }
        EventKind::RollbackRequested { way, to } => {
            let said = Sentence::own("going back");
            let said = match to {
                Some(to) => said.then(" to ").foreign(to.short()),
                None => said.then(" to what ran before"),
            };
            Some(match way {
                WayBack::StopServiceDeployment => {
                    said.then(": ECS is told to roll this deployment back")
                }
                WayBack::PreviousRevision => {
                    said.then(", the last revision that was deployed successfully")
                }
            })
        }
        EventKind::DesiredCountChanged { from, to } => Some(Sentence::own(format!(
            "the desired count was changed from {from} to {to}, not by foghorn"
        ))),
        EventKind::LifecycleStageEntered {
            stage,
            production_traffic,
        } => {
            let said = Sentence::own("stage ").foreign(stage);
            Some(match production_traffic {
                Some(percent) => said.then(format!(
                    ": {percent}% of production traffic to the new revision"
                )),
                None => said,
            })
        }
        EventKind::HookWaiting {
            hook,
            stage: _,
            expires_in_ms,
            timeout_action,
            hints: _,
        } => {
            let mut said = Sentence::own("lifecycle hook ")
                .foreign(hook)
                .then(" waits for an answer");
            if let (Some(left), Some(action)) = (expires_in_ms, timeout_action) {
                said = said
                    .then(format!(
                        "; after {} ECS takes it as ",
                        span::words(Duration::from_millis(*left))
                    ))
                    .foreign(action);
            }
            Some(said)
        }
        EventKind::ObservationFailed { error } => {
            Some(Sentence::own("could not read the service, trying again: ").foreign(error.raw()))
        }
        EventKind::ServiceFinished { verdict, took_ms } => Some(verdict::sentence(verdict).then(
            format!(" (after {})", span::words(Duration::from_millis(*took_ms))),
        )),
        EventKind::StageSkipped { why } => {
            Some(Sentence::own("stage not started: ").followed_by(why.clone()))
        }
        EventKind::StageFinished { proven: true } => Some(Sentence::own(
            "stage finished: every service is proven healthy",
        )),
        EventKind::StageFinished { proven: false } => {
            Some(Sentence::own("stage finished, not proven healthy"))
        }
    }
}

/// Returns a verb with the image's name, if the configuration gives it one.
fn named(verb: &str, image: &str) -> Sentence {
    if image.is_empty() {
        Sentence::own(verb)
    } else {
        Sentence::own(format!("{verb} {image}"))
    }
}

fn copied(image: &str, reference: &str, sizes: (u64, u32), took_ms: u64) -> Sentence {
    let (bytes, referrers) = sizes;
    let with = match referrers {
        0 => String::new(),
        1 => " with 1 signature or the like".to_owned(),
        more => format!(" with {more} signatures and the like"),
    };
    if bytes == 0 {
        return Sentence::own("the registry of the stage has ")
            .foreign(reference)
            .then(format!("{with} already"));
    }
    let (size, took) = (
        span::bytes(bytes),
        span::words(Duration::from_millis(took_ms)),
    );
    named("copied", image)
        .then(": ")
        .foreign(reference)
        .then(format!("{with}, {size}, took {took}"))
}

fn waiting(progress: &Progress, waiting_for: &Sentence) -> Sentence {
    Sentence::own(format!("{}; waiting for ", progress::counts(progress)))
        .followed_by(waiting_for.clone())
}

fn trouble(cause: &Cause, evidence: &Evidence, fatal: bool) -> Sentence {
    if fatal {
        // The screen of the cause follows.
        return Sentence::own("this deployment cannot succeed:");
    }
    // An event of ECS can name a cause before there is any task.
    let who = if evidence.count == 0 {
        "trouble: "
    } else {
        "a task failed: "
    };
    let said = Sentence::own(who).followed_by(wording::title(cause));
    match cause.class {
        Class::Transient => said.then("; this can pass, so the wait goes on"),
        Class::Settling => {
            said.then("; this can pass within two minutes if the role was just made, so the wait goes on")
        }
        Class::Uncertain | Class::Deterministic if evidence.count == 0 => {
            said.then("; waiting for a task that says more")
        }
        Class::Uncertain | Class::Deterministic if cause.kind.is_access_denied() => said.then(
            "; if the permission was granted a moment ago it may still be spreading: waiting whether \
            the next task fails the same way",
        ),
        Class::Uncertain | Class::Deterministic => {
            said.then("; waiting whether the next task fails the same way")
        }
    }
}
