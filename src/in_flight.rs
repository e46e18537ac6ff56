//! Somebody else's deployment in flight, by the stage's `in-flight`: waits until it is over, refuses
//! to deploy, or takes its place; each names it.

use crate::drive::Job;
use crate::failure::Failure;
use crate::narrator::Narrator;
use crate::settings::References;
use crate::stages::{self, Means, Open};
use foghorn_deploy::config::InFlight;
use foghorn_deploy::event::{EventKind, Progress};
use foghorn_deploy::foreign::Sentence;
use foghorn_deploy::outcome::Outcome;
use foghorn_deploy::plan::Other;
use std::time::Duration;

/// Between two looks.
const EVERY: Duration = Duration::from_secs(10);
/// How often it is said that this run still waits.
const SAID_EVERY: Duration = Duration::from_mins(1);

/// Makes the plans of a stage once nothing stands in their way.
pub(crate) async fn cleared(
    open: &Open<'_>,
    means: &Means<'_>,
    images: &References,
    narrator: &Narrator,
) -> Result<Vec<Job>, Failure> {
    let began = means.clock.now();
    let mut said_at = None;
    loop {
        let (jobs, others): (Vec<Job>, Vec<_>) = open
            .decided(&means.asked, images)
            .await?
            .into_iter()
            .unzip();
        let others: Vec<Other> = others.into_iter().flatten().collect();
        match open.stage.in_flight {
            InFlight::Supersede => {
                superseded(narrator, &others);
                return Ok(jobs);
            }
            InFlight::Fail => return Ok(jobs),
            InFlight::Wait if others.is_empty() => return Ok(jobs),
            InFlight::Wait => {}
        }
        let now = means.clock.now();
        if now.saturating_sub(began) >= open.stage.timeout {
            return Err(refused(open, &others, " is still in flight at the timeout"));
        }
        if said_at.is_none_or(|said: Duration| now.saturating_sub(said) >= SAID_EVERY) {
            for other in &others {
                wait(narrator, other, said_at.is_none());
            }
            said_at = Some(now);
        }
        let mut cancel = means.cancel.clone();
        tokio::select! {
            () = means.clock.sleep_until(now + EVERY) => {}
            _ = cancel.wait() => {
                let message = Sentence::own("the run was cancelled while it waited for somebody else's deployment");
                return Err(Failure::new(Outcome::Interrupted, message));
            }
        }
    }
}

/// Names the deployments whose place will be taken.
pub(crate) fn superseded<'o>(narrator: &Narrator, others: impl IntoIterator<Item = &'o Other>) {
    for other in others {
        let warning = other
            .sentence()
            .then(" is in flight, and this one takes its place");
        let warned = EventKind::Warned {
            warning,
            hints: Vec::new(),
        };
        narrator.tell_of(Some(&other.service), warned);
    }
}

/// Refuses to take the place of a deployment in flight, if the stage says so.
pub(crate) fn allowed<'o>(
    open: &Open<'_>,
    others: impl IntoIterator<Item = &'o Other>,
) -> Result<(), Failure> {
    match open.stage.in_flight {
        InFlight::Supersede | InFlight::Wait => Ok(()),
        InFlight::Fail => {
            let others: Vec<Other> = others.into_iter().cloned().collect();
            if others.is_empty() {
                Ok(())
            } else {
                Err(refused(open, &others, " is in flight"))
            }
        }
    }
}

fn refused(open: &Open<'_>, others: &[Other], why: &str) -> Failure {
    let mut message = Sentence::default();
    for (place, other) in others.iter().enumerate() {
        let joint = if place == 0 { "" } else { "; " };
        message = message
            .then(joint)
            .then("service ")
            .code(&other.service)
            .then(": ")
            .followed_by(other.sentence())
            .then(why);
    }
    let failure = Failure::refused(message).hint(
        Sentence::own("follow it with ")
            .code(format!("foghorn watch --stage {}", open.stage.name))
            .then(", and run this again when it is over"),
    );
    let failure = failure.hint(
        Sentence::own("or set ")
            .code(format!("stages.{}.in-flight", open.stage.name))
            .then(" to ")
            .code("supersede")
            .then(", to take its place"),
    );
    stages::in_stage(open.stage, failure)
}

fn wait(narrator: &Narrator, other: &Other, first: bool) {
    let kind = if first {
        EventKind::Warned {
            warning: other
                .sentence()
                .then(" is in flight; this one waits until it is over"),
            hints: Vec::new(),
        }
    } else {
        EventKind::Waited {
            progress: Progress::default(),
            waiting_for: other.sentence().then(" to be over"),
        }
    };
    narrator.tell_of(Some(&other.service), kind);
}
